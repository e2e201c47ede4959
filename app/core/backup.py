"""Backup and restore: one archive with every row and every file, the same on both engines.

Rows are written as JSON lines from one read transaction, so the archive shows one moment while the site goes on; files
are content-addressed and never change, so those the rows name are simply added. A backup of one engine restores into
the other.
"""

import hashlib
import io
import json
import tarfile
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import LargeBinary, Table, func, insert, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.types import Date

from app.core import migrating
from app.core.blobs import SEALED as SEALED_FILES
from app.core.db import WRITE, Database, Instant, metadata
from app.core.errors import Invalid
from app.core.i18n import gettext as _
from app.core.models import PASSING, SEALED
from matching.scratch import half_written, scratch_folder

CHUNK = 1000
HEAD = "backup.json"
APPEND_ONLY = (
    "status_change",
    "unseen_change",
    "revision",
    "audit_entry",
    "learned_calibration",
    "bid_revision",
    "bid_look",
    "panel_score",
    "panel_result",
    "award_decision",
)


def backup(database: Database, files: Path, target: Path, seal_keys: Sequence[str] = ()) -> dict[str, int]:
    """Write the archive; it appears under its name only when it is complete. Returns counts of tables, rows, files,
    without what is sealed.

    `seal_keys` are the names of the keys without which the sealed part of it opens for nobody; no key is in it.
    """
    partial = target.with_name(target.name + ".part")
    with half_written(partial):
        report = _write(database, files, partial, seal_keys)
        partial.replace(target)
    return report


def _write(database: Database, files: Path, target: Path, seal_keys: Sequence[str]) -> dict[str, int]:
    report = {"tables": 0, "rows": 0, "files": 0}
    with database.reading() as db, tarfile.open(target, "w") as archive:
        connection = db.connection()
        tables = [table.name for table in _kept()]
        head = {"revision": migrating.current(database), "tables": tables, "seal_keys": list(seal_keys)}
        _add_bytes(archive, HEAD, json.dumps(head).encode())
        for table in _kept():
            count = _add_table(archive, connection, table, target.parent)
            report["rows"] += 0 if table.info.get(SEALED) else count
            report["tables"] += 1
        for path in sorted(p for p in files.rglob("*") if p.is_file() and len(p.name) == 64):
            archive.add(path, f"files/{path.relative_to(files)}")
            report["files"] += SEALED_FILES not in path.relative_to(files).parts
    return report


def restore(
    database: Database, files: Path, source: Path, *, force: bool = False, seal_keys: Collection[str] | None = None
) -> dict[str, int]:
    """Read the archive into a database migrated to its revision and empty, or emptied with `force`.

    `seal_keys` are the names of the sealing keys at hand, None where nobody asks for them. All rows come in one
    transaction: a restore that breaks off leaves the database as it was. Raises `Invalid`.
    """
    try:
        with tarfile.open(source) as archive:
            head = json.loads(_read(archive, HEAD))
            _ask_for_keys(head.get("seal_keys", ()), seal_keys)
            if migrating.current(database) == "":
                migrating.migrate(database, head["revision"])
            _check(database, head["revision"], force=force)
            # An older backup knows fewer tables; the migration that follows brings the others.
            tables = [table for table in _kept() if table.name in head["tables"]]
            count = _restore_files(archive, files)  # first: a file that no row names is nobody's
            report = _restore_rows(database, archive, tables) | {"files": count}
    except (tarfile.TarError, KeyError, ValueError) as error:
        raise Invalid(_("这不是景合的备份文件，或者文件已经损坏。")) from error
    migrating.migrate(database)
    return report


def _ask_for_keys(wanted: Collection[str], at_hand: Collection[str] | None) -> None:
    if wanted and at_hand is not None and not set(wanted) <= set(at_hand):
        raise Invalid(
            _(
                "备份里密封的应标书要用当时的密封密钥才能打开：请先让 JINGHE_SEAL_KEY_FILE 指向那份密钥文件。"
                "确实没有密钥的，加 --without-key 恢复，密封的内容将再也打不开。"
            )
        )


def _kept() -> list[Table]:
    """The tables of a backup, parents first."""
    return [table for table in metadata.sorted_tables if not table.info.get(PASSING)]


def _check(database: Database, revision: str, *, force: bool) -> None:
    here = migrating.current(database)
    if here != revision:
        raise Invalid(
            _("备份的数据库版本是 {backup}，当前是 {here}：请先运行 jinghe migrate {backup}。").format(
                backup=revision, here=here
            )
        )
    with database.reading() as db:
        people = db.connection().execute(select(func.count()).select_from(metadata.tables["person"])).scalar_one()
    if people and not force:
        raise Invalid(_("数据库里已有数据，恢复会覆盖它们；确定要这样做，请加 --force。"))


