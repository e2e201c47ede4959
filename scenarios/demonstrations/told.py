"""Who may be told about a demonstration: whoever sees it; about an objection: its author, and the department."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from app.accounts.policy import Viewer
from app.core.mail import Telling
from app.core.slices import Rule
from scenarios.demonstrations.models import Demonstration, DemoObjection
from scenarios.demonstrations.policy import may_see, may_see_objections
from scenarios.demonstrations.queries.cases import shown_of


def _of_demonstration(db: Session, viewer: Viewer, _telling: Telling, number: int, now: datetime) -> bool:
    row = db.get(Demonstration, number)
    return row is not None and may_see(viewer, shown_of(db, row, now).case)


def _of_objection(db: Session, viewer: Viewer, telling: Telling, number: int, now: datetime) -> bool:
    """Its answer reaches its author even where the page is public no more."""
    row = db.get(DemoObjection, number)
    if row is None:
        return False
    demonstration = db.get_one(Demonstration, row.demonstration_id)
    hers = telling.person_id == row.person_id
    return hers or may_see_objections(viewer, shown_of(db, demonstration, now).case)


RULES: Mapping[str, Rule] = {"demonstration": _of_demonstration, "demo_objection": _of_objection}
