"""Which houses look at a need, by day: kept in memory by pages, written here, and told to its owner as a number."""

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, select

from app.accounts.policy import SUPPLIER_KINDS, Viewer
from app.core.clock import city_date
from app.core.site import Site
from app.core.upserts import insert_into
from scenarios.models import HouseView, Scenario

WRITTEN_WITHIN: Final = timedelta(minutes=1)
"""The worker writes within seconds; a process without one writes by itself once something has waited so long."""


def note_look(site: Site, viewer: Viewer, need: Scenario, now: datetime) -> None:
    """Somebody signed in opened the page of a need: each verified house of hers that could answer it has looked."""
    if viewer is None or viewer.belongs_to(need.organisation_id):
        return
    for home in viewer.belongings:
        looked = home.verified and home.kind in SUPPLIER_KINDS
        if looked and site.looks.add((need.id, home.organisation_id, city_date(now)), now) > WRITTEN_WITHIN:
            write_looks(site)


def write_looks(site: Site) -> int:
    """Write what waits in the memory of this process; how many."""
    looks = site.looks.take()
    if not looks:
        return 0
    try:
        with site.database.writing() as db:
            known = set(
                db.exec(select(Scenario.id).where(col(Scenario.id).in_({need for need, *_rest in looks}))).all()
            )
            rows = [{"scenario_id": n, "organisation_id": house, "day": day} for n, house, day in looks if n in known]
            if rows:
                db.connection().execute(insert_into(db, HouseView).on_conflict_do_nothing(), rows)
    except Exception:
        for look, at in looks.items():
            site.looks.add(look, at)
        raise
    return len(rows)
