"""Every way of saying a bound, a scale or a price that is understood, one by one; and every factor of the unit table."""

from fractions import Fraction

import pytest

from matching.requirements.folding import fold
from matching.requirements.quantities import quantities
from matching.requirements.units import UNITS, convert

CHINESE = {
    "le": "≤ ≦ <= =< 不超过 不得超过 不应大于 不能高于 不可多于 不宜超出 不会长于 不允许超过 不要超过 不超 不晚于 未超过 小于或等于 小于等于 "
    "至多 最多不超过 控制在 限制在 限在 最多 最高可达 最大为 最长不超过 最大值为 最高可 最多达到 最高达 上限 上限为",
    "ge": "≥ ≧ >= => 不低于 不得小于 不应少于 不能短于 不可低于 大于或等于 大于等于 至少 至少为 至少达 至少达到 最低 最小 最短 最少 最快可达 "
    "最低可 最低达 最低达到 最低为 下限 下限为",
    "lt": "< 小于 低于 少于 短于 不足 不到 未达 没有达到 未能达到 尚未达到 无法达到 难以达到 不能达到 未达到 达不到 不及",
    "gt": "> 大于 高于 超过 多于 长于 突破 超",
    "better": "优于 好于",
    "reach": "低至 快至 短至 高到 可达 可达到 可以达到 可至 最优可达 最佳可达 最优 高达 可高达",
    "about": "约 约为 大约 大概 近 接近 逼近 ≈ ~",
    "change": "提升 提高了 增加约 增长近 降低超过 减少至少 缩短不低于 下降 节省 节约 压缩 改善 加快超",
}
ENGLISH = {
    "le": "no more than|no greater than|no longer than|no higher than|no later than|not more than|not greater than|not longer than|"
    "not higher than|must not exceed|shall not exceed|should not exceed|does not exceed|do not exceed|not exceeding|at most|within|"
    "max|max.|maximum|maximum of|a maximum of",
    "ge": "no less than|no fewer than|no lower than|no shorter than|not less than|not fewer than|not lower than|at least|min|min.|"
    "minimum|minimum of|a minimum of",
    "lt": "less than|fewer than|lower than|shorter than|smaller than|below|under|not reach|does not reach|do not reach|did not reach|"
    "falls short of",
    "gt": "more than|greater than|higher than|longer than|better than|over|above|exceed|exceeds|exceeding",
    "reach": "up to|as high as|as low as|as fast as",
    "about": "around|about|approximately|approx|approx.|roughly|nearly|almost",
    "change": "improved by|reduces latency by|increased by at least|decreased the cost by|lowers it by up to|cut by about|raised by over|by",
}
PER = "年 月 日 天 小时 台 套 路 次 点 点位 人 个 终端 平方米 张 例 吨 公里 year month seat user license licence unit"
SAID = [(code, phrase, f"{phrase}5米") for code, phrases in CHINESE.items() for phrase in phrases.split()] + [
    (code, phrase, f"{phrase} 5 m") for code, phrases in ENGLISH.items() for phrase in phrases.split("|")
]
BEHIND = {
    "ge": "以上 及以上 或以上 (含)以上 + |or more|or higher|or above|or better|or greater",
    "le": "以下 及以下 或以下 (含)以下 以内 之内 内 |or less|or fewer|or below|or lower|or faster",
    "about": "左右 上下 上下浮动",
}
FOLLOWED = [
    (code, words.strip())
    for code, text in BEHIND.items()
    for part, split in zip(text.split("|", 1), (" ", "|"), strict=False)
    for words in part.split(split)
    if words.strip()
]


@pytest.mark.parametrize(("code", "phrase", "text"), SAID, ids=[f"{code} {phrase}" for code, phrase, _ in SAID])
def test_every_bound_in_words_is_understood(code: str, phrase: str, text: str) -> None:
    (found,) = quantities(fold(text))
    assert (found.operator.value, found.low, found.unit.symbol) == (code, Fraction(5), "m")
    assert found.start < len(phrase)


@pytest.mark.parametrize(("code", "words"), FOLLOWED)
def test_every_bound_behind_the_number_is_understood(code: str, words: str) -> None:
    (found,) = quantities(fold(f"5m {words}" if words.isascii() else f"5米{words}"))
    assert (found.operator.value, found.low) == (code, Fraction(5))


