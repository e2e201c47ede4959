"""What the clock has decided about bids. Pure.

What counts is the instant at which all of a request had arrived. Whatever arrived before the deadline may still be under
way when it comes: it waits for a place and for the database, each for ten seconds at most (`core.doors`, `core.db`). The
unsealing leaves it many times that, and whatever has not been carried out by then is refused as not sealed.
"""

from datetime import datetime, timedelta
from typing import Final

from scenarios.lifecycle import Route, ScenarioState
from scenarios.models import Scenario

GRACE: Final = timedelta(minutes=2)
"""How long after the deadline bids are unsealed."""
CORRECTING_DAYS: Final = 3
"""Working days in which stamps and missing proofs may be put right after the unsealing."""
S = ScenarioState


def deadline_of(need: Scenario) -> datetime:
    assert need.deadline is not None  # nothing is opened without one
    return need.deadline


def takes_bids(need: Scenario, arrived: datetime) -> bool:
    """Whether what had arrived at this instant is in time. A need that the clock has closed meanwhile takes it still."""
    listed = need.state in {S.OPEN, S.CLOSED}
    return need.route is Route.TENDER and listed and need.deadline is not None and arrived < need.deadline


def is_due(need: Scenario, now: datetime) -> bool:
    """Whether its bids are to be unsealed."""
    closed = need.route is Route.TENDER and need.state is S.CLOSED and need.deadline is not None
    return closed and deadline_of(need) + GRACE <= now


def is_over(need: Scenario, now: datetime) -> bool:
    """Whether its deadline has passed, or it has ended without one."""
    return need.state not in {S.OPEN, S.SUSPENDED} or (need.deadline is not None and need.deadline <= now)