def _restore_rows(database: Database, archive: tarfile.TarFile, tables: Sequence[Table]) -> dict[str, int]:
    rows = 0
    with database.engine.execution_options(**{WRITE: True}).connect() as connection:
        with _unguarded(connection, database, {table.name for table in tables}):
            for table in reversed(tables):
                connection.execute(table.delete())
            for table in tables:
                count = _fill(connection, table, archive)
                rows += 0 if table.info.get(SEALED) else count
                _continue_numbering(connection, table, sqlite=database.sqlite)
        connection.commit()
    return {"tables": len(tables), "rows": rows}


@contextmanager
def _unguarded(connection: Connection, database: Database, tables: Collection[str]) -> Iterator[None]:
    """Lift the append-only triggers and the foreign keys while all tables are replaced at once."""
    if database.sqlite:
        triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        for name, _sql in triggers:
            connection.execute(text(f'DROP TRIGGER "{name}"'))
        connection.execute(text("PRAGMA defer_foreign_keys=ON"))
        yield
        for _name, sql in triggers:
            connection.exec_driver_sql(sql)
        return
    guarded = [table for table in APPEND_ONLY if table in tables]
    for table in guarded:
        connection.execute(text(f'ALTER TABLE "{table}" DISABLE TRIGGER USER'))
    yield
    for table in guarded:
        connection.execute(text(f'ALTER TABLE "{table}" ENABLE TRIGGER USER'))


def _add_table(archive: tarfile.TarFile, connection: Connection, table: Table, folder: Path) -> int:
    count = 0
    # Beside the archive, where there is room for it, and without a name, so that nothing is left when we die.
    with tempfile.TemporaryFile(dir=folder) as lines:
        rows = connection.execution_options(yield_per=CHUNK).execute(select(table).order_by(*table.primary_key.columns))
        for row in rows.mappings():
            plain = {name: _to_json(value) for name, value in row.items()}
            lines.write(json.dumps(plain, ensure_ascii=False).encode() + b"\n")
            count += 1
        info = tarfile.TarInfo(f"tables/{table.name}.jsonl")
        info.size = lines.tell()
        lines.seek(0)
        archive.addfile(info, lines)
    return count


def _fill(connection: Connection, table: Table, archive: tarfile.TarFile) -> int:
    member = archive.extractfile(f"tables/{table.name}.jsonl")
    if member is None:
        raise KeyError(table.name)
    count, chunk = 0, []
    for line in member:
        chunk.append(_from_json(table, json.loads(line)))
        if len(chunk) == CHUNK:
            connection.execute(insert(table), chunk)
            count, chunk = count + CHUNK, []
    if chunk:
        connection.execute(insert(table), chunk)
    return count + len(chunk)


def _continue_numbering(connection: Connection, table: Table, *, sqlite: bool) -> None:
    # PostgreSQL's sequences know nothing of rows that came with their ids.
    if not sqlite and "id" in table.c and table.c.id.autoincrement:
        sequence = func.pg_get_serial_sequence(f'"{table.name}"', "id")
        connection.execute(select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery())))


def _restore_files(archive: tarfile.TarFile, files: Path) -> int:
    count = 0
    for member in archive:
        if not member.isfile() or not member.name.startswith("files/"):
            continue
        name = Path(member.name).name
        if len(name) != 64 or not name.isalnum():
            raise ValueError(member.name)  # a path of its own choice would write outside the store
        content = archive.extractfile(member)
        sealed = SEALED_FILES in Path(member.name).parts
        target = (files / SEALED_FILES if sealed else files) / name[:2] / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if content is not None:
            body = content.read()
            if hashlib.sha256(body).hexdigest() != name:
                raise ValueError(member.name)
            with scratch_folder(files) as scratch:
                (scratch / name).write_bytes(body)
                (scratch / name).replace(target)
            count += not sealed
    return count


def _to_json(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case bytes():
            return b64encode(value).decode()
        case StrEnum():
            return value.value
        case _:
            return value


def _from_json(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _typed(table.c[name].type, value) for name, value in row.items()}


def _typed(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Instant):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return b64decode(value)
    return value


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    archive.addfile(info, io.BytesIO(content))


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    if member is None:
        raise KeyError(name)
    return member.read()