@pytest.mark.parametrize(
    ("scale", "times"),
    [("百", 2), ("千", 3), ("万", 4), ("十万", 5), ("百万", 6), ("千万", 7), ("亿", 8), ("万亿", 12)],
)
def test_every_scale_multiplies(scale: str, times: int) -> None:
    (found,) = quantities(fold(f"3{scale}条"))
    assert (found.low, found.unit.symbol, found.magnitude) == (Fraction(3 * 10**times), "条", False)


@pytest.mark.parametrize(("scale", "times"), [("千", 3), ("万", 4), ("十万", 5), ("百万", 6), ("千万", 7), ("亿", 8)])
def test_every_order_of_magnitude_is_one(scale: str, times: int) -> None:
    (found,) = quantities(fold(f"{scale}级用户"))
    assert (found.low, found.unit.symbol, found.magnitude) == (Fraction(10**times), "用户", True)


@pytest.mark.parametrize("per", PER.split())
def test_a_price_per_anything_is_of_that_thing(per: str) -> None:
    assert [found.unit.symbol for found in quantities(fold(f"3元/{per}"))] == [f"元/{per}"]
    (said,) = quantities(fold(f"3元每{per}"))
    assert said.unit.symbol == f"元/{per}"


@pytest.mark.parametrize(
    ("sign", "unit"),
    [
        *((sign, "元") for sign in ("¥", "￥", "人民币", "RMB ", "CNY ")),
        *((sign, "美元") for sign in ("$", "US$", "USD ")),
        *((sign, "欧元") for sign in ("€", "EUR ")),
    ],
)
def test_a_currency_may_stand_before_its_number(sign: str, unit: str) -> None:
    (found,) = quantities(fold(f"不超过{sign}300"))
    assert (found.operator.value, found.low, found.unit.symbol) == ("le", Fraction(300), unit)


PREFIXES = {"n": -9, "u": -6, "μ": -6, "m": -3, "c": -2, "h": 2, "k": 3, "M": 6, "G": 9}
PREFIXED = [
    (prefix + base, base, Fraction(10) ** power)
    for prefix, power in PREFIXES.items()
    for base in ("s", "m", "g", "Pa", "bar", "Hz", "bps", "V", "A", "W", "Wh", "L")
    if prefix + base in UNITS and base in UNITS and UNITS[prefix + base].dimension == UNITS[base].dimension
]
STEPS = [
    ("%", "‰", 10), ("‰", "ppm", 1000), ("ppm", "ppb", 1000), ("%FS", "‰FS", 10), ("min", "s", 60), ("h", "min", 60),
    ("day", "h", 24), ("week", "day", 7), ("quarter", "month", 3), ("year", "quarter", 4), ("inch", "mm", "25.4"),
    ("t", "kg", 1000), ("MB", "KB", 1024), ("GB", "MB", 1024), ("TB", "GB", 1024), ("PB", "TB", 1024),
    ("Mbps", "kbps", 1000), ("Gbps", "Mbps", 1000), ("千元", "元", 1000), ("万元", "千元", 10), ("百万元", "万元", 100),
    ("亿元", "百万元", 100), ("万美元", "美元", 10_000), ("万欧元", "欧元", 10_000), ("MWh", "kWh", 1000), ("m/s", "mm/s", 1000),
    ("m/s", "m/min", 60), ("m/s", "km/h", "3.6"), ("km²", "m²", 10**6), ("m³", "L", 1000), ("mg/m³", "μg/m³", 1000),
    ("m³/h", "L/min", Fraction(1000, 60)), ("万像素", "像素", 10_000), ("psi", "Pa", "6894.757293168361"),
    ("year", "day", "365.25"),
]  # fmt: skip


def test_there_are_prefixed_units() -> None:
    assert len(PREFIXED) >= 20


@pytest.mark.parametrize(("unit", "base", "factor"), PREFIXED)
def test_a_prefix_means_its_power_of_ten(unit: str, base: str, factor: Fraction) -> None:
    assert convert(Fraction(1), UNITS[unit], UNITS[base]) == factor


@pytest.mark.parametrize(("unit", "other", "factor"), STEPS)
def test_one_of_these_is_so_many_of_those(unit: str, other: str, factor: str | int | Fraction) -> None:
    assert float(convert(Fraction(1), UNITS[unit], UNITS[other])) == pytest.approx(float(Fraction(factor)), rel=1e-12)
