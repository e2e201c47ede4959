"""What the front page counts and shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from app.accounts.models import Organisation
from app.accounts.policy import Viewer
from scenarios.models import Scenario, Secrecy
from scenarios.queries.board import listed, newest_first
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


def front(db: Session, viewer: Viewer, now: datetime) -> Front:
    """The front page as `viewer` may see it, in three statements; open is what the board calls so."""
    open_now = (listed(now), visible_to(viewer))
    fields = db.exec(
        select(Scenario.field, func.count()).where(*open_now).group_by(Scenario.field).order_by(func.count().desc())
    ).all()
    newest = db.exec(
        select(Scenario, Organisation)
        .join(Organisation, col(Organisation.id) == Scenario.organisation_id)
        .where(*open_now)
        .order_by(*newest_first())
        .limit(NEWEST)
    ).all()
    kinds = dict(db.exec(select(Supply.kind, func.count()).where(public()).group_by(col(Supply.kind))).all())
    results = kinds.pop(SupplyKind.RESULT, 0)
    return Front(list(fields), list(newest), sum(kinds.values()), results)


def restricted(db: Session, viewer: Viewer, now: datetime) -> int:
    """How many open needs are for verified organisations only and not for this viewer: one count for the whole city,
    the same whatever was asked."""
    seen = select(Scenario.id).where(visible_to(viewer))
    query = select(func.count()).where(
        listed(now), Scenario.secrecy == Secrecy.RESTRICTED, col(Scenario.id).not_in(seen)
    )
    return db.exec(query).one()
