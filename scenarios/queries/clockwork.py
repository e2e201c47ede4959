"""What the clock has decided and nobody has recorded yet: a cheap look, without taking the write lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, and_, col, func, or_, select

from app.accounts.models import Membership
from app.core.models import Mail
from scenarios.emails.reviewing import ending_occasion, key_for
from scenarios.lifecycle import Route, ScenarioState
from scenarios.models import Scenario
from scenarios.timing import ARCHIVE_AFTER, REMINDERS, listing_end

LATE = timedelta(days=3)
"""A reminder that could not be sent for this long is left to the next one."""
S = ScenarioState
_MATCH_ONLY = col(Scenario.route) == Route.MATCH_ONLY


@dataclass(frozen=True)
class Due:
    """Ids of needs by what has to be done with them; reminders with the number of days they are about."""

    open: Sequence[int] = ()
    close: Sequence[int] = ()
    expire: Sequence[int] = ()
    archive: Sequence[int] = ()
    escalate: Sequence[int] = ()
    remind: Sequence[tuple[int, int]] = ()

    @property
    def nothing(self) -> bool:
        return not (self.open or self.close or self.expire or self.archive or self.escalate or self.remind)


def due(db: Session, now: datetime) -> Due:
    """Everything that is due at `now`."""
    return Due(
        open=_ids(db, _in(S.APPROVED), col(Scenario.opens_at) <= now),
        close=_ids(db, _in(S.OPEN), ~_MATCH_ONLY, col(Scenario.deadline) <= now),
        expire=_ids(db, _ended(S.OPEN, now), _MATCH_ONLY),
        archive=_ids(db, _ended(S.EXPIRED, now - ARCHIVE_AFTER)),
        escalate=_ids(
            db,
            col(Scenario.state).in_([S.SUBMITTED, S.UNDER_REVIEW]),
            col(Scenario.review_due_at) <= now,
            col(Scenario.escalated_at).is_(None),
        ),
        remind=_reminders(db, now),
    )


def _in(state: ScenarioState) -> ColumnElement[bool]:
    return col(Scenario.state) == state


def _ended(state: ScenarioState, now: datetime) -> ColumnElement[bool]:
    """`timing.listing_end` of a match_only need as two ranges, each of which has its index."""
    until, deadline = col(Scenario.valid_until), col(Scenario.deadline)
    return or_(and_(_in(state), until <= now), and_(_in(state), until.is_(None), deadline <= now))


def _ids(db: Session, *conditions: ColumnElement[bool]) -> list[int]:
    return [number for number in db.exec(select(Scenario.id).where(*conditions)).all() if number is not None]


def _reminders(db: Session, now: datetime) -> list[tuple[int, int]]:
    """Listings that have just come within 90, 30 or 7 days of their end, and about which no mail has been written.

    Opening gives every listing its `valid_until`, so the index on it finds the few that are near a line.
    """
    lines = [now + timedelta(days=days) for days in REMINDERS]
    near = or_(*(and_(_in(S.OPEN), col(Scenario.valid_until).between(line - LATE, line)) for line in lines))
    rows = db.exec(select(Scenario).where(near, _MATCH_ONLY, _has_keeper())).all()
    pairs = [(need, days) for need in rows for days in REMINDERS if _has_crossed(need, days, now)]
    keys = {_key(need, days, person): (need.id, days) for need, days in pairs for person in _keepers(need)}
    written = {keys[key] for key in db.exec(select(Mail.key).where(col(Mail.key).in_(keys))).all()} if keys else set()
    return [pair for need, days in pairs if (pair := (need.id, days)) not in written]


def _has_crossed(need: Scenario, days: int, now: datetime) -> bool:
    """Whether the line was crossed while the need was listed: one that opens for a month is not told so at once."""
    end = listing_end(need)
    if end is None:
        return False
    line = end - timedelta(days=days)
    return line <= now < line + LATE and (need.opened_at is None or need.opened_at < line)


def _keepers(need: Scenario) -> set[int]:
    return {person for person in (need.holder_id or need.created_by, need.sent_by) if person is not None}


def _has_keeper() -> ColumnElement[bool]:
    """Somebody a reminder can go to: without, the need would be due at every look."""
    keepers = [func.coalesce(Scenario.holder_id, Scenario.created_by), col(Scenario.sent_by)]
    return exists().where(
        col(Membership.organisation_id) == col(Scenario.organisation_id),
        col(Membership.ended_at).is_(None),
        or_(*(col(Membership.person_id) == keeper for keeper in keepers)),
    )


def _key(need: Scenario, days: int, person_id: int) -> str:
    end = listing_end(need)
    assert end is not None
    return key_for(need, ending_occasion(end, days), person_id)
