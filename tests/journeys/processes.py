"""The site's programs as processes of their own, to be killed."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest
from sqlalchemy import update
from sqlmodel import col

from app.core.models import Job, Mail
from app.core.site import Site
from tests.support.ports import free_port

PATIENCE = 120.0


def start(site: Site, *arguments: str, **settings: str) -> "subprocess.Popen[bytes]":
    """Run `jinghe` on the site's database with the cheap encoder; `settings` are environment variables."""
    environment = os.environ | {
        "JINGHE_DATABASE_URL": site.settings.database_url,
        "JINGHE_VAR": str(site.settings.var),
        "JINGHE_ENCODER": "hashing",
        "JINGHE_HOST": "127.0.0.1",
        "JINGHE_PUBLIC_URL": "",
        **settings,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "app.cli", *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextmanager
def served(site: Site, *more: str) -> "Iterator[tuple[int, subprocess.Popen[bytes]]]":
    """The site as a process of its own, up and ready: its port, and the process to be killed."""
    port = free_port()
    process = start(site, "serve", "--port", str(port), *more)
    try:
        _wait_for(port)
        yield port, process
    finally:
        process.kill()
        process.wait()


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
