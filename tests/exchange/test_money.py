"""Sums of money."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.rules import Parsed, Rule
from app.exchange.values.money import Money, format_money, format_ten_thousands, parse_amount, parse_money

WAN = 10_000


def test_a_blank_cell_is_nothing() -> None:
    assert parse_money("  ").value is None
    assert parse_amount("面议") == Parsed(None)


def test_a_bare_number_keeps_its_text() -> None:
    parsed = parse_money(500.0)
    assert parsed.value == Money(None, None, "500")
    assert [problem.rule for problem in parsed.problems] == [Rule.MONEY_UNIT]


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
