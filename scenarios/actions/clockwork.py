"""The clock's part: records what time has decided about needs, each move in a short transaction of its own.

Guards ask the clock themselves (`scenarios.timing`), so nothing here is urgent, and a tick that comes twice, late or in
two processes at once changes nothing that the first has not.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from app.accounts.models import Organisation
from app.core.acting import Act
from app.core.history import audit, move
from app.core.setbacks import each
from app.core.site import Site
from scenarios import occasions
from scenarios.actions.following import follow
from scenarios.actions.reviewing import Obstructed, open_now
from scenarios.lifecycle import SCENARIO, ScenarioEvent, ScenarioState
from scenarios.models import Scenario
from scenarios.queries.clockwork import due
from scenarios.queries.people import reviewer_of
from scenarios.timing import ARCHIVE_AFTER, days_left, listing_end, state_at

Step = Callable[[Act, Scenario], None]
REVIEWED = frozenset({ScenarioState.SUBMITTED, ScenarioState.UNDER_REVIEW})


def tick(site: Site, now: datetime) -> None:
    """Open, close, expire, archive, remind and escalate whatever is due at `now`, each need for itself."""
    with site.database.reading() as db:
        waiting = due(db, now)
    if waiting.nothing:
        return
    _each(site, now, "need.open", waiting.open, _open)
    _each(site, now, "need.end", [*waiting.close, *waiting.expire], _end)
    _each(site, now, "need.archive", waiting.archive, _archive)
    _each(site, now, "need.escalate", waiting.escalate, _escalate)
    for days in sorted({days for _number, days in waiting.remind}):
        numbers = [number for number, its in waiting.remind if its == days]
        _each(site, now, f"need.remind.{days}", numbers, partial(_remind, days=days))


def _each(site: Site, now: datetime, what: str, numbers: Sequence[int], step: Step) -> None:
    def carry_out(act: Act, number: int) -> None:
        need = act.db.get(Scenario, number)
        if need is not None:
            step(act, need)

    each(site, now, what, numbers, carry_out)


def _open(act: Act, need: Scenario) -> None:
    if need.state is not ScenarioState.APPROVED or need.opens_at is None or need.opens_at > act.now:
        return
    try:
        open_now(act, need)
    except Obstructed as refusal:
        _give_back(act, need, refusal)


def _give_back(act: Act, need: Scenario, refusal: Obstructed) -> None:
    """It cannot open at its time: the time is taken off it, and those who can help are told why, once."""
    planned = need.opens_at or act.now
    sentences = [obstacle.sentence for obstacle in refusal.obstacles]
    need.opens_at = None
    act.db.add(need)
    audit(act, "scenario.opening_blocked", need, {"obstacles": [o.code for o in refusal.obstacles]})
    act.tell(occasions.OPENING_BLOCKED, need, planned, sentences)


def _end(act: Act, need: Scenario) -> None:
    """Close it at its deadline, or let its listing expire; its keepers and followers are told."""
    after = state_at(need, act.now)
    if after is need.state:
        return
    event = ScenarioEvent.EXPIRE if after is ScenarioState.EXPIRED else ScenarioEvent.CLOSE
    change = move(act, need, SCENARIO, event, updated_at=act.now)
    follow(act.db, need, act.now)
    act.tell(occasions.ENDED, need, change)
    act.tell(occasions.ENDED_FOR_OTHERS, need, change)


def _archive(act: Act, need: Scenario) -> None:
    """Nobody renewed it: its keepers are told, since they could have. Followers heard when it expired; for them
    nothing changes."""
    end = listing_end(need)
    if need.state is ScenarioState.EXPIRED and end is not None and end + ARCHIVE_AFTER <= act.now:
        change = move(act, need, SCENARIO, ScenarioEvent.ARCHIVE, updated_at=act.now)
        follow(act.db, need, act.now)
        act.tell(occasions.ENDED, need, change)


def _escalate(act: Act, need: Scenario) -> None:
    """Tell the office once that a review takes too long; its desk shows the need on top until it is decided."""
    if need.state not in REVIEWED or need.escalated_at is not None or need.review_due_at is None:
        return
    if need.review_due_at > act.now:
        return
    need.escalated_at = act.now
    act.db.add(need)
    reviewer = reviewer_of(act.db, need)
    owner = act.db.get_one(Organisation, need.organisation_id)
    audit(act, "scenario.review_overdue", need, {"due": need.review_due_at.isoformat()})
    act.tell(occasions.REVIEW_OVERDUE, need, owner.name, reviewer.name if reviewer else "")


def _remind(act: Act, need: Scenario, days: int) -> None:
    end = listing_end(need)
    if need.state is not ScenarioState.OPEN or end is None or end <= act.now:
        return
    act.tell(occasions.ENDING, need, days, days_left(end, act.now), end)


TIMERS = (tick,)
