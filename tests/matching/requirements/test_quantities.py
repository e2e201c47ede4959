"""Numbers in sentences: value, range, operator, unit, and where they stand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.requirements.bounds import demand, is_bound, statement
from matching.requirements.folding import LONGEST_SENTENCE, clauses, fold
from matching.requirements.metrics import Metric, metric_of, read_name
from matching.requirements.quantities import Operator, Quantity, chinese_number, quantities
from matching.requirements.units import UNITS
from matching.requirements.values import Fit, Interval, Name

CASES = [
    ("精度≤1 %FS", "le", "1", None, "%FS"),
    ("准确率不低于98%", "ge", "98", None, "%"),
    ("不得超过３秒", "le", "3", None, "s"),
    ("小于0.5mm", "lt", "0.5", None, "mm"),
    ("大于 5 米", "gt", "5", None, "m"),
    ("优于5厘米", "better", "5", None, "cm"),
    ("高达 99%", "reach", "99", None, "%"),
    ("可达98%以上", "ge", "98", None, "%"),
    ("低至1%", "reach", "1", None, "%"),
    ("降低至1%", "eq", "1", None, "%"),
    ("约98%", "about", "98", None, "%"),
    ("98%左右", "about", "98", None, "%"),
    ("不超过98%左右", "about", "98", None, "%"),
    ("提升了5%", "change", "5", None, "%"),
    ("提升5%左右", "change", "5", None, "%"),
    ("由85%", "change", "85", None, "%"),
    ("±0.5%FS", "plus_minus", "0.5", None, "%FS"),
    ("不超过满量程的1%", "le", "1", None, "%FS"),
    ("量程0~10MPa", "eq", "0", "10", "MPa"),
    ("-20~60℃", "eq", "-20", "60", "℃"),
    ("工作温度-20~60℃", "eq", "-20", "60", "℃"),
    ("零下20℃", "eq", "-20", None, "℃"),
    ("长度 3-5m", "eq", "3", "5", "m"),
    ("-60~-20℃", "eq", "-60", "-20", "℃"),
    ("300-500万元", "eq", "300", "500", "万元"),
    ("300万-500万元", "eq", "3000000", "5000000", "元"),
    ("10万-20万条", "eq", "100000", "200000", "条"),
    ("3-5万条", "eq", "30000", "50000", "条"),
    ("不超过3万-5", "le", "30000", "50000", ""),
    ("200ms~1s", "eq", "200", "1000", "ms"),
    ("200ms-300", "eq", "200", "300", "ms"),
    ("5%-3万", "eq", "5", "30000", "%"),
    ("8周内", "le", "8", None, "week"),
    ("三个月以内", "le", "3", None, "month"),
    ("半年", "eq", "0.5", None, "year"),
    ("百分之九十五点五以上", "ge", "95.5", None, "%"),
    ("千分之三", "eq", "3", None, "‰"),
    ("¥300万", "eq", "3000000", None, "元"),
    ("up to $750,000", "reach", "750000", None, "美元"),
    ("5000元/台", "eq", "5000", None, "元/台"),
    ("5千瓦时", "eq", "5", None, "kWh"),
    ("at least 99.5 percent", "ge", "99.5", None, "%"),
    ("improved by 40%", "change", "40", None, "%"),
    ("98%+", "ge", "98", None, "%"),
    ("亿级用户", "eq", "100000000", None, "用户"),
]


@pytest.mark.parametrize(("text", "operator", "low", "high", "unit"), CASES, ids=[case[0] for case in CASES])
def test_a_number_is_read(text: str, operator: str, low: str, high: str | None, unit: str) -> None:
    (found,) = quantities(fold(text))
    assert (found.operator.value, found.low, found.unit.symbol) == (operator, Fraction(low), unit)
    assert found.high == (None if high is None else Fraction(high))
    assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize("text", ["昇腾910B", "2026年", "6月30日", "T90", "mAP@0.5", "Top-5", "一些"])
def test_dates_and_names_are_no_quantities(text: str) -> None:
    assert [found for found in quantities(fold(text)) if found.unit.symbol] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("三百五十", "350"), ("十五", "15"), ("两", "2"), ("半", "1/2"), ("九十五点五", "95.5"), ("一千零二", "1002")],
)
def test_chinese_numerals(text: str, value: str) -> None:
    assert chinese_number(text) == Fraction(value)


@given(st.text(max_size=60))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_clauses_of_very_long_sentences_keep_their_place() -> None:
    text = "，".join(["私有化部署由我方提供"] * 400) + "，" + "长" * 400 + "，支持离线部署"
    windows = clauses(text, "field")
    assert len(windows) > 3
    assert all(len(clause.sentence.folded) <= LONGEST_SENTENCE for window in windows[:-1] for clause in window)
    for window in windows:
        for clause in window:
            source = clause.source(0, len(clause.folded))
            assert text[source.start : source.end] == source.text
            assert source.text in source.context
    assert [clause.folded for clause in windows[-1]][-1] == "支持离线部署"
    assert not any("长" in clause.folded for window in windows for clause in window)


@given(st.text(alphabet="0123456789.,-~%万亿元不低于以上内≤≥±约 周ms三百分之级从至$", max_size=30))
def test_any_jumble_of_numbers_is_read_without_error(text: str) -> None:
    spans = [(found.start, found.end) for found in quantities(fold(text))]
    assert spans == sorted(spans)


UP, DOWN, ANY = Metric("a", "up", frozenset()), Metric("b", "down", frozenset()), Metric("c", "", frozenset())


def _quantity(operator: Operator, low: int, high: int | None = None, *, magnitude: bool = False) -> Quantity:
    top = None if high is None else Fraction(high)
    return Quantity(0, 1, operator, Fraction(low), top, UNITS["%"], magnitude=magnitude)


def _range(low: int | None, high: int | None, *, low_open: bool = False, high_open: bool = False) -> Interval:
    first, last = (None if end is None else Fraction(end) for end in (low, high))
    return Interval(first, last, low_open=low_open, high_open=high_open)


@pytest.mark.parametrize(
    ("operator", "metric", "interval", "fit"),
    [
        (Operator.EQUAL, UP, _range(9, None), Fit.WITHIN),
        (Operator.EQUAL, DOWN, _range(None, 9), Fit.WITHIN),
        (Operator.EQUAL, ANY, _range(9, 9), Fit.SAME),
        (Operator.BELOW, ANY, _range(None, 9, high_open=True), Fit.WITHIN),
        (Operator.ABOVE, ANY, _range(9, None, low_open=True), Fit.WITHIN),
        (Operator.AT_LEAST, metric_of("measuring_range"), _range(9, None), Fit.SAME),
        (Operator.BETTER, DOWN, _range(None, 9), Fit.WITHIN),
        (Operator.BETTER, ANY, None, Fit.SAME),
        (Operator.PLUS_MINUS, ANY, _range(-9, 9), Fit.SAME),
        (Operator.PLUS_MINUS, metric_of("measuring_range"), _range(-9, 9), Fit.COVER),
    ],
)
def test_a_demanded_number_bounds_by_its_name(operator: Operator, metric: Metric, interval: Interval, fit: Fit) -> None:
    assert demand(_quantity(operator, 9), metric) == (interval, fit)


def test_demanded_ranges_and_magnitudes() -> None:
    assert demand(_quantity(Operator.EQUAL, 3, 5), UP) == (_range(3, None), Fit.WITHIN)
    assert demand(_quantity(Operator.EQUAL, 3, 5), ANY) == (_range(3, 5), Fit.SAME)
    assert demand(_quantity(Operator.EQUAL, 3, 5), metric_of("temperature_range")) == (_range(3, 5), Fit.COVER)
    assert demand(_quantity(Operator.EQUAL, 100, magnitude=True), ANY) == (_range(100, None), Fit.WITHIN)


@pytest.mark.parametrize(
    ("operator", "metric", "interval"),
    [
        (Operator.EQUAL, UP, _range(100, 100)),
        (Operator.REACH, UP, _range(None, 100)),
        (Operator.REACH, DOWN, _range(100, None)),
        (Operator.REACH, ANY, None),
        (Operator.BETTER, DOWN, _range(None, 100)),
        (Operator.ABOUT, UP, _range(90, 110)),
        (Operator.PLUS_MINUS, DOWN, _range(100, 100)),
        (Operator.PLUS_MINUS, ANY, _range(-100, 100)),
        (Operator.AT_MOST, UP, _range(None, 100)),
    ],
)
def test_a_stated_number_is_never_more_than_it_says(operator: Operator, metric: Metric, interval: Interval) -> None:
    assert statement(_quantity(operator, 100), metric) == interval


def test_a_stated_magnitude_ends_at_the_next() -> None:
    assert statement(_quantity(Operator.EQUAL, 100, magnitude=True), UP) == _range(100, 1000, high_open=True)
    assert statement(_quantity(Operator.EQUAL, 3, 5), UP) == _range(3, 5)


def test_only_limits_in_so_many_words_bind() -> None:
    assert is_bound(Operator.AT_LEAST)
    assert not is_bound(Operator.EQUAL)


ends = st.integers(min_value=-3, max_value=3)


def _contains(interval: Interval, value: Fraction) -> bool:
    above = interval.low is None or value > interval.low or (value == interval.low and not interval.low_open)
    below = interval.high is None or value < interval.high or (value == interval.high and not interval.high_open)
    return above and below


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = draw(st.none() | ends), draw(st.none() | ends)
    if low is not None and high is not None and low >= high:
        return _range(min(low, high), max(low, high))
    return _range(low, high, low_open=draw(st.booleans()), high_open=draw(st.booleans()))


@given(intervals(), intervals())
def test_intervals_agree_with_their_points(left: Interval, right: Interval) -> None:
    points = [Fraction(n, 4) for n in range(-20, 21)]
    inside = all(_contains(right, point) for point in points if _contains(left, point))
    shared = any(_contains(right, point) and _contains(left, point) for point in points)
    assert left.within(right) == inside
    assert left.misses(right) == (not shared)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("识别准确率", Name("accuracy")),
        ("缺陷识别准确率", Name("accuracy", "缺陷")),
        ("F1-score", Name("f1")),
        ("响应时间(T90)", Name("response_time")),
        ("误识别率", Name("misjudge")),
        ("拒识率", Name("拒识率")),
        ("defect detection accuracy", Name("accuracy", "defect")),
        ("平均无故障时间", Name("mtbf")),
        ("外观", Name("外观")),
    ],
)
def test_names_are_read(label: str, name: Name) -> None:
    assert read_name(label) == name
