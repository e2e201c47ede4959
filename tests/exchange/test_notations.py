"""Every notation of the tables gives what stands beside it, in the reader and in a list."""

from collections import Counter

import pytest

from app.exchange.rules import Parsed
from app.exchange.values.dates import format_deadline, parse_deadline
from app.exchange.values.money import Money, parse_money
from tests.exchange.notations import table

DEADLINES, SUMS = table("deadlines"), table("sums")


def _said(value: str, parsed: Parsed[object]) -> str:
    return " ".join(filter(None, (value, *(problem.rule.value for problem in parsed.problems))))


def _sum(money: Money | None) -> str:
    if money is None:
        return ""
    ends = ["" if end is None else str(end) for end in (money.minimum, money.maximum)]
    written = ends[0] if ends[0] == ends[1] else "..".join(ends)
    return " ".join(
        filter(None, (written, "" if money.currency == "CNY" else money.currency, "open" if money.open else ""))
    )


def test_the_tables_are_large_and_say_nothing_twice() -> None:
    for rows in (DEADLINES, SUMS):
        assert len(rows) > 150
        assert max(Counter(cell for cell, _gives in rows).values()) == 1


@pytest.mark.parametrize(("cell", "gives"), DEADLINES)
def test_deadlines(cell: str, gives: str) -> None:
    parsed = parse_deadline(cell)
    assert _said(format_deadline(parsed.value) if parsed.value else "", parsed) == gives
    assert all(problem.text == cell for problem in parsed.problems)


@pytest.mark.parametrize(("cell", "gives"), SUMS)
def test_sums(cell: str, gives: str) -> None:
    parsed = parse_money(cell)
    assert _said(_sum(parsed.value), parsed) == gives
    assert parsed.value is None or parsed.value.text == cell
