"""INSERT … ON CONFLICT in the dialect of the database at hand: a row that is there already waits for its writer."""

from typing import cast

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def insert_into(db: Session, table: type[SQLModel]) -> sqlite.Insert:
    """An insert that knows `on_conflict_do_nothing` and `on_conflict_do_update`; ask what happened with RETURNING, for
    PostgreSQL's row count does not tell."""
    if db.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    return cast("sqlite.Insert", postgresql.insert(table))  # the same methods, declared twice
