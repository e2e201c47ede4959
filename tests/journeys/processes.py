"""The site's programs as processes of their own, to be killed.

They are forked by a server that has imported everything beforehand and done nothing else: a start of the interpreter costs
seconds, and what is killed often is started often. `tests/cli` starts the command itself.
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import httpx2
import pytest
from sqlalchemy import update
from sqlmodel import col

from app.cli import main
from app.core.models import Job, Mail
from app.core.site import Site
from tests.support.ports import free_port

PATIENCE = 120.0
FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["tests.journeys.preloaded"])


def _run(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """`jinghe` with these arguments, silent, in a process that knew nothing of the site yet."""
    os.environ.clear()
    os.environ.update(environment)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    sys.argv = ["jinghe", *arguments]
    main()


class Program:
    """A running `jinghe`."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = FORKING.Process(target=_run, args=(arguments, dict(environment)))
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def kill(self) -> None:
        """At once, without a chance to tidy up; one that has ended is left alone."""
        if self._process.is_alive():
            os.kill(self.pid, signal.SIGKILL)

    def ended(self, within: float = PATIENCE) -> int | None:
        """The code with which it ends; None if it goes on."""
        self._process.join(within)
        return self._process.exitcode


def start(site: Site, *arguments: str, **settings: str) -> Program:
    """Run `jinghe` on the site's database with the cheap encoder; `settings` are environment variables."""
    environment = os.environ | {
        "JINGHE_DATABASE_URL": site.settings.database_url,
        "JINGHE_VAR": str(site.settings.var),
        "JINGHE_ENCODER": "hashing",
        "JINGHE_HOST": "127.0.0.1",
        "JINGHE_PUBLIC_URL": "",
        **settings,
    }
    return Program(arguments, environment)


@contextmanager
def served(site: Site, *more: str) -> Iterator[tuple[int, Program]]:
    """The site as a process of its own, up and ready: its port, and the process to be killed."""
    port = free_port()
    process = start(site, "serve", "--port", str(port), *more)
    try:
        _wait_for(port)
        yield port, process
    finally:
        process.kill()
        process.ended()


def _wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if httpx2.get(f"http://127.0.0.1:{port}/readyz", timeout=30).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.05)
    pytest.fail("the server did not answer")


def expire_leases(site: Site) -> None:
    """What a minute of waiting does after a worker died."""
    with site.database.writing() as db:
        for table in (Job, Mail):
            held = update(table).where(col(table.lease_until).is_not(None))
            db.connection().execute(held.values(lease_until=site.clock.now()))
