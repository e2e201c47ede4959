"""The server, its worker inside, is killed again and again while an office hands in a list and the site takes it in.

The person at the screen does what people do: opens the page again and goes on from what it says.
"""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer

import httpx2
import pytest
from sqlmodel import col, func, select

from app.accounts.access import cookie_name
from app.accounts.models import RoleGrant, SignIn
from app.core.clock import SystemClock
from app.core.ids import hashed, token
from app.core.models import Job, JobState
from app.core.site import Site
from app.exchange.models import Upload, UploadState
from app.indexing.models import IndexEntry
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply
from tests.exchange.helpers import csv_file
from tests.journeys.processes import PATIENCE, Program, expire_leases, served
from tests.support import Cast
from tests.support.browser import ORIGIN

pytestmark = [pytest.mark.own_database, pytest.mark.both_engines]

ROWS, KILLS = 300, 3


@pytest.fixture
def cookies(site: Site, cast: Cast) -> dict[str, str]:
    """The office, signed in; the clock runs, as it does for the server's own process."""
    site.clock = SystemClock()
    secret, now = token(), site.clock.now()
    with site.database.writing() as db:
        grant = db.exec(select(RoleGrant).where(RoleGrant.person_id == cast.office)).one()
        grant.starts_at = now
        db.add(SignIn(person_id=cast.office, token_hash=hashed(secret), created_at=now, seen_at=now))
    return {cookie_name(https=False): secret}


@contextmanager
def asked(site: Site, cookies: dict[str, str]) -> Iterator[tuple[httpx2.Client, Program]]:
    """The site as a process of its own, and the office's browser."""
    with served(site) as (port, process):
        url = f"http://127.0.0.1:{port}"
        with httpx2.Client(base_url=url, cookies=cookies, headers=ORIGIN, timeout=30, follow_redirects=True) as client:
            yield client, process


def go_on(site: Site, client: httpx2.Client, path: Path) -> None:
    """The next step, as the list of imports shows where things stand; a few looks while the site works."""
    with site.database.reading() as db:
        upload = db.exec(select(Upload)).first()
    if upload is None:
        with path.open("rb") as file:
            files = {"file": (path.name, file, "text/csv")}
            client.post("/imports", data={"kind": "capabilities"}, files=files).raise_for_status()
    elif upload.state is UploadState.READ:
        data = {"publish": "on", "waiver": "清单已由各单位确认"}
        client.post(f"/imports/{upload.public_id}/confirm", data=data).raise_for_status()
    else:
        client.get(f"/imports/{upload.public_id}").raise_for_status()


def _stands(site: Site) -> tuple[int, int, int, int]:
    """Uploads done, supplies listed, texts indexed, jobs not done."""
    with site.database.reading() as db:
        done = select(func.count()).select_from(Upload).where(Upload.state == UploadState.DONE)
        listed = select(func.count()).select_from(Supply).where(Supply.state == SupplyState.LISTED)
        indexed = select(func.count()).select_from(IndexEntry).where(col(IndexEntry.removed).is_(False))
        jobs = select(func.count()).select_from(Job).where(Job.state != JobState.DONE)
        return db.exec(done).one(), db.exec(listed).one(), db.exec(indexed).one(), db.exec(jobs).one()


def test_an_import_survives_the_server_being_killed(
    site: Site, cookies: dict[str, str], tmp_path: Path, cast: Cast
) -> None:
    rows = [[f"能力{n}", f"第{n % 40}公司", f"第{n}号装置，检测第{n}种表面缺陷。"] for n in range(ROWS)]
    path = csv_file(tmp_path / "list.csv", [["产品名称", "企业名称", "产品简介"], *rows])
    before = _stands(site)
    chance = random.Random(11)
    for _kill in range(KILLS):
        with asked(site, cookies) as (client, process):
            Timer(chance.uniform(0.1, 1.5), process.kill).start()
            with suppress(httpx2.TransportError):
                while True:
                    go_on(site, client, path)
        expire_leases(site)
    wanted = (before[0] + 1, before[1] + ROWS, before[2] + ROWS, 0)
    with asked(site, cookies) as (client, _process):
        end = time.monotonic() + PATIENCE
        while _stands(site) != wanted and time.monotonic() < end:
            go_on(site, client, path)
            time.sleep(0.2)
    assert _stands(site) == wanted
    with site.database.reading() as db:
        names = db.exec(select(Supply.name).where(col(Supply.name).startswith("能力"))).all()
    assert len(set(names)) == len(names) == ROWS
