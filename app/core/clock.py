"""The only place that asks the machine what time it is.

Instants are UTC. A date means the whole day in the city's time zone, so it ends exclusively at the next midnight
there.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

CITY = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    def now(self) -> datetime:
        """This instant, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that a test holds in its hand."""

    at: datetime = field(default_factory=lambda: datetime(2026, 11, 23, 2, 0, tzinfo=UTC))

    def now(self) -> datetime:
        return self.at

    def advance(self, **span: float) -> None:
        """Move on by a `timedelta` given in its own words, such as ``days=3``."""
        self.at += timedelta(**span)


def city_date(instant: datetime) -> date:
    """The calendar day in the city at this instant."""
    return instant.astimezone(CITY).date()


def end_of(day: date) -> datetime:
    """The first instant after `day`: its exclusive end in the city, as UTC."""
    return datetime.combine(day + timedelta(days=1), time(), CITY).astimezone(UTC)


def start_of(day: date) -> datetime:
    """The first instant of `day` in the city, as UTC."""
    return datetime.combine(day, time(), CITY).astimezone(UTC)


def after_working_days(start: datetime, days: int, holidays: frozenset[date], working: frozenset[date]) -> datetime:
    """The end of the `days`-th working day after `start`, as UTC.

    `holidays` are days off and `working` are weekend days worked instead; both are rows that the office keeps, so a
    year without rows falls back to Monday to Friday.
    """
    day = city_date(start)
    left = days
    while left:
        day += timedelta(days=1)
        if is_working(day, holidays, working):
            left -= 1
    return end_of(day)


def is_working(day: date, holidays: Collection[date], working: Collection[date]) -> bool:
    """Whether people work on this day of the city."""
    return day in working or (day.weekday() < 5 and day not in holidays)
