"""What waits for the department of a field: applications, and objections without an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.accounts.policy import Viewer
from app.core.i18n import N_
from scenarios.demonstrations.lifecycle import ObjectionState
from scenarios.demonstrations.models import Demonstration, DemoObjection
from scenarios.models import Scenario
from scenarios.pilots.lifecycle import PilotState
from scenarios.pilots.models import Pilot
from scenarios.policy import REVIEWING
from scenarios.queries.visibility import covered_by

MOST = 20


@dataclass(frozen=True)
class Waiting:
    """`label` is marked for the catalogue; `since` is when it came."""

    demonstration: Demonstration
    label: str
    since: datetime


def waiting_for(db: Session, viewer: Viewer) -> Sequence[Waiting]:
    """The longest waiting first; nothing for somebody who reviews nothing."""
    if viewer is None or not any(grant.role in REVIEWING for grant in viewer.grants):
        return []
    objected = select(DemoObjection.demonstration_id).where(DemoObjection.state == ObjectionState.SUBMITTED)
    query = (
        select(Demonstration, Pilot.state)
        .join(Pilot, col(Pilot.id) == Demonstration.pilot_id)
        .join(Scenario, col(Scenario.id) == col(Pilot.scenario_id))
        .where(
            covered_by(viewer, *REVIEWING),
            or_(
                col(Pilot.state) == PilotState.DEMO_CANDIDATE,
                col(Demonstration.id).in_(objected),
            ),
        )
        .order_by(col(Demonstration.applied_at))
        .limit(MOST)
    )
    return [_waiting(row, PilotState(state)) for row, state in db.exec(query).all()]


def _waiting(row: Demonstration, state: PilotState) -> Waiting:
    if state is PilotState.DEMO_CANDIDATE:
        return Waiting(row, N_("申报待审核"), row.applied_at)
    return Waiting(row, N_("异议待答复"), row.publicity_from or row.applied_at)
