"""What waits for the department of a field: applications, and objections without an answer; and what somebody objected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, func, or_
from sqlmodel import Session, col, select

from app.accounts.policy import Principal, Viewer
from app.core.i18n import N_
from scenarios.demonstrations.lifecycle import ObjectionState
from scenarios.demonstrations.models import Demonstration, DemoObjection
from scenarios.demonstrations.queries.objections import Objected, objections_by
from scenarios.models import Scenario
from scenarios.pilots.lifecycle import PilotState
from scenarios.pilots.models import Pilot, PilotParty
from scenarios.policy import REVIEWING
from scenarios.queries.visibility import covered_by

MOST = 20
ANSWERED: Final = timedelta(days=30)
"""So long the answer to an objection stays on the desk of whoever made it."""


@dataclass(frozen=True)
class Waiting:
    """`label` is marked for the catalogue; `since` is when it came, `url` where it is done."""

    demonstration: Demonstration
    label: str
    since: datetime
    url: str


@dataclass(frozen=True)
class Desk:
    """What of demonstrations stands on a desk: what waits for her, and her own objections."""

    waiting: Sequence[Waiting]
    objected: Sequence[Objected]


def desk(db: Session, viewer: Principal, now: datetime) -> Desk:
    recent = or_(col(DemoObjection.state) == ObjectionState.SUBMITTED, col(DemoObjection.decided_at) >= now - ANSWERED)
    return Desk(waiting_for(db, viewer), objections_by(db, viewer.person_id, recent))


def waiting_for(db: Session, viewer: Viewer, *, whoever: bool = False) -> Sequence[Waiting]:
    """The longest waiting first, of what she may decide; with `whoever` also what a colleague has to decide in her place.
    Nothing for somebody who reviews nothing."""
    if viewer is None or not any(grant.role in REVIEWING for grant in viewer.grants):
        return []
    hers = [] if whoever else [_impartial(viewer)]
    not_own = [] if whoever else [col(DemoObjection.person_id) != viewer.person_id]
    objected = (
        select(DemoObjection.demonstration_id, func.min(DemoObjection.at).label("since"))
        .where(DemoObjection.state == ObjectionState.SUBMITTED, *not_own)
        .group_by(col(DemoObjection.demonstration_id))
        .subquery()
    )
    announced = func.coalesce(Demonstration.announced_by, 0)
    answerable = objected.c.since.is_not(None) & (whoever or announced != viewer.person_id)
    query: Any = (
        select(Demonstration, Pilot.state, objected.c.since)
        .join(Pilot, col(Pilot.id) == Demonstration.pilot_id)
        .join(Scenario, col(Scenario.id) == col(Pilot.scenario_id))
        .outerjoin(objected, objected.c.demonstration_id == Demonstration.id)
        .where(covered_by(viewer, *REVIEWING), or_(col(Pilot.state) == PilotState.DEMO_CANDIDATE, answerable), *hers)
        .order_by(col(Demonstration.applied_at))
        .limit(MOST)
    )
    return [_waiting(row, PilotState(state), since) for row, state, since in db.exec(query).all()]


def _impartial(viewer: Principal) -> ColumnElement[bool]:
    """Pilots in which none of her houses takes part, nor one in which she holds a stake."""
    return ~exists().where(
        col(PilotParty.pilot_id) == col(Pilot.id),
        col(PilotParty.organisation_id).in_(viewer.concerns),
        col(PilotParty.ended_at).is_(None),
    )


def _waiting(row: Demonstration, state: PilotState, objected: datetime | None) -> Waiting:
    here = f"/demonstrations/{row.public_id}"
    if state is PilotState.DEMO_CANDIDATE or objected is None:
        return Waiting(row, N_("申报待审核"), row.applied_at, here)
    return Waiting(row, N_("异议待答复"), objected, f"{here}#objections")
