"""Who may be told about a demonstration: whoever sees it."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from app.accounts.policy import Viewer
from app.core.mail import Telling
from app.core.slices import Rule
from scenarios.demonstrations.models import Demonstration
from scenarios.demonstrations.policy import may_see
from scenarios.demonstrations.queries.cases import shown_of


def _of_demonstration(db: Session, viewer: Viewer, _telling: Telling, number: int, now: datetime) -> bool:
    row = db.get(Demonstration, number)
    return row is not None and may_see(viewer, shown_of(db, row, now).case)


RULES: Mapping[str, Rule] = {"demonstration": _of_demonstration}
