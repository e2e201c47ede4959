"""What the front page counts and shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.accounts.models import Organisation
from app.accounts.policy import Viewer
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario
from scenarios.queries.visibility import visible_to
from suppliers.models import Supply, SupplyKind
from suppliers.queries import public

NEWEST = 6


@dataclass(frozen=True)
class Front:
    """Open needs by field (most first), the newest of them with their owners, and how much supply is listed."""

    fields: Sequence[tuple[str, int]]
    newest: Sequence[tuple[Scenario, Organisation]]
    capabilities: int
    results: int

    @property
    def open_needs(self) -> int:
        return sum(count for _field, count in self.fields)


def front(db: Session, viewer: Viewer) -> Front:
    """The front page as `viewer` may see it, in three statements."""
    open_now = (Scenario.state == ScenarioState.OPEN, visible_to(viewer))
    fields = db.exec(
        select(Scenario.field, func.count()).where(*open_now).group_by(Scenario.field).order_by(func.count().desc())
    ).all()
    newest = db.exec(
        select(Scenario, Organisation)
        .join(Organisation, col(Organisation.id) == Scenario.organisation_id)
        .where(*open_now)
        .order_by(col(Scenario.opened_at).desc(), col(Scenario.id).desc())
        .limit(NEWEST)
    ).all()
    is_result = (col(Supply.kind) == SupplyKind.RESULT).label("is_result")
    listed = dict(db.exec(select(is_result, func.count()).where(public()).group_by(is_result)).all())
    return Front(list(fields), list(newest), listed.get(False, 0), listed.get(True, 0))
