"""The machine falls ill under the running site: people get sentences, nothing is half kept, and it recovers by itself."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from sqlalchemy.engine import make_url
from sqlmodel import Session, select

from app.accounts.access import cookie_name
from app.accounts.models import SignIn
from app.core.clock import FixedClock, SystemClock
from app.core.ids import hashed, token
from app.core.models import StoredFile
from app.core.site import Site
from app.exchange.models import Upload
from scenarios.models import Scenario
from tests.conftest import fresh_database, housed
from tests.journeys.processes import PATIENCE, Program, served, start
from tests.scenarios.helpers import SIX
from tests.support import Cast, Mailbox
from tests.support.browser import ORIGIN
from tests.support.gate import Gate
from tests.support.ports import free_port

pytestmark = [pytest.mark.own_database, pytest.mark.both_engines]

ROOM = 700 << 10
"""A file may grow so far while the disk is "full": the database goes on, what is handed in does not fit."""
SMALL, LARGE = 900 << 10, 3 << 20
"""The larger one does not even fit where uploads wait until the form has been read."""
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
MASKED = {"masked": "true"}


@contextmanager
def visited(site: Site, person_id: int, port: int) -> Iterator[httpx2.Client]:
    """Somebody's browser, signed in at the server of this port."""
    secret, now = token(), SystemClock().now()
    with site.database.writing() as db:
        db.add(SignIn(person_id=person_id, token_hash=hashed(secret), created_at=now, seen_at=now))
    cookies, url = {cookie_name(https=False): secret}, f"http://127.0.0.1:{port}"
    with httpx2.Client(base_url=url, cookies=cookies, headers=ORIGIN, timeout=60, follow_redirects=True) as client:
        yield client


def fill_disk(process: Program, most: int) -> None:
    """From now on no file of the process grows beyond `most` bytes: what a full disk does, without one."""
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def eventually(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def kept(site: Site) -> list[Path]:
    return [path for path in site.settings.var.rglob("*") if path.is_file()]


def handed_in(db: Session) -> tuple[int, int]:
    return len(db.exec(select(StoredFile.id)).all()), len(db.exec(select(Upload.id)).all())


def test_a_full_disk_keeps_nothing_by_halves_and_ends_when_there_is_room(site: Site, cast: Cast) -> None:
    with (
        served(site, "--no-worker") as (port, process),
        visited(site, cast.owner, port) as owner,
        visited(site, cast.supplier, port) as supplier,
    ):
        owner.post("/scenarios", data=SIX).raise_for_status()
        with site.database.reading() as db:
            need = db.exec(select(Scenario.public_id)).one()
        before = kept(site)
        fill_disk(process, ROOM)
        files = f"/scenarios/{need}/edit/files"
        answers = [
            owner.post(files, files={"file": ("图纸.pdf", PDF + bytes(size), "application/pdf")}, data=MASKED)
            for size in (SMALL, LARGE)
        ]
        for size in (SMALL, LARGE):
            listed = {"file": ("a.csv", b"a," * size, "text/csv")}
            answers.append(supplier.post("/imports", data={"kind": "capabilities"}, files=listed))
        for answer in answers:
            assert answer.status_code == 507, answer.text
            assert "磁盘空间不足" in answer.text
            assert "X-Request-ID" in answer.headers
        fill_disk(process, 0)
        for ending in ("csv", "xlsx"):
            assert owner.get(f"/exports/capabilities.{ending}").status_code == 507
        assert owner.get("/readyz").json()["disk"] is False
        assert owner.get("/healthz").status_code == 200
        assert owner.get(f"/scenarios/{need}/edit").status_code == 200
        assert [path for path in kept(site) if path.suffix not in {".sqlite3-wal", ".sqlite3-shm"}] == before
        with site.database.reading() as db:
            assert handed_in(db) == (0, 0)
        fill_disk(process, resource.RLIM_INFINITY)
        assert owner.get("/readyz").status_code == 200
        file = {"file": ("图纸.pdf", PDF + bytes(LARGE), "application/pdf")}
        assert owner.post(files, files=file, data=MASKED).status_code == 200
        with site.database.reading() as db:
            assert handed_in(db) == (1, 0)


@pytest.fixture
def gated(
    request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock, mailbox: Mailbox
) -> Iterator[tuple[Site, Gate]]:
    """A site on PostgreSQL, and the gate through which its server's process reaches the database."""
    with fresh_database("postgres", request, tmp_path) as database, housed(database, clock, mailbox, tmp_path) as site:
        straight = make_url(database.url)
        gate = Gate((straight.host or "127.0.0.1", straight.port or 5432))
        by_gate = straight.set(host="127.0.0.1", port=gate.port)
        site.settings.database_url = by_gate.render_as_string(hide_password=False)
        yield site, gate
        gate.shut()


def test_a_database_that_goes_away_is_a_page_and_comes_back(gated: tuple[Site, Gate]) -> None:
    site, gate = gated
    with served(site) as (port, _process), httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        assert client.get("/scenarios").status_code == 200
        gate.shut()
        for _visit in range(3):
            answer = client.get("/scenarios", headers={"Accept-Language": "zh-CN"})
            assert answer.status_code == 503
            assert "数据库暂时连不上" in answer.text
        assert client.get("/readyz").json()["database"] is False
        assert client.get("/healthz").status_code == 200
        gate.open()
        eventually(lambda: client.get("/scenarios").status_code == 200)
        eventually(lambda: client.get("/readyz").status_code == 200)


def test_a_database_that_is_away_at_the_start_is_told_in_one_sentence(gated: tuple[Site, Gate]) -> None:
    site, gate = gated
    gate.shut()
    for command in ("serve", "worker"):
        process = start(site, command, "--port", str(free_port())) if command == "serve" else start(site, command)
        assert process.ended() == 2
