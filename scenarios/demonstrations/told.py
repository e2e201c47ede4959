"""Who may be told about a demonstration: whoever sees it; about an objection: its author, and the department."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, select

from app.accounts.policy import Viewer
from app.core.mail import Telling
from app.core.slices import Ahead, Rule, ahead
from scenarios.demonstrations.models import Demonstration, DemoObjection
from scenarios.demonstrations.policy import may_see, may_see_objections
from scenarios.demonstrations.queries.cases import held_shown, hold_shown


def _of_demonstration(db: Session, viewer: Viewer, _telling: Telling, number: int, now: datetime) -> bool:
    row = db.get(Demonstration, number)
    return row is not None and may_see(viewer, held_shown(db, row, now).case)


def _of_objection(db: Session, viewer: Viewer, telling: Telling, number: int, now: datetime) -> bool:
    """Its answer reaches its author even where the page is public no more."""
    row = db.get(DemoObjection, number)
    if row is None:
        return False
    demonstration = db.get_one(Demonstration, row.demonstration_id)
    hers = telling.person_id == row.person_id
    return hers or may_see_objections(viewer, held_shown(db, demonstration, now).case)


def _objections(db: Session, ids: Collection[int]) -> Sequence[object]:
    rows = ahead(db, DemoObjection, ids, select(DemoObjection))
    asked = [row for number in ids if (row := db.get(DemoObjection, number)) is not None]
    return [*rows, *hold_shown(db, {row.demonstration_id for row in asked})]


RULES: Mapping[str, Rule] = {"demonstration": _of_demonstration, "demo_objection": _of_objection}
AHEAD: Mapping[str, Ahead] = {"demonstration": hold_shown, "demo_objection": _objections}
