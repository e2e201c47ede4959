"""The clock's part: records what time has decided about needs, each move in a short transaction of its own.

Guards ask the clock themselves (`scenarios.timing`), so nothing here is urgent, and a tick that comes twice, late or in
two processes at once changes nothing that the first has not.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from sqlmodel import Session

from app.accounts.models import Organisation
from app.core.actors import SYSTEM
from app.core.history import audit, move
from app.core.setbacks import each
from app.core.site import Site
from scenarios.actions.following import follow
from scenarios.actions.reviewing import Obstructed, open_now
from scenarios.emails import reviewing as mails
from scenarios.hooks import followers
from scenarios.lifecycle import SCENARIO, ScenarioEvent, ScenarioState
from scenarios.models import Scenario
from scenarios.queries.clockwork import due
from scenarios.queries.owning import people
from scenarios.queries.people import keepers_of, office_of, reviewer_of
from scenarios.timing import ARCHIVE_AFTER, days_left, listing_end, state_at

Step = Callable[[Session, Site, Scenario, datetime], None]
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
    def carry_out(db: Session, number: int) -> None:
        need = db.get(Scenario, number)
        if need is not None:
            step(db, site, need, now)

    each(site, now, what, numbers, carry_out)


def _open(db: Session, site: Site, need: Scenario, now: datetime) -> None:
    if need.state is not ScenarioState.APPROVED or need.opens_at is None or need.opens_at > now:
        return
    try:
        open_now(db, site, need, SYSTEM, now)
    except Obstructed as refusal:
        _give_back(db, site, need, refusal, now)


def _give_back(db: Session, site: Site, need: Scenario, refusal: Obstructed, now: datetime) -> None:
    """It cannot open at its time: the time is taken off it, and those who can help are told why, once."""
    planned = need.opens_at or now
    sentences = [obstacle.sentence for obstacle in refusal.obstacles]
    need.opens_at = None
    db.add(need)
    audit(db, "scenario.opening_blocked", SYSTEM, now, need, {"obstacles": [o.code for o in refusal.obstacles]})
    reviewer = reviewer_of(db, need)
    for person in [*keepers_of(db, need), *([reviewer] if reviewer else [])]:
        site.post.queue(db, mails.opening_blocked(person, need, planned, sentences), now)


def _end(db: Session, site: Site, need: Scenario, now: datetime) -> None:
    """Close it at its deadline, or let its listing expire; its keepers and followers are told."""
    after = state_at(need, now)
    if after is need.state:
        return
    event = ScenarioEvent.EXPIRE if after is ScenarioState.EXPIRED else ScenarioEvent.CLOSE
    change = move(db, need, SCENARIO, event, SYSTEM, now, updated_at=now)
    follow(db, need, now)
    keepers = keepers_of(db, need)
    others = people(db, followers(db, need.id) - {person.id for person in keepers})
    for person in keepers:
        site.post.queue(db, mails.ended(person, need, change, keeper=True), now)
    for person in others:
        site.post.queue(db, mails.ended(person, need, change, keeper=False), now)


def _archive(db: Session, site: Site, need: Scenario, now: datetime) -> None:
    """Nobody renewed it: its keepers are told, since they could have. Followers heard when it expired; for them
    nothing changes."""
    end = listing_end(need)
    if need.state is ScenarioState.EXPIRED and end is not None and end + ARCHIVE_AFTER <= now:
        change = move(db, need, SCENARIO, ScenarioEvent.ARCHIVE, SYSTEM, now, updated_at=now)
        follow(db, need, now)
        for person in keepers_of(db, need):
            site.post.queue(db, mails.ended(person, need, change, keeper=True), now)


def _escalate(db: Session, site: Site, need: Scenario, now: datetime) -> None:
    """Tell the office once that a review takes too long; its desk shows the need on top until it is decided."""
    if need.state not in REVIEWED or need.escalated_at is not None or need.review_due_at is None:
        return
    if need.review_due_at > now:
        return
    need.escalated_at = now
    db.add(need)
    reviewer = reviewer_of(db, need)
    owner = db.get_one(Organisation, need.organisation_id)
    audit(db, "scenario.review_overdue", SYSTEM, now, need, {"due": need.review_due_at.isoformat()})
    for person in office_of(db, need, now):
        site.post.queue(db, mails.overdue(person, need, owner.name, reviewer.name if reviewer else ""), now)


def _remind(db: Session, site: Site, need: Scenario, now: datetime, days: int) -> None:
    end = listing_end(need)
    if need.state is not ScenarioState.OPEN or end is None or end <= now:
        return
    for person in keepers_of(db, need):
        site.post.queue(db, mails.ending(person, need, days, days_left(end, now), end), now)
