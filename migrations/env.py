"""Alembic's door: runs the revisions against the connection it is handed."""

from importlib import import_module
from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from app.core.db import metadata

# Importing a models file registers its tables.
for package in (
    "app.core",
    "app.vocabulary",
    "app.accounts",
    "suppliers",
    "scenarios",
    "scenarios.matches",
    "scenarios.introductions",
    "scenarios.pilots",
    "scenarios.demonstrations",
    "app.indexing",
    "app.exchange",
    "app.digests",
    "app.reports",
):
    import_module(f"{package}.models")


def plain_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types as what they are underneath: a revision must not change when the code does."""
    return f"sa.{item.impl_instance!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


def run(connection: Connection) -> None:
    """Apply the revisions in one transaction.

    SQLite rebuilds a table by copying it; with foreign keys enforced the drop of a parent would delete its children,
    so they are switched off first and checked afterwards.
    """
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=sqlite,
        compare_type=True,
        render_item=plain_type,
    )
    with connection.begin(), context.begin_transaction():
        context.run_migrations()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                msg = f"the migration broke references: {broken[:5]}"
                raise RuntimeError(msg)
    if sqlite:
        raw.execute("PRAGMA foreign_keys=ON")


run(context.config.attributes["connection"])
