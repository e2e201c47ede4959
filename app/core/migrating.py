"""Bringing a database to the schema of this code, and telling whether it is there."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from app.core.db import WRITE, Database, metadata
from app.core.errors import Invalid
from app.core.i18n import gettext as _

FOLDER = Path(__file__).parent.parent.parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


@cache
def newest() -> str:
    """The revision this code expects. Read once: files that change under a running process are another code's."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(database: Database) -> str:
    """The revision the database has; empty for a new one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def migrate(database: Database, revision: str = "head") -> None:
    """Upgrade to `revision`, or downgrade where it lies behind. Raises `Invalid` for one that this code does not know."""
    try:
        _migrate(database, revision)
    except CommandError as error:
        here = current(database) or "-"
        raise Invalid(
            _("数据库版本是 {here}，要去的版本是 {revision}：这个程序不认识其中之一，请换用更新的程序。").format(
                here=here, revision=revision
            )
        ) from error


def _migrate(database: Database, revision: str) -> None:
    with database.engine.execution_options(**{WRITE: True}).connect() as connection:
        down = revision != "head" and _is_behind(
            revision, MigrationContext.configure(connection).get_current_revision()
        )
        connection.rollback()
        (command.downgrade if down else command.upgrade)(_config(connection), revision)
    # The connection was used with foreign keys switched off: the next ones are opened, and set up, afresh.
    database.engine.dispose()


def _is_behind(revision: str, here: str | None) -> bool:
    if revision == "base":
        return True
    scripts = ScriptDirectory.from_config(_config())
    return (
        here is not None
        and here != revision
        and any(s.revision == revision for s in scripts.iterate_revisions(here, "base"))
    )


def new_revision(database: Database, message: str) -> None:
    """Write a revision that brings the migrated database to the models; for developers."""
    with database.engine.execution_options(**{WRITE: True}).connect() as connection:
        command.revision(_config(connection), message=message, autogenerate=True, rev_id=_next_id())


def _next_id() -> str:
    return f"{len(list(ScriptDirectory.from_config(_config()).walk_revisions())) + 1:04d}"


def drift(database: Database) -> list[object]:
    """Differences between the models and the migrated tables; empty when they agree."""
    with database.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))
