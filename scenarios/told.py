"""Who may be told about a need: whoever may see it, and of what is said inside only those inside."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, select

from app.accounts.policy import Viewer
from app.core.mail import Telling
from app.core.slices import Ahead, Rule, ahead
from scenarios.emails.reviewing import INSIDE, SEEN
from scenarios.models import Scenario
from scenarios.policy import may_see, may_see_inside


def _of_need(db: Session, viewer: Viewer, _telling: Telling, scenario_id: int, _now: datetime) -> bool:
    need = db.get(Scenario, scenario_id)
    return need is not None and may_see(viewer, need)


def _of_inside(db: Session, viewer: Viewer, _telling: Telling, scenario_id: int, _now: datetime) -> bool:
    need = db.get(Scenario, scenario_id)
    if need is None or viewer is None or not may_see(viewer, need):
        return False
    return may_see_inside(viewer, need) or need.reviewer_id == viewer.person_id


def _needs(db: Session, ids: Collection[int]) -> Sequence[object]:
    return ahead(db, Scenario, ids, select(Scenario))


RULES: Mapping[str, Rule] = {SEEN: _of_need, INSIDE: _of_inside}
AHEAD: Mapping[str, Ahead] = {SEEN: _needs, INSIDE: _needs}
