"""The database: one transaction a request or job step, on SQLite or PostgreSQL.

SQLite begins a writer with IMMEDIATE, so that two writers queue instead of failing on the way, and a reader deferred
and read-only, so that no page waits behind a writer. On PostgreSQL a reader's transaction is READ ONLY.

No wait is endless: whoever cannot have a lock or a connection within `PATIENCE` is told so. A thread has at most
`MOST_NESTED` transactions open, and there are connections for all threads that a process works with, so that no two of
them can wait for each other's.
"""

import threading
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Final, TypeVar

from fastapi import Depends, Request
from sqlalchemy import DateTime, Dialect, Engine, MetaData, String, TypeDecorator, create_engine, event
from sqlalchemy.engine import Connection, ExceptionContext, make_url
from sqlalchemy.types import JSON
from sqlmodel import Field, Session, SQLModel
from sqlmodel.sql.expression import SelectOfScalar

from app.core.doors import SAFE
from app.core.errors import Unavailable
from app.core.forms import Posted
from app.core.i18n import gettext as _
from app.core.ids import public_id
from app.core.outages import DAMAGED, FOREIGN, outage_of

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata
WRITE = "jinghe_write"
Row = TypeVar("Row")
PATIENCE: Final = 10
"""Seconds that a transaction waits for a lock or a connection."""
MOST_NESTED: Final = 2
"""Transactions of one thread at the same time: a page's own, and a short one beside it for a trace or a label."""


class Instant(TypeDecorator[datetime]):
    """A point in time, always UTC and always aware, on both engines.

    SQLite drops the zone; a column without it would make every comparison in Python fail.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            msg = "an instant needs its zone"
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class StoredEnum(TypeDecorator[StrEnum]):
    """An enum kept as its text, so that a new member needs no change of the table."""

    impl = String(40)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.kind(value)


def stored_enum(kind: type[StrEnum]) -> Any:
    """The column type for an enum: its value as text."""
    return StoredEnum(kind)


def public_id_field() -> Any:
    """The column that people see of a row in addresses: random, and one row's alone."""
    return Field(default_factory=public_id, max_length=16, unique=True)


def json_type() -> Any:
    """The column type for lists and mappings that are read and written whole; ``None`` becomes SQL NULL."""
    return JSON(none_as_null=True)


class _Open(threading.local):
    """The transactions that this thread has open."""

    count = 0
    writing = False


class Database:
    """Opens transactions. One object per process; it is handed in, never imported."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        self.url = url
        self.engine = _engine(url, pool_size)
        self.damaged = False
        """Whether this process has met damage: it says so until it is started anew, on a restored database."""
        event.listen(self.engine, "handle_error", self._notice)
        self._writer = self.engine.execution_options(**{WRITE: True})
        self._reader = self.engine.execution_options(postgresql_readonly=True)
        self._open = _Open()
        # Threads of one process hand SQLite's write lock on at once; the file's own lock is asked for by sleeping.
        self._turn = threading.Lock()

    def _notice(self, context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception
        self.damaged = self.damaged or (error is not None and outage_of(error) in {DAMAGED, FOREIGN})

    @property
    def sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def writing(self, patience: float = PATIENCE) -> Generator[Session, None, None]:
        """A transaction that commits at its end, or rolls back when anything is raised. Raises `Unavailable` when
        others of this process write for longer than `patience`, in seconds."""
        with self._counted(writing=True, patience=patience), Session(self._writer) as session:
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Generator[Session, None, None]:
        """A transaction that can only read."""
        with self._counted(), Session(self._reader) as session:
            yield session

    @contextmanager
    def _counted(self, *, writing: bool = False, patience: float = PATIENCE) -> Generator[None, None, None]:
        mine = self._open
        if mine.count >= MOST_NESTED or (writing and mine.writing):
            msg = "a thread may not open another transaction beside those it has"
            raise RuntimeError(msg)
        with ExitStack() as held:
            if writing and self.sqlite:
                if not self._turn.acquire(timeout=patience):
                    raise Unavailable(_("数据库暂时繁忙，您填写的内容没有保存，请稍后重试。"))
                held.callback(self._turn.release)
            before = mine.count, mine.writing
            held.callback(lambda: setattr(mine, "count", before[0]))
            held.callback(lambda: setattr(mine, "writing", before[1]))
            mine.count, mine.writing = before[0] + 1, before[1] or writing
            yield

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: str, pool_size: int) -> Engine:
    pool: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 0, "pool_timeout": PATIENCE}
    # What a statement was given may be a password's hash or a person's text: no message of an error repeats it.
    told: dict[str, Any] = {"hide_parameters": True}
    if not url.startswith("sqlite"):
        given = make_url(url).query.get("options", "")
        connect = _impatience(url) | {"options": f"{given} -c lock_timeout={PATIENCE}s".strip()}
        return create_engine(url, pool_pre_ping=True, connect_args=connect, **pool, **told)
    engine = create_engine(url, connect_args={"timeout": PATIENCE, "check_same_thread": False}, **pool, **told)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _impatience(url: str) -> dict[str, Any]:
    # A server that vanished without a word would hold each request for a quarter of an hour.
    return {"connect_timeout": 5, "tcp_user_timeout": 15_000} if "psycopg" in url else {}


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own BEGIN comes too late (before the first write only); we issue it ourselves in `_begin_sqlite`.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={PATIENCE * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def get_session(request: Request, data: Posted) -> Generator[Session, None, None]:
    """The transaction of this request: read-only for GET and HEAD; otherwise begun when the form is there, and
    committed before the answer leaves. A form sent twice is carried out once (`app.core.once`)."""
    database: Database = request.app.state.site.database
    reads = request.method in SAFE
    with database.reading() if reads else request.app.state.once.writing(request, data) as session:
        yield session


def writes(db: Session) -> bool:
    """Whether this transaction may change anything."""
    return bool(db.connection().get_execution_options().get(WRITE, False))


def for_change(db: Session, query: SelectOfScalar[Row], *, shared: bool = False) -> SelectOfScalar[Row]:
    """`query` for a thing that this request may change: two people (or two clicks) come one after the other to it, as
    they do to the whole database on SQLite, and the second sees what the first has made of it. `shared`: the thing must
    only not change meanwhile, and others may rely on it at the same time."""
    # A row that was read before the wait is read again: the session would go on with what it holds.
    fresh = {"populate_existing": True}
    return query.with_for_update(read=shared).execution_options(**fresh) if writes(db) else query


Db = Annotated[Session, Depends(get_session, scope="function")]
"""Parameter type of a handler that reads or writes rows."""
