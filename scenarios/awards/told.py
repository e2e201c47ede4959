"""Who may be told about an objection."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from app.accounts.policy import Viewer
from app.core.mail import Telling
from app.core.slices import Rule
from scenarios.awards.models import Objection
from scenarios.awards.queries.cases import award_case
from scenarios.models import Scenario


def _of_objection(db: Session, viewer: Viewer, _telling: Telling, number: int, now: datetime) -> bool:
    one = db.get(Objection, number)
    case = award_case(db, db.get_one(Scenario, one.scenario_id), now) if one is not None else None
    return case is not None and one in case.read_by(viewer)


RULES: Mapping[str, Rule] = {"award_objection": _of_objection}
