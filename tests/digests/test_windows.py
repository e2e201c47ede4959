"""Weeks, gaps, and when a digest goes out."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import CITY, is_working
from app.digests.windows import (
    SETTLING,
    Week,
    due_weekdays,
    first_covered,
    last_closed,
    parse,
    send_moment,
    week_of,
    weeks_between,
)

INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - made aware
GOLDEN = [date(2026, 10, day) for day in range(1, 8)]
"""Holidays of the first week of October; two weekend days are worked instead."""
INSTEAD = [date(2026, 9, 27), date(2026, 10, 10)]


def _working(day: date) -> bool:
    return is_working(day, GOLDEN, INSTEAD)


@given(INSTANTS)
def test_every_instant_lies_in_one_week_and_names_lead_back(instant: datetime) -> None:
    week = week_of(instant)
    assert week.start <= instant < week.end
    assert week.later().start == week.end
    assert week.later().later(-1) == week
    assert parse(week.name) == week
    assert week.name < week.later().name
    assert week < week.later()


def test_a_year_of_53_weeks_is_told_whole() -> None:
    assert week_of(datetime(2027, 1, 3, 12, tzinfo=CITY)) == Week(2026, 53)
    assert Week(2026, 53).later() == Week(2027, 1)
    assert [w.name for w in weeks_between(Week(2026, 52), Week(2027, 1))] == ["2026-W52", "2026-W53", "2027-W01"]
    assert parse("2025-W53") is None
    assert parse("2026-W00") is None
    assert parse("2026-w47") is None


def test_a_week_is_closed_once_it_has_settled() -> None:
    week = Week(2026, 47)
    assert last_closed(week.end) == week.later(-1)
    assert last_closed(week.end + SETTLING) == week


@given(INSTANTS, st.integers(1, 60), st.integers(0, 60))
def test_what_is_covered_follows_what_was_told(now: datetime, gap: int, joined: int) -> None:
    newest = last_closed(now)
    told = newest.later(-gap)
    first = first_covered(newest, told, now - timedelta(days=7 * joined), told)
    assert told < first <= newest
    assert first == max(told.later(), min(newest, week_of(now - timedelta(days=7 * joined))))


@given(INSTANTS, st.integers(1, 7))
def test_it_goes_out_in_the_week_after_it(instant: datetime, weekday: int) -> None:
    week = week_of(instant)
    moment = send_moment(week, weekday, lambda day: day.weekday() < 5)
    assert week.later().start < moment < week.later().end
    assert moment.astimezone(CITY).hour == 8


def test_a_holiday_moves_it_to_the_next_working_day() -> None:
    before = week_of(datetime(2026, 10, 1, tzinfo=CITY))  # its end is in the holidays, and its Monday was worked
    assert send_moment(before.later(-1), 1, _working).astimezone(CITY).date() == date(2026, 9, 28)
    assert send_moment(before.later(-1), 4, _working).astimezone(CITY).date() == date(2026, 9, 28)
    assert send_moment(before, 1, _working).astimezone(CITY).date() == date(2026, 10, 8)
    assert send_moment(before, 5, lambda _day: False).astimezone(CITY).date() == date(2026, 10, 9)


def test_a_wish_is_due_on_its_own_day() -> None:
    before = week_of(datetime(2026, 10, 1, tzinfo=CITY))
    assert due_weekdays(before.later(), before.later(2).monday, _working) == [1, 6, 7]  # no later day is worked
    assert due_weekdays(before.later(), before.later(2).monday + timedelta(days=4), _working) == [1, 2, 3, 4, 5, 6, 7]
    # Monday to Wednesday are holidays, and the Saturday is worked.
    assert due_weekdays(before, date(2026, 10, 7), _working) == []
    assert due_weekdays(before, date(2026, 10, 8), _working) == [1, 2, 3, 4, 7]
    assert due_weekdays(before, date(2027, 1, 1), _working) == [1, 2, 3, 4, 5, 6, 7]
