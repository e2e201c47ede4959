"""Panels as a part of the site."""

from collections.abc import Collection

from sqlalchemy import delete
from sqlmodel import Session, col

from app.core.finding import SCENARIO
from app.core.occasions import mails_of
from app.core.slices import Slice
from scenarios.panels import occasions
from scenarios.panels.models import Opinion, Panel, PoolEntry, Result, Score, Seat
from scenarios.panels.told import RULES


def _of_needs(db: Session, ids: Collection[int]) -> None:
    """Needs of an import that is undone, on which nobody has bid."""
    for table in (PoolEntry, Panel):
        db.connection().execute(delete(table).where(col(table.scenario_id).in_(ids)))


PANELS = Slice(
    routes="scenarios.panels.routes",
    work=["scenarios.panels.actions.clockwork"],
    tables=[Panel, PoolEntry, Seat, Score, Opinion, Result],
    mails=mails_of(occasions),
    samples="scenarios.panels.samples",
    may_know=RULES,
    detaching={SCENARIO: _of_needs},
)
