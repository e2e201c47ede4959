"""The database that the tests of one process share: brought back to the first vocabulary before each of them.

Opening a database costs a test more than what it does there: connections, and every statement compiled anew.
"""

import sqlite3
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import text

from app.core.db import Database, metadata

PAGES_AT_ONCE = -1  # all of them


class Ground(Protocol):
    """A database that can be brought back to how it was when it was handed over, empty but for its vocabulary."""

    database: Database

    def reset(self) -> None: ...


class SqliteGround:
    """The whole file is written over with that of the template, through SQLite's own way of copying a live database."""

    def __init__(self, template: Path, path: Path) -> None:
        self._template = sqlite3.connect(template, check_same_thread=False)
        self.database = Database(f"sqlite:///{path}", 32)

    def reset(self) -> None:
        self.database.damaged = False
        with self.database.engine.connect().execution_options() as connection:
            live: Any = connection.connection.driver_connection
            connection.rollback()
            live.execute("PRAGMA query_only=OFF")
            self._template.backup(live, pages=PAGES_AT_ONCE)

    def close(self) -> None:
        self.database.close()
        self._template.close()


class PostgresGround:
    """Every table is emptied and filled from a copy that is kept beside it; triggers and foreign keys look away."""

    def __init__(self, url: str) -> None:
        self.database = Database(url, 32)
        with self.database.engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA kept"))
            tables = [table.name for table in metadata.sorted_tables]
            filled = [name for name in tables if connection.execute(text(f'SELECT 1 FROM "{name}" LIMIT 1')).first()]
            for name in filled:
                connection.execute(text(f'CREATE TABLE kept."{name}" AS TABLE public."{name}"'))
            numbers = connection.execute(
                text("SELECT sequencename, start_value, last_value FROM pg_sequences WHERE schemaname = 'public'")
            ).all()
            steps = ["SET LOCAL session_replication_role = replica"]
            steps += [f'DELETE FROM public."{name}"' for name in tables]
            steps += [f'INSERT INTO public."{name}" SELECT * FROM kept."{name}"' for name in filled]
            steps += [
                f"PERFORM setval('public.\"{name}\"', {last or first}, {str(last is not None).lower()})"
                for name, first, last in numbers
            ]
            body = ";\n".join(steps)
            connection.execute(
                text(f"CREATE FUNCTION kept.reset() RETURNS void LANGUAGE plpgsql AS $$ BEGIN\n{body};\nEND $$")
            )

    def reset(self) -> None:
        self.database.damaged = False
        with self.database.engine.begin() as connection:
            connection.execute(text("SELECT kept.reset()"))

    def close(self) -> None:
        self.database.close()
