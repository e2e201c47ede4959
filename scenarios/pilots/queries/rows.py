"""One row of a pilot by its public id: a row of another pilot's opens nothing."""

from collections.abc import Mapping
from typing import Any, Final

from sqlmodel import Session, select

from app.core.errors import NotFound
from scenarios.pilots.models import (
    Alarm,
    Amendment,
    Milestone,
    Paper,
    PilotKpi,
    PilotPartner,
    ReadinessItem,
    Survey,
    Verification,
)
from scenarios.pilots.queries.cases import Case
from scenarios.pilots.queries.papers import paper_of

TABLES: Final[Mapping[str, type[Any]]] = {
    "readiness": ReadinessItem,
    "kpis": PilotKpi,
    "amendments": Amendment,
    "milestones": Milestone,
    "surveys": Survey,
    "alarms": Alarm,
    "verifications": Verification,
    "papers": Paper,
    "partners": PilotPartner,
    "invitations": PilotPartner,
}


def row_of(db: Session, case: Case, kind: str, public_id: str) -> Any:
    """Raises `NotFound` for an unknown kind too."""
    table = TABLES.get(kind)
    found = None
    if table is Paper:  # known by its check code; another house's statement is no paper of the pilot's
        found = paper_of(db, public_id, case.pilot.id)
    elif table is not None:
        query = select(table).where(table.pilot_id == case.pilot.id, table.public_id == public_id)
        found = db.exec(query).one_or_none()
    if found is None:
        raise NotFound
    return found
