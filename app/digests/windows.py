"""Which days a digest tells of, and when it goes out. Pure.

A week is [Monday 00:00, next Monday 00:00) in the city, named as ISO 8601 does. What somebody is told is chosen by such
closed weeks and never by when she was last told, so that a run that is late, early or repeated tells neither twice nor
never.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from app.core.clock import CITY, city_date, start_of

SETTLING: Final = timedelta(minutes=10)
"""How long after its end a week is left alone: what happened in its last second may still be on its way to the database."""
HOUR: Final = time(8)
NAME: Final = re.compile(r"(20[0-9]{2})-W([0-5][0-9])")


@dataclass(frozen=True, order=True)
class Week:
    """An ISO week of the city."""

    year: int
    number: int

    @property
    def name(self) -> str:
        """Such as `2026-W53`; names sort as weeks do."""
        return f"{self.year}-W{self.number:02d}"

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def start(self) -> datetime:
        return start_of(self.monday)

    @property
    def end(self) -> datetime:
        """Exclusive: the first instant of the next week."""
        return start_of(self.monday + timedelta(days=7))

    def later(self, weeks: int = 1) -> "Week":
        return week_of_day(self.monday + timedelta(days=7 * weeks))


def week_of_day(day: date) -> Week:
    year, number, _weekday = day.isocalendar()
    return Week(year, number)


def week_of(instant: datetime) -> Week:
    """The week in which this instant lies in the city."""
    return week_of_day(city_date(instant))


def parse(name: str) -> Week | None:
    """The week of a name, None for what names none: no year but some has a W53."""
    found = NAME.fullmatch(name)
    if found is None:
        return None
    try:
        return week_of_day(date.fromisocalendar(int(found[1]), int(found[2]), 1))
    except ValueError:
        return None


def last_closed(now: datetime) -> Week:
    """The newest week that is over and has settled."""
    return week_of(now - SETTLING).later(-1)


def first_covered(newest: Week, told: Week | None, consented: datetime, began: Week) -> Week:
    """From which week on a digest of `newest` tells somebody: after the last that she was told of, but of no week before
    she wanted to be told, nor before there were digests at all (`began`)."""
    start = told.later() if told is not None else began
    return min(newest, max(start, week_of(consented)))


def weeks_between(first: Week, last: Week) -> Iterator[Week]:
    """All of them, both ends included."""
    week = first
    while week <= last:
        yield week
        week = week.later()


def send_day(week: Week, weekday: int, is_working: Callable[[date], bool]) -> date:
    """The day on which the digest of this week goes out: the wished one (1 is Monday) of the week after it, or the next
    working day, or else the week's first; in a week without any, the wished day all the same."""
    days = [week.later().monday + timedelta(days=number) for number in range(7)]
    wished = days[weekday - 1]
    working = [day for day in days if is_working(day)]
    later = [day for day in working if day >= wished]
    return next(iter([*later, *working, wished]))


def send_moment(week: Week, weekday: int, is_working: Callable[[date], bool]) -> datetime:
    """When the digest of this week goes out: at eight on its day."""
    return datetime.combine(send_day(week, weekday, is_working), HOUR, CITY)


def due_weekdays(week: Week, today: date, is_working: Callable[[date], bool]) -> list[int]:
    """The wishes whose day has come: what waits for somebody is told as it stands on her own day, not on Monday."""
    return [weekday for weekday in range(1, 8) if send_day(week, weekday, is_working) <= today]
