"""Sums of money as they are written in lists."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from app.exchange.cells import Cell, cell_text, folded, is_blank, says_nothing
from app.exchange.rules import Parsed, Problem, Rule, refused
from matching.requirements import Figure, Named, in_yuan, read_each

_LONGEST: Final = 200
"""Characters of a cell that is nothing but a sum."""
_FORMAL: Final = dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟圆萬億", "一二三四五六七八九十百千元万亿", strict=True))
_IDLE: Final = re.compile(
    r"(?:大?约|大概|预计|估计|计划|拟|总|项目|投[资入]|预算|资金|经费|费用|合同|中标|成交|[合共总]计|报?价格?|金?额|最[高低]|[上下]?限价?|"
    r"人民币|元|整|不?含税?|税|控制|[在为是于，,。.]|[大小]写|之间|不等|[且并]|[¥￥\s:();]|\b(?:rmb|cny|yuan|budget|price|total|tax|incl(?:uding|\.)?|excl(?:uding|\.)?|max\.?|of)\b){0,20}"
)
"""What may stand around a sum without changing it."""
_SPELT: Final[Sequence[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]]] = (
    (re.compile(f"[{''.join(_FORMAL)}]"), lambda found: _FORMAL[found[0]]),
    (re.compile(r"块钱?"), "元"),
    (re.compile(r"\((?:单位:?)?([亿万千]?元)\)"), r"\1"),
    (re.compile(r"(?<=\d)\s*\((?:人民币|rmb|cny)\)"), "元"),
    (re.compile(r"\b(rmb|cny)(?=\d)"), r"\1 "),
    (re.compile(r"(\d)千(\d)百(?=万)"), r"\g<1>\g<2>00"),
    (re.compile(r"(?<=\d)\s*w(?![a-z])"), "万"),
    (re.compile(r"(?<=\d)\s*k\b"), " thousand"),
    (re.compile(r"(?<=\d)\s*(?:m|mn|mio)\b"), " million"),
    (re.compile(r"(?<=\d)\s*bn\b"), " billion"),
    (re.compile(r"([\d一二三四五六七八九十百千]{1,15})[余多](?=[百千万亿元])"), r"≥\1"),
    (re.compile(r"(\d{1,15}[百千万亿])余(?=元)"), r"≥\1"),
    (re.compile(r"逾(?=\d)"), "≥"),
    (re.compile(r"[上逾](?=[百千万亿]+元?$)"), "≥一"),
    (re.compile(r"接?近(?=[百千万亿])"), "≤一"),
    (re.compile(r"接?近(?=[\d一二三四五六七八九])"), "≤"),
    (re.compile(r"([¥￥]|\brmb|\bcny)(\s*[\d.,]+\s*(?:[-~至到—]|to)\s*)\1"), r"\1\2"),
)
"""What the reader of figures does not know, as it knows it."""
_TO_LAST_FIGURE: Final = re.compile(r"\A.*\d", re.DOTALL)
_OPEN: Final = re.compile(
    r"(?:(?:价格|费用|金额|预算|资金|经费|具体)?(?:面议|另议|[待再]?商议|协商|待[定议]|待商[定议]|双方协商|面谈|未定|不限)|"
    r"(?:企业|单位|项目单位|全部)?自[筹有](?:资金|经费)?|(?:市|区|省|中央)?(?:级?财政)(?:资金|拨款)?|专项资金|按需|视.{1,8}而定|根据.{1,8}确定|以.{1,8}为准|暂?无预算|市场价|免费|无偿|"
    r"negotiable|to be (?:determined|negotiated|confirmed)|tb[acdn]|self-funded|n/?a)"
)
_EACH: Final = re.compile(
    r"[每/](?!\d)\s*[^\W\d]|[年月日人]均|单价|每$|\bp\.? ?[am]\.|\bper (?!cent)[a-z]|"
    r"\b(?:annually|monthly|yearly|each|a (?:year|month))\b"
)
"""So much for each of something: no total."""
_VAGUE: Final = re.compile(r"[一二三四五六七八九]{2}[十百千万亿]")
"""三五百万 is from three to five."""
_MOST: Final = re.compile(r"最高|上限|限价|封顶|max")
_LEAST: Final = re.compile(r"最低|下限")
_HOME: Final = re.compile(r"[元¥￥一-龥]|rmb|cny|yuan|renminbi")
_ENGLISH_SCALE: Final = re.compile(r"thousand|[mb]illion")
_FOREIGN: Final = (
    ("HKD", re.compile(r"hk\$|hkd|港[元币]")),
    ("TWD", re.compile(r"nt\$|twd|台币")),
    ("SGD", re.compile(r"s\$(?<!us\$)|sgd|新加坡元|新[元币]")),
    ("AUD", re.compile(r"a\$|aud|澳元")),
    ("CAD", re.compile(r"c\$|cad|加元")),
    ("USD", re.compile(r"\$|usd|us dollars?|美[元金]")),
    ("EUR", re.compile(r"€|\beur|欧元")),
    ("GBP", re.compile(r"£|gbp|英镑")),
    ("JPY", re.compile(r"jpy|日[元圆]")),
    ("KRW", re.compile(r"₩|krw|韩[元币]")),
    ("CHF", re.compile(r"\bchf|瑞士法郎|瑞郎")),
    ("INR", re.compile(r"₹|\binr|rupees?|卢比")),
    ("RUB", re.compile(r"₽|\brub|卢布")),
)


@dataclass(frozen=True, slots=True)
class Money:
    """A sum or a range in whole 元, always with the text it was read from.

    `currency` is CNY unless the text names another; sums in another currency are not converted, both ends are None
    then. `open` is the 面议 or 自筹 of a list, which names no sum on purpose and is not the same as nothing.
    """

    minimum: int | None
    maximum: int | None
    text: str
    currency: str = "CNY"
    open: bool = False


def parse_money(cell: Cell, unit: str = "") -> Parsed[Money]:
    """A cell such as 300-500万元, 壹佰万元整, 120余万, 不超过1亿元, 面议 or $425,000.

    `unit` is the unit or the currency that the header names; a bare number without any unit is kept as text only, since
    元 and 万元 are equally usual.
    """
    if is_blank(cell):
        return Parsed(None)
    text = cell_text(cell)
    plain = folded(text[:_LONGEST]).lower()
    if _OPEN.fullmatch(plain.strip("。.()")) or says_nothing(cell):
        return Parsed(Money(None, None, text, open=True))
    if foreign := _foreign(plain):
        return Parsed(Money(None, None, text, currency=foreign), (Problem(Rule.MONEY_FOREIGN, text),))
    if (foreign := _foreign(unit.lower())) and not _HOME.search(plain):
        return Parsed(Money(None, None, f"{text} {unit}", currency=foreign), (Problem(Rule.MONEY_FOREIGN, text),))
    if len(text) > _LONGEST:
        return _as_text(text, Rule.MONEY_UNCLEAR)
    for written, known in _SPELT:
        plain = written.sub(known, plain)
    return _sum(plain, text, unit)


def _foreign(plain: str) -> str | None:
    return next((code for code, sign in _FOREIGN if sign.search(plain)), None)


def parse_amount(cell: Cell, unit: str = "") -> Parsed[int]:
    """One end of a range in its own column, in whole 元."""
    parsed = parse_money(cell, unit)
    money = parsed.value
    if money is None or money.open:
        return Parsed(None, parsed.problems)
    ends = {end for end in (money.minimum, money.maximum) if end is not None}
    if len(ends) == 1:
        return Parsed(ends.pop(), parsed.problems)
    return Parsed(None, parsed.problems or (Problem(Rule.MONEY_UNCLEAR, money.text),))


def _sum(plain: str, text: str, unit: str) -> Parsed[Money]:
    """The one sum in a cell that holds nothing else. A budget is better when it is lower, so that 高达 bounds it."""
    found = read_each(plain, better="down")
    sums = [money for one in found if (money := in_yuan(one.figure, unit)) is not None]
    if rule := _why_none(plain, found, sums, unit):
        return _as_text(text, rule)
    if any(money.falling for money in sums):
        return refused(Rule.MONEY_UPSIDE_DOWN, text)
    ends = _ends(found, sums)
    if ends is None:
        return _as_text(text, Rule.MONEY_SEVERAL)
    if not _idle(found) or any(end is not None and end < 0 for end in ends) or ends == (None, None):
        return _as_text(text, Rule.MONEY_UNCLEAR)
    low, high = (None if end is None else int(end) for end in ends)
    own = found[0].figure.unit.symbol or in_yuan(found[0].figure)
    return Parsed(Money(low, high, text if own else _with_unit(text, unit)))


def _why_none(plain: str, found: Sequence[Named], sums: Sequence[Figure], unit: str) -> Rule | None:
    """Why the figures of a cell are no sums, if they are none."""
    if found and _EACH.search(plain):
        return Rule.MONEY_RATE
    if not found or len(sums) != len(found) or _VAGUE.search(plain):
        bare = len(found) == 1 and found[0].figure.unit.symbol == "" and not unit and _idle(found)
        return Rule.MONEY_UNIT if bare else Rule.MONEY_UNCLEAR
    return Rule.MONEY_UNIT if _ENGLISH_SCALE.search(plain) and not unit and not _HOME.search(plain) else None


def _idle(found: Sequence[Named]) -> bool:
    """Nothing stands between and around the figures that would change them."""
    return all(_IDLE.fullmatch(one.name.strip()) and _IDLE.fullmatch(one.rest.strip()) for one in found)


def _ends(found: Sequence[Named], sums: Sequence[Figure]) -> tuple[Fraction | None, Fraction | None] | None:
    """What the sums say together: the same one in digits and in words, or a lower and an upper limit; None for others."""
    said = {one.ends for one in sums}
    if len(said) == 2 and {tuple(end is None for end in ends) for ends in said} == {(False, True), (True, False)}:
        (low,), (high,) = ([ends[place] for ends in said if ends[place] is not None] for place in (0, 1))
        return (low, high) if low is not None and high is not None and low <= high else None
    if len(said) > 1:
        return None
    low, high = said.pop()
    if low == high and _MOST.search(found[0].name):
        return None, high
    return (low, None) if low == high and _LEAST.search(found[0].name) else (low, high)


def _with_unit(text: str, unit: str) -> str:
    """The text with the header's unit behind its last figure, so that it can stand without the header."""
    return _TO_LAST_FIGURE.sub(rf"\g<0>{unit}", text)


def _as_text(text: str, rule: Rule) -> Parsed[Money]:
    return Parsed(Money(None, None, text), (Problem(rule, text),))


def format_ten_thousands(amount: int) -> str:
    """Whole 元 as the plain number of 万元 that the columns of limits hold."""
    number = Decimal(amount) / 10_000
    return f"{number:f}" if number != number.to_integral() else f"{number.to_integral():f}"


def format_money(money: Money) -> str:
    """The source text if there is one, else the range in 万元, so that reading it gives the same ends."""
    if money.text:
        return money.text
    if money.open:
        return "面议"
    low = "" if money.minimum is None else format_ten_thousands(money.minimum)
    high = "" if money.maximum is None else format_ten_thousands(money.maximum)
    if not low or not high:
        return f"不低于{low}万元" if low else f"不超过{high}万元" if high else ""
    return f"{low}万元" if low == high else f"{low}—{high}万元"
