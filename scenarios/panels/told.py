"""Who may be told about a panel: its members, and those who keep it."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from app.accounts.policy import Viewer
from app.core.mail import Telling
from app.core.slices import Rule
from scenarios.models import Scenario
from scenarios.panels.policy import lacks_to_keep_panel
from scenarios.panels.queries.cases import panel_case


def _of_panel(db: Session, viewer: Viewer, _telling: Telling, scenario_id: int, now: datetime) -> bool:
    need = db.get(Scenario, scenario_id)
    case = panel_case(db, need, now) if need is not None else None
    if case is None:
        return False
    return case.seat_of(viewer) is not None or not lacks_to_keep_panel(viewer, case.need, case.bidders)


RULES: Mapping[str, Rule] = {"panel": _of_panel}
