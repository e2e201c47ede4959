"""Which houses look at a need, by day: kept in memory by pages, written here, and told to its owner as a number."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from app.accounts.policy import SUPPLIER_KINDS, Viewer
from app.core.clock import city_date
from app.core.db import PATIENCE
from app.core.errors import Unavailable
from app.core.site import Site
from app.core.upserts import insert_into
from scenarios.models import HouseView, Scenario

WRITTEN_WITHIN: Final = timedelta(minutes=1)
"""The worker writes within seconds; a process without one writes by itself once something has waited so long."""
PAGE_WAITS: Final = 0.1
"""Seconds that a page waits for its turn to write: what cannot be written now is written after another such while."""


def note_look(site: Site, viewer: Viewer, need: Scenario, now: datetime) -> None:
    """Somebody signed in opened the page of a need: each verified house of hers that could answer it has looked."""
    if viewer is None or viewer.belongs_to(need.organisation_id):
        return
    for home in viewer.belongings:
        looked = home.verified and home.kind in SUPPLIER_KINDS
        if looked and site.looks.add((need.id, home.organisation_id, city_date(now)), now) > WRITTEN_WITHIN:
            with suppress(Unavailable, SQLAlchemyError):  # a page does not fail over it
                write_looks(site, PAGE_WAITS)


def write_looks(site: Site, patience: float = PATIENCE) -> int:
    """Write what waits in the memory of this process; how many. What cannot be written waits on, as of this moment."""
    looks = site.looks.take()
    if not looks:
        return 0
    try:
        with site.database.writing(patience) as db:
            known = set(
                db.exec(select(Scenario.id).where(col(Scenario.id).in_({need for need, *_rest in looks}))).all()
            )
            rows = [{"scenario_id": n, "organisation_id": house, "day": day} for n, house, day in looks if n in known]
            if rows:
                db.connection().execute(insert_into(db, HouseView).on_conflict_do_nothing(), rows)
    except Exception:
        for look in looks:
            site.looks.add(look, site.clock.now())
        raise
    return len(rows)
