"""The site as a process of its own, asked over HTTP, and how long its answers take."""

import contextlib
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx2
from sqlmodel import select

from app.accounts.access import cookie_name
from app.accounts.models import Person, SignIn
from app.core.ids import hashed, token
from app.core.site import Site

Row = tuple[str, str]
STAGES = (("answers", "/healthz"), ("index ready", "/readyz"))


@dataclass(frozen=True)
class Served:
    """A site that answers; `started` are the seconds until each of the `STAGES`."""

    client: httpx2.Client
    pid: int
    port: int
    started: Mapping[str, float]


@contextlib.contextmanager
def served(site: Site) -> Iterator[Served]:
    """The site in a process of its own with the same folder, ended afterwards."""
    port, began = free_port(), time.perf_counter()
    environment = os.environ | {"JINGHE_VAR": str(site.settings.var), "JINGHE_LOG_FORMAT": "json"}
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        try:
            with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                started = {name: wait(client, path, began) for name, path in STAGES}
                yield Served(client, process.pid, port, started)
        finally:
            process.send_signal(signal.SIGTERM)


def signed_in(site: Site, email: str) -> dict[str, str]:
    """The cookies of somebody who has signed in."""
    secret, now = token(), site.clock.now()
    with site.database.writing() as db:
        person = db.exec(select(Person.id).where(Person.email == email)).one()
        db.add(SignIn(person_id=person, token_hash=hashed(secret), created_at=now, seen_at=now))
    return {cookie_name(https=False): secret}


def wait(client: httpx2.Client, path: str, started: float) -> float:
    """Seconds from `started` until the path answers 200."""
    for _try in range(1200):
        with contextlib.suppress(httpx2.TransportError):
            if client.get(path).status_code == httpx2.codes.OK:
                return time.perf_counter() - started
        time.sleep(0.05)
    raise SystemExit(f"{path} did not answer")


def fetch(client: httpx2.Client, path: str, cookies: Mapping[str, str] | None = None) -> None:
    said = {"Accept-Language": "zh-CN"} | ({"Cookie": cookie_line(cookies)} if cookies else {})
    client.get(path, headers=said).raise_for_status()


def cookie_line(cookies: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def times(act: Callable[[str], Any], inputs: Sequence[str]) -> list[float]:
    """Milliseconds of each call."""
    found = []
    for item in inputs:
        before = time.perf_counter()
        act(item)
        found.append((time.perf_counter() - before) * 1000)
    return found


def spread(found: Sequence[float]) -> str:
    """Median and 95th percentile; the first call is kept, it is somebody's."""
    ordered = sorted(found)
    return f"p50 {statistics.median(ordered):.1f} ms · p95 {ordered[int(len(ordered) * 0.95) - 1]:.1f} ms"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
