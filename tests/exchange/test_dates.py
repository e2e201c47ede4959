"""Days, deadlines and periods."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import CITY, end_of
from app.exchange.cells import Cell
from app.exchange.rules import Rule
from app.exchange.values.dates import (
    Period,
    format_deadline,
    format_period,
    parse_date,
    parse_deadline,
    parse_last_day,
    parse_period,
)


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2026-06-30", "2026-06-30", "2026-06-30"),
        ("２０２６年６月３０日", "2026-06-30", "2026-06-30"),
        ("2026/6/3 0:00:00", "2026-06-03", "2026-06-03"),
        ("2026年6月30日17:00前", "2026-06-30", "2026-06-30"),
        ("2026-06-30T10:00:00", "2026-06-30", "2026-06-30"),
        ("20260630", "2026-06-30", "2026-06-30"),
        ("03/18/2019 12:00 AM", "2019-03-18", "2019-03-18"),
        ("2021/09/30 11:59 PM", "2021-09-30", "2021-09-30"),
        ("2021/10/14 11:00 AM ET", "2021-10-14", "2021-10-14"),
        ("05/05/2020 9 a.m.", "2020-05-05", "2020-05-05"),
        ("13/05/2020", "2020-05-13", "2020-05-13"),
        ("June 30, 2026", "2026-06-30", "2026-06-30"),
        ("30 June 2026", "2026-06-30", "2026-06-30"),
        ("June 2026", "2026-06-01", "2026-06-30"),
        ("2026.6", "2026-06-01", "2026-06-30"),
        (2026.6, "2026-06-01", "2026-06-30"),
        ("2026.10", "2026-10-01", "2026-10-31"),
        ("2026年2月", "2026-02-01", "2026-02-28"),
        ("202602", "2026-02-01", "2026-02-28"),
        ("2026年6月底前", "2026-06-30", "2026-06-30"),
        ("2026年6月中旬", "2026-06-11", "2026-06-20"),
        ("2026年第三季度", "2026-07-01", "2026-09-30"),
        ("2026Q1", "2026-01-01", "2026-03-31"),
        ("2026年上半年", "2026-01-01", "2026-06-30"),
        ("2025年底前", "2025-12-01", "2025-12-31"),
        ("2026年", "2026-01-01", "2026-12-31"),
        (46203.0, "2026-06-30", "2026-06-30"),
        ("46203", "2026-06-30", "2026-06-30"),
        (dt.datetime(2026, 6, 30, 17, 30), "2026-06-30", "2026-06-30"),  # noqa: DTZ001 - as cells hold it
        (dt.date(2026, 6, 30), "2026-06-30", "2026-06-30"),
    ],
)
def test_days(cell: Cell, first: str, last: str) -> None:
    assert parse_date(cell).value == dt.date.fromisoformat(first)
    assert parse_last_day(cell).value == dt.date.fromisoformat(last)


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        ("2026-02-30", Rule.DATE_IMPOSSIBLE),
        ("2026.13", Rule.DATE_IMPOSSIBLE),
        ("0026-02-03", Rule.DATE_IMPOSSIBLE),
        ("9999-12-31", Rule.DATE_IMPOSSIBLE),
        (dt.datetime(9999, 12, 31, 23, 59), Rule.DATE_IMPOSSIBLE),  # noqa: DTZ001 - as cells hold it
        (dt.date(1, 1, 1), Rule.DATE_IMPOSSIBLE),
        (2026.1, Rule.DATE_AMBIGUOUS),
        ("04/05/2020 9 a.m.", Rule.DATE_ORDER),
        ("4.5.2020", Rule.DATE_ORDER),
        ("13/13/2020", Rule.DATE_IMPOSSIBLE),
        ("长期有效", Rule.DATE_OPEN),
        ("03/02/20202 05:00 PM", Rule.DATE_UNCLEAR),
        ("04/23/ 10:00 AM", Rule.DATE_YEAR),
        ("Junk 2026", Rule.DATE_UNCLEAR),
        ("尽快", Rule.DATE_UNCLEAR),
        (12.0, Rule.DATE_UNCLEAR),
    ],
)
def test_what_is_no_day_says_why(cell: Cell, rule: Rule) -> None:
    parsed = parse_deadline(cell)
    assert parsed.value is None
    assert [problem.rule for problem in parsed.problems] == [rule]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2019.03-2024.11", "2019-03-01", "2024-11-30"),
        ("2019-03-2024-11", "2019-03-01", "2024-11-30"),
        ("2019年3月至2024年11月", "2019-03-01", "2024-11-30"),
        ("2019/03/01-2024/11/30", "2019-03-01", "2024-11-30"),
        ("2019-03-01至2024-11-30", "2019-03-01", "2024-11-30"),
        ("2025年1月-12月", "2025-01-01", "2025-12-31"),
        ("2019-2024", "2019-01-01", "2024-12-31"),
        ("2024年", "2024-01-01", "2024-12-31"),
    ],
)
def test_periods(text: str, start: str, end: str) -> None:
    assert parse_period(text).value == Period(dt.date.fromisoformat(start), dt.date.fromisoformat(end), text)


@pytest.mark.parametrize("text", ["2019年3月至今", "2019.03-至今", "2019.03—今"])
def test_a_period_can_be_open(text: str) -> None:
    assert parse_period(text).value == Period(dt.date(2019, 3, 1), None, text)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("2024.11-2019.03", Rule.PERIOD_UPSIDE_DOWN),
        ("2019.13-2024.11", Rule.DATE_IMPOSSIBLE),
        ("三年", Rule.DATE_UNCLEAR),
    ],
)
def test_what_is_no_period_says_why(text: str, rule: Rule) -> None:
    assert [problem.rule for problem in parse_period(text).problems] == [rule]


_DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))


@given(_DAYS, _DAYS)
def test_dates_and_periods_read_back(one: dt.date, other: dt.date) -> None:
    assert parse_date(one.isoformat()).value == one
    assert parse_last_day(one.isoformat()).value == one
    start, end = sorted((one, other))
    for last in (end, None):
        back = parse_period(format_period(Period(start, last, ""))).value
        assert back is not None
        assert (back.start, back.end) == (start, last)


@given(st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2099, 12, 30), timezones=st.just(CITY)))  # noqa: DTZ001
def test_deadlines_read_back(local: dt.datetime) -> None:
    end = local.replace(second=0, microsecond=0)
    whole = end_of(end.date()) if (end.hour, end.minute) == (23, 59) else end
    assert parse_deadline(format_deadline(end)).value == whole


@given(st.text(max_size=30) | st.floats() | st.integers())
def test_no_cell_is_a_failure(cell: Cell) -> None:
    for parse in (parse_date, parse_last_day, parse_deadline, parse_period):
        parse(cell)
