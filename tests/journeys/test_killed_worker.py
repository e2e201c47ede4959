"""A worker that is killed at random moments of its indexing loses nothing and leaves nothing half done."""

import random
import time

import pytest
from sqlmodel import col, func, select

from app.core.acting import act_in
from app.core.clock import SystemClock
from app.core.jobs import enqueue_reindex_many
from app.core.models import Job, JobState
from app.core.site import Site
from app.indexing.models import IndexEntry
from app.registry import make_worker
from matching import HashingEncoder
from suppliers.actions.listing import list_supply
from suppliers.actions.writing import Origin, create_supplies
from suppliers.models import SupplyKind
from suppliers.values import SupplyValues
from tests.journeys.processes import expire_leases, start
from tests.support import Cast

pytestmark = [pytest.mark.own_database, pytest.mark.both_engines]

SUPPLIES, KILLS = 300, 3


@pytest.fixture
def listed(site: Site, cast: Cast) -> list[int]:
    """Many capabilities waiting to be indexed in batches; the clock runs, as it does for the worker's own process."""
    site.clock = SystemClock()
    now = site.clock.now()
    values = [
        SupplyValues(
            SupplyKind.PRODUCT,
            name=f"能力{n}",
            description=f"第{n}号装置，检测表面缺陷。",
            terms={"field": ("industry",)},
        )
        for n in range(SUPPLIES)
    ]
    with site.database.writing() as db:
        rows = create_supplies(act_in(db, site), [(cast.firm, value, Origin()) for value in values])
        for row, value in zip(rows, values, strict=True):
            list_supply(act_in(db, site), row, waiver="测试", values=value)
        for job in db.exec(select(Job)).all():
            db.delete(job)
        ids = [row.id for row in rows]
        enqueue_reindex_many(db, "supply", ids, now)
        return ids


def indexed(site: Site) -> int:
    with site.database.reading() as db:
        return db.exec(select(func.count()).select_from(IndexEntry).where(col(IndexEntry.removed).is_(False))).one()


def wait_for_progress(site: Site, seen: int) -> None:
    """Until something more is indexed, at most for as long as a slow machine needs to start a process."""
    end = time.monotonic() + 60
    while indexed(site) <= seen < SUPPLIES and time.monotonic() < end:
        time.sleep(0.05)


def test_indexing_survives_being_killed(site: Site, listed: list[int]) -> None:
    chance = random.Random(5)
    for _kill in range(KILLS):
        worker = start(site, "worker")
        wait_for_progress(site, indexed(site))
        time.sleep(chance.random() * 0.3)
        worker.kill()
        worker.ended()
        expire_leases(site)
    make_worker(site).drain()
    site.index.refresh()
    with site.database.reading() as db:
        entries = db.exec(select(IndexEntry).where(col(IndexEntry.removed).is_(False))).all()
        assert {entry.object_id for entry in entries} == set(listed)
        assert all(entry.vectors and entry.fingerprint == HashingEncoder().fingerprint for entry in entries)
        assert len({entry.sequence for entry in entries}) == SUPPLIES
        assert {job.state for job in db.exec(select(Job)).all()} == {JobState.DONE}
    assert site.index.search("第7号装置，检测表面缺陷", ["supply"]).hits
