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
        write_over(self.database, self._template)

    def close(self) -> None:
        self.database.close()
        self._template.close()


def write_over(database: Database, template: sqlite3.Connection) -> None:
    """Make an open SQLite database the same as the template, whatever it holds."""
    with database.engine.connect().execution_options() as connection:
        live: Any = connection.connection.driver_connection
        connection.rollback()
        live.execute("PRAGMA query_only=OFF")
        template.backup(live, pages=PAGES_AT_ONCE)


RESET = """
CREATE FUNCTION kept.reset() RETURNS void LANGUAGE plpgsql AS $$
DECLARE written text;
BEGIN
  SET LOCAL session_replication_role = replica;  -- triggers and foreign keys look away
  SELECT string_agg(format('public.%I', name), ', ') INTO written
  FROM unnest(ARRAY[{names}]) AS name WHERE pg_relation_size(format('public.%I', name)) > 0;
  IF written IS NOT NULL THEN EXECUTE 'TRUNCATE ' || written || ' RESTART IDENTITY CASCADE'; END IF;
  {refill}
END $$
"""


class PostgresGround:
    """Tables that were written are emptied, those of the vocabulary filled again from a copy that is kept beside them.

    Truncated, not deleted: rows of the next test then lie in the order of their making, whatever was there before.
    """

    def __init__(self, url: str) -> None:
        self.database = Database(url, 32)
        with self.database.engine.begin() as connection:
            connection.execute(text("CREATE SCHEMA kept"))
            tables = [table.name for table in metadata.sorted_tables]
            filled = [name for name in tables if connection.execute(text(f'SELECT 1 FROM "{name}" LIMIT 1')).first()]
            refill = []
            for name in filled:
                connection.execute(text(f'CREATE TABLE kept."{name}" AS TABLE public."{name}"'))
                refill.append(f'INSERT INTO public."{name}" SELECT * FROM kept."{name}";')
                last = connection.execute(text(f"SELECT pg_sequence_last_value('{name}_id_seq')")).scalar_one()
                refill.append(f"PERFORM setval('public.{name}_id_seq', {last});")
            names = ", ".join(f"'{name}'" for name in tables)
            connection.execute(text(RESET.format(names=names, refill="\n  ".join(refill))))

    def reset(self) -> None:
        self.database.damaged = False
        with self.database.engine.begin() as connection:
            connection.execute(text("SELECT kept.reset()"))

    def close(self) -> None:
        self.database.close()
