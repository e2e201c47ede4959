"""What a sick machine says becomes a status and a sentence; what is wrong with the program does not."""

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.cli.checking import examine
from app.cli.common import told
from app.core.backup import backup
from app.core.clock import FixedClock
from app.core.db import Database
from app.core.migrating import current
from app.core.outages import outage_of
from app.core.site import Site
from app.main import create_app
from tests.conftest import housed
from tests.support import Browser, Mailbox
from tests.support.browser import text_of

pytestmark = pytest.mark.both_engines

PAGE = 4096


def refusal(url: str, ask: Callable[[Database], object] = current) -> SQLAlchemyError:
    """What the database answers."""
    database = Database(url)
    with pytest.raises(SQLAlchemyError) as raised:
        ask(database)
    database.close()
    return raised.value


def write(database: Database) -> None:
    with database.writing() as db:
        db.connection().exec_driver_sql("CREATE TABLE more (text)")
        db.connection().exec_driver_sql("INSERT INTO more VALUES (randomblob(1000000))")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_full_disk_is_known_by_each_of_its_names_and_behind_other_errors(number: int) -> None:
    try:
        try:
            raise OSError(number, "no room")
        except OSError as full:
            raise RuntimeError from full
    except RuntimeError as error:
        outage = outage_of(error)
    assert outage is not None
    assert outage.status == 507


@pytest.mark.parametrize("error", [OSError("no number"), TimeoutError(), ValueError(), ConnectionResetError(104, "x")])
def test_other_failures_are_faults_of_the_program(error: Exception) -> None:
    assert outage_of(error) is None
    assert told(error) == ""


def test_what_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("meeting at nine\n" * 500)
    assert "不是 SQLite 数据库" in told(refusal(f"sqlite:///{tmp_path}/notes.txt"))
    assert "连不上数据库" in told(refusal(f"sqlite:///{tmp_path}"))
    assert "连不上数据库" in told(refusal(f"sqlite:///{tmp_path}/nowhere/jinghe.sqlite3"))


def test_a_database_that_does_not_answer_is_told_without_its_password() -> None:
    said = told(refusal("postgresql+psycopg://site:pass-word@127.0.0.1:9/jinghe"))
    assert "连不上数据库" in said
    assert "pass-word" not in said


def test_a_full_and_a_read_only_database_are_told(sqlite_template: Path, tmp_path: Path) -> None:
    copy = tmp_path / "jinghe.sqlite3"
    copy.write_bytes(sqlite_template.read_bytes())

    def write_full(database: Database) -> None:
        with database.writing() as db:
            db.connection().exec_driver_sql("PRAGMA max_page_count=1")
        write(database)

    assert told(refusal(f"sqlite:///{copy}", write_full)) == "磁盘已满，请清理后重试。"
    assert "不能写入" in told(refusal(f"sqlite:///file:{copy}?mode=ro&uri=true", write))


@pytest.fixture
def damaged(sqlite_template: Path, tmp_path: Path, clock: FixedClock, mailbox: Mailbox) -> Iterator[Site]:
    """A site whose SQLite file has lost the pages where people and their index begin, while nobody looked."""
    path = tmp_path / "jinghe.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        starts = connection.execute("SELECT rootpage FROM sqlite_master WHERE tbl_name = 'person'").fetchall()
    body = bytearray(path.read_bytes())
    for (start,) in starts:
        body[(start - 1) * PAGE : start * PAGE] = b"\xff" * PAGE
    path.write_bytes(body)
    with closing(Database(f"sqlite:///{path}")) as database, housed(database, clock, mailbox, tmp_path) as site:
        yield site


def test_a_damaged_database_is_a_page_and_the_site_says_that_it_is_not_ready(damaged: Site) -> None:
    browser = Browser(create_app(damaged))
    assert browser.get("/readyz").status_code == 200, "nobody has met the damage yet"
    answer = browser.post("/sign-in", data={"email": "a@example.com", "password": "not-a-password"})
    assert answer.status_code == 503
    assert "数据暂时无法读写" in text_of(answer)
    assert answer.headers["Retry-After"]
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert browser.get("/readyz").json()["database"] is False
    assert browser.get("/readyz").status_code == 503
    assert browser.get("/healthz").status_code == 200


def test_a_damaged_database_is_found_by_looking_and_by_a_backup(damaged: Site, tmp_path: Path) -> None:
    found = examine(damaged.settings, damaged)
    assert "损坏" in found["database"]
    assert found["migrations"] == "数据库正常之后才能检查。"
    with pytest.raises(DBAPIError) as refused:
        backup(damaged.database, damaged.blobs.folder, tmp_path / "backup.tar")
    assert "损坏" in told(refused.value)
    assert list(tmp_path.glob("backup*")) == []


@pytest.mark.own_database
def test_a_fault_of_the_program_stays_an_error_page(browser: Browser, site: Site) -> None:
    with site.database.writing() as db:
        db.connection().exec_driver_sql("DROP TABLE attempt")
    answer = browser.post("/sign-in", data={"email": "a@example.com", "password": "not-a-password"})
    assert answer.status_code == 500
    assert "系统出错了" in text_of(answer)
