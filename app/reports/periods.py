"""Which days a report tells of: a week, or a month. Pure.

Both are named as they sort: `2026-W47`, `2026-10`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from app.core.clock import city_date, start_of
from app.digests.windows import parse, week_of_day

MONTH: Final = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Period:
    """From the day `first` to the day `last`, both included."""

    name: str
    first: date
    last: date

    @property
    def monthly(self) -> bool:
        return "W" not in self.name

    @property
    def start(self) -> datetime:
        return start_of(self.first)

    @property
    def end(self) -> datetime:
        """Exclusive."""
        return start_of(self.last + timedelta(days=1))

    @property
    def before(self) -> "Period":
        """The one that ends where this begins."""
        day = self.first - timedelta(days=1)
        return month_of(day) if self.monthly else week_of(day)

    def over(self, now: datetime) -> bool:
        return self.end <= now


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    return Period(f"{first:%Y-%m}", first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))


def week_of(day: date) -> Period:
    week = week_of_day(day)
    return Period(week.name, week.monday, week.sunday)


def named(name: str) -> Period | None:
    """The week or month of this name; None for what names none."""
    if found := MONTH.fullmatch(name):
        return month_of(date(int(found[1]), int(found[2]), 1))
    week = parse(name)
    return week_of(week.monday) if week is not None else None


def newest(now: datetime, kind: Callable[[date], Period], since: datetime) -> Iterator[Period]:
    """The running one and those before it, the newest first, back to the one in which `since` lies."""
    period = kind(city_date(now))
    while period.end > since:
        yield period
        period = period.before


def freezing_moment(month: Period, is_working: Callable[[date], bool]) -> datetime:
    """When the figures of a month are kept for good: on the first working day after it."""
    days = (month.last + timedelta(days=number) for number in range(1, 32))
    return start_of(next(filter(is_working, days), month.last + timedelta(days=1)))
