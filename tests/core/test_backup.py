"""A backup holds database and files together, and restores on either engine."""

import io
import json
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, select

from app.accounts.models import Person
from app.core.acting import act_in
from app.core.backup import APPEND_ONLY, HEAD, backup, restore
from app.core.db import Database
from app.core.errors import Invalid
from app.core.history import audit
from app.core.migrating import current, migrate, newest
from app.core.models import AuditEntry, Setback
from app.core.site import Site
from app.vocabulary.models import Term
from tests.support import Cast

pytestmark = [pytest.mark.own_database, pytest.mark.both_engines]


@pytest.fixture
def archive(site: Site, cast: Cast, tmp_path: Path) -> Path:
    """A backup of the cast, one audit entry and one file."""
    site.blobs.keep(io.BytesIO("附件".encode()), 1000, lambda _path: None)
    with site.database.writing() as db:
        audit(act_in(db, site), "test.noted")
    target = tmp_path / "jinghe.tar"
    report = backup(site.database, site.blobs.folder, target)
    assert report["files"] == 1
    assert report["rows"] > 100
    return target


def test_the_shell_that_backs_up_knows_every_table(sqlite_template: Path) -> None:
    """In a process of its own: here the tests have imported whatever there is."""
    asked = "import app.cli.keeping; from app.core.db import metadata; print(*metadata.tables)"
    known = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout.split()
    with closing(sqlite3.connect(sqlite_template)) as template:
        made = template.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        assert {name for (name,) in made} - {"alembic_version"} == set(known)


def people(db: Session) -> list[tuple[int | None, str, str, object]]:
    return [(p.id, p.public_id, p.email, p.created_at) for p in db.exec(select(Person).order_by(Person.email)).all()]


def test_restores_rows_and_files_into_another_engine(site: Site, archive: Path, tmp_path: Path) -> None:
    other = Database(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    restore(other, tmp_path / "other-files", archive)
    with site.database.reading() as was, other.reading() as now:
        assert people(now) == people(was)
        assert len(now.exec(select(Term)).all()) == len(was.exec(select(Term)).all())
    files = [p.read_text() for p in (tmp_path / "other-files").rglob("*") if p.is_file()]
    assert files == ["附件"]
    other.close()


def test_restores_over_itself_only_when_told_to(site: Site, archive: Path, cast: Cast) -> None:
    with site.database.writing() as db:
        person = db.get_one(Person, cast.owner)
        person.name = "changed since"
        db.add(person)
    with pytest.raises(Invalid):
        restore(site.database, site.blobs.folder, archive)
    restore(site.database, site.blobs.folder, archive, force=True)
    with site.database.writing() as db:
        assert db.get_one(Person, cast.owner).name == "owner"
        db.add(Person(name="new", email="new@example.com", created_at=site.clock.now()))


def test_keeps_the_audit_log_append_only_after_a_restore(site: Site, archive: Path) -> None:
    restore(site.database, site.blobs.folder, archive, force=True)
    with site.database.writing() as db:
        db.delete(db.exec(select(AuditEntry)).one())
        with pytest.raises(DatabaseError, match="append-only"):
            db.flush()
        db.rollback()


@pytest.mark.parametrize("content", [b"", b"not an archive", None])
def test_refuses_what_is_no_backup_and_changes_nothing(
    site: Site, cast: Cast, tmp_path: Path, content: bytes | None
) -> None:
    bad = tmp_path / "bad.tar"
    if content is None:
        with tarfile.open(bad, "w") as empty:
            empty.addfile(tarfile.TarInfo("something"))
    else:
        bad.write_bytes(content)
    with pytest.raises(Invalid):
        restore(site.database, site.blobs.folder, bad, force=True)
    with site.database.reading() as db:
        assert db.get_one(Person, cast.owner).name == "owner"


def test_a_broken_archive_leaves_the_database_as_it_was(site: Site, archive: Path, cast: Cast, tmp_path: Path) -> None:
    cut = tmp_path / "cut.tar"
    with tarfile.open(archive) as whole, tarfile.open(cut, "w") as broken:
        for member in whole.getmembers():
            if member.name != "tables/membership.jsonl":
                broken.addfile(member, whole.extractfile(member))
    with pytest.raises(Invalid):
        restore(site.database, site.blobs.folder, cut, force=True)
    with site.database.reading() as db:
        assert db.get_one(Person, cast.owner).name == "owner"


def test_migrates_a_new_database_to_the_revision_of_the_backup(archive: Path, tmp_path: Path) -> None:
    other = Database(f"sqlite:///{tmp_path / 'fresh.sqlite3'}")
    migrate(other)
    restore(other, tmp_path / "files", archive)
    with other.reading() as db:
        assert db.exec(select(Person)).first() is not None
    other.close()


def as_of(archive: Path, target: Path, database: Database) -> None:
    """The archive as the version of the site that `database` is migrated to would have written it."""
    schema = inspect(database.engine)
    columns = {name: {column["name"] for column in schema.get_columns(name)} for name in schema.get_table_names()}
    with tarfile.open(archive) as whole, tarfile.open(target, "w") as older:
        for member in whole.getmembers():
            content = whole.extractfile(member)
            assert content is not None
            body, table = content.read(), Path(member.name).stem
            if member.name == HEAD:
                there = [name for name in json.loads(body)["tables"] if name in columns]
                body = json.dumps({"revision": current(database), "tables": there}).encode()
            elif member.name.startswith("tables/") and table not in columns:
                continue
            elif member.name.startswith("tables/"):
                rows = [json.loads(line) for line in body.splitlines()]
                kept = [{name: value for name, value in row.items() if name in columns[table]} for row in rows]
                body = b"".join(json.dumps(row).encode() + b"\n" for row in kept)
            member.size = len(body)
            older.addfile(member, io.BytesIO(body))


def test_a_backup_from_before_a_table_restores_into_its_revision(
    site: Site, archive: Path, tmp_path: Path, cast: Cast
) -> None:
    old = tmp_path / "old.tar"
    migrate(site.database, "0006")
    as_of(archive, old, site.database)
    restore(site.database, site.blobs.folder, old, force=True)
    assert current(site.database) == newest()
    with site.database.reading() as db:
        assert db.get_one(Person, cast.owner).name == "owner"
        assert db.exec(select(Setback)).all() == []


def test_a_restore_lifts_the_trigger_of_every_table_that_has_one(site: Site) -> None:
    """One that is not in the list lets no backup in on PostgreSQL."""
    kind = "sqlite_master WHERE type = 'trigger'"
    query = (
        f"SELECT DISTINCT tbl_name FROM {kind}"
        if site.database.sqlite
        else (
            "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal"
        )
    )
    with site.database.reading() as db:
        assert set(db.connection().execute(text(query)).scalars()) == set(APPEND_ONLY)
