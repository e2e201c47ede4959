"""What became of a need, for its public page: introduced, in pilot, verified, recorded, copied, with the days."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from app.core.i18n import N_
from app.core.models import StatusChange
from app.core.slices import Outcome
from scenarios.demonstrations.models import Demonstration
from scenarios.demonstrations.queries.cases import published
from scenarios.demonstrations.queries.progress import reached
from scenarios.models import Scenario
from scenarios.pilots.lifecycle import PILOT, PilotEvent
from scenarios.pilots.models import Pilot

SAID: Final = {
    "answered": N_("收到回应"),
    "met": N_("双方见面"),
    "pilot": N_("试点开始"),
    "verified": N_("通过验证"),
    "demonstrated": N_("列入验证记录"),
    "copied": N_("别处推广"),
}


def outcomes_of_need(db: Session, number: int) -> Iterable[Outcome]:
    """In order; of a need that is not public there are none."""
    found = reached(db, number)
    shown = _published(db, number)
    for step, label in SAID.items():
        at = found.get(step)
        if at is not None:
            leads = shown if step in {"demonstrated", "copied"} else ""
            yield Outcome(label, at, leads)


def designated(db: Session, first: datetime, last: datetime) -> Iterable[tuple[int, datetime]]:
    """The matches whose own pilot was recognised as a demonstration: others of the same need have no part in it."""
    query = select(col(Pilot.match_id), col(StatusChange.at)).join(Pilot, col(Pilot.id) == StatusChange.object_id)
    named = (StatusChange.object_kind == PILOT.name, StatusChange.event == PilotEvent.DESIGNATE.value)
    within = (StatusChange.at >= first, StatusChange.at < last)
    return [(number, at) for number, at in db.exec(query.where(*named, *within)).all() if number is not None]


def _published(db: Session, number: int) -> str:
    """The address of its newest demonstration, "" without one."""
    query = select(Demonstration.public_id).join(Pilot, col(Pilot.id) == Demonstration.pilot_id)
    query = query.join(Scenario, col(Scenario.id) == col(Pilot.scenario_id))
    found = db.exec(query.where(Scenario.id == number, published()).order_by(col(Demonstration.id).desc())).first()
    return f"/demonstrations/{found}" if found is not None else ""
