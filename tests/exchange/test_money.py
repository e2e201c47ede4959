"""Sums of money."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.rules import Rule
from app.exchange.values.money import Money, format_money, format_ten_thousands, parse_amount, parse_money

WAN = 10_000


@pytest.mark.parametrize(
    ("text", "minimum", "maximum"),
    [
        ("300-500万元", 300 * WAN, 500 * WAN),
        ("300万-500万元", 300 * WAN, 500 * WAN),
        ("３００—５００万元", 300 * WAN, 500 * WAN),
        ("300～500（万元）", 300 * WAN, 500 * WAN),
        ("300万元至1亿元", 300 * WAN, 10_000 * WAN),
        ("约500万", 500 * WAN, 500 * WAN),
        ("人民币500万元整", 500 * WAN, 500 * WAN),
        ("500万元左右", 500 * WAN, 500 * WAN),
        ("￥1,200,000元", 120 * WAN, 120 * WAN),
        ("0.5亿元", 5_000 * WAN, 5_000 * WAN),
        ("29.85万元", 298_500, 298_500),
        ("不超过500万元", None, 500 * WAN),
        ("500万元以内", None, 500 * WAN),
        ("100万以上", 100 * WAN, None),
        ("≥100万元", 100 * WAN, None),
    ],
)
def test_sums_and_ranges(text: str, minimum: int | None, maximum: int | None) -> None:
    parsed = parse_money(text)
    assert parsed.value == Money(minimum, maximum, text)
    assert parsed.problems == ()


@pytest.mark.parametrize("text", ["面议", "待定", "Negotiable"])
def test_negotiable_is_not_nothing(text: str) -> None:
    assert parse_money(text).value == Money(None, None, text, negotiable=True)
    assert parse_money("  ").value is None


@pytest.mark.parametrize(("text", "currency"), [("$425,000", "USD"), ("Up to $200,000", "USD"), ("5万欧元", "EUR")])
def test_foreign_money_is_kept_as_text(text: str, currency: str) -> None:
    parsed = parse_money(text)
    assert parsed.value == Money(None, None, text, currency=currency)
    assert [problem.rule for problem in parsed.problems] == [Rule.MONEY_FOREIGN]


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("500", Rule.MONEY_UNIT),
        (500.0, Rule.MONEY_UNIT),
        ("300-500", Rule.MONEY_UNIT),
        ("100万元/年", Rule.MONEY_UNCLEAR),
        ("看情况", Rule.MONEY_UNCLEAR),
        ("1-2-3万元", Rule.MONEY_UNCLEAR),
    ],
)
def test_what_is_unclear_keeps_its_text(cell: str | float, rule: Rule) -> None:
    parsed = parse_money(cell)
    assert parsed.value is not None
    assert (parsed.value.minimum, parsed.value.maximum) == (None, None)
    assert [problem.rule for problem in parsed.problems] == [rule]


def test_a_range_upside_down_is_refused() -> None:
    parsed = parse_money("500-300万元")
    assert parsed.value is None
    assert [problem.rule for problem in parsed.problems] == [Rule.MONEY_UPSIDE_DOWN]


@pytest.mark.parametrize(
    ("cell", "text"),
    [(500.0, "500万元"), ("300-500", "300-500万元"), ("不超过500", "不超过500万元"), ("500以内", "500万元以内")],
)
def test_the_unit_of_the_header_counts_and_stays_with_the_text(cell: str | float, text: str) -> None:
    with_header = parse_money(cell, "万元").value
    assert with_header is not None
    assert with_header.text == text
    assert parse_money(text).value == with_header
    assert parse_money("500元", "万元").value == Money(500, 500, "500元")


def test_one_end_in_its_own_column() -> None:
    assert parse_amount("300", "万元").value == 300 * WAN
    assert parse_amount("不低于300万元").value == 300 * WAN
    assert [problem.rule for problem in parse_amount("300-500万元").problems] == [Rule.MONEY_UNCLEAR]


@given(st.integers(0, 10**13), st.integers(0, 10**13))
def test_a_range_without_text_reads_back(one: int, other: int) -> None:
    low, high = sorted((one, other))
    for minimum, maximum in ((low, high), (low, None), (None, high), (low, low)):
        back = parse_money(format_money(Money(minimum, maximum, ""))).value
        assert back is not None
        assert (back.minimum, back.maximum) == (minimum, maximum)
    assert parse_amount(format_ten_thousands(one), "万元").value == one
