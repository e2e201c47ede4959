"""What the clock has decided about a need, whether or not a job has recorded it yet. Pure.

截止日期 ends answers and bids; 有效期 ends the listing and defaults to it. Guards and pages ask these functions, so a
need past its deadline refuses answers at once; `actions.clockwork` only writes down what they say.
"""

from datetime import date, datetime, timedelta
from typing import Protocol

from app.core.clock import city_date
from scenarios.lifecycle import Route, ScenarioState

REMINDERS = (90, 30, 7)
"""Days before the end of a listing on which its owner is reminded, once each."""
ARCHIVE_AFTER = timedelta(days=30)
"""How long an expired need waits for its renewal."""


class Timed(Protocol):
    """What time decides about; the row has it, and so has a plain value in a test."""

    @property
    def state(self) -> ScenarioState: ...
    @property
    def route(self) -> Route: ...
    @property
    def deadline(self) -> datetime | None: ...
    @property
    def valid_until(self) -> datetime | None: ...


def listing_end(need: Timed) -> datetime | None:
    """The first instant at which the need is no longer listed; None while nothing ends it."""
    if need.route is Route.MATCH_ONLY:
        return need.valid_until or need.deadline
    return need.deadline


def answers_end(need: Timed) -> datetime | None:
    """The first instant at which nobody may answer any more."""
    return min((end for end in (need.deadline, need.valid_until) if end is not None), default=None)


def is_listed(need: Timed, now: datetime) -> bool:
    """Whether the need is open and its listing has not ended."""
    end = listing_end(need)
    return need.state is ScenarioState.OPEN and (end is None or now < end)


def is_answerable(need: Timed, now: datetime) -> bool:
    """Whether a supplier may answer at this instant."""
    end = answers_end(need)
    return need.state is ScenarioState.OPEN and (end is None or now < end)


def state_at(need: Timed, now: datetime) -> ScenarioState:
    """The state to show: an open need whose end has come is closed or expired, recorded or not."""
    if need.state is not ScenarioState.OPEN or is_listed(need, now):
        return need.state
    return ScenarioState.EXPIRED if need.route is Route.MATCH_ONLY else ScenarioState.CLOSED


def last_day(end: datetime) -> date:
    """The day people call the deadline: `end` is its exclusive end."""
    return city_date(end - timedelta(microseconds=1))


def days_left(end: datetime, now: datetime) -> int:
    """Whole days in the city until `end`: 0 on the last day itself."""
    return (last_day(end) - city_date(now)).days
