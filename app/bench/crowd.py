"""Many visitors at the same moment, on the loopback: how long they wait, how many are asked to come again."""

import asyncio
import re
import socket
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import httpx2

HEADERS = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "zh-CN"}
MARK = re.compile(r'name="version" value="([0-9a-f]{1,64})"')
PATIENCE = 60.0
"""Seconds that a visitor waits before she counts as unanswered."""


@dataclass(frozen=True)
class Ask:
    """What one visitor asks for; a form makes it a POST."""

    path: str
    cookies: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Heard:
    """What she heard: a status, 0 for nothing at all, after so many seconds."""

    status: int
    seconds: float


def mark_of(base_url: str, path: str, cookies: Mapping[str, str]) -> str:
    """The mark of a page of a record as it stands now, as its form sends it."""
    with httpx2.Client(base_url=base_url, headers=HEADERS, timeout=PATIENCE, cookies=dict(cookies)) as client:
        found = MARK.search(client.get(path).text)
    return found[1] if found else ""


def crowd(base_url: str, asks: Sequence[Ask]) -> list[Heard]:
    """All at once, each on a connection of her own; in a thread of their own, so that any caller may have a loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(_all(base_url, asks))).result()


async def _all(base_url: str, asks: Sequence[Ask]) -> list[Heard]:
    limits = httpx2.Limits(max_connections=len(asks) + 1, max_keepalive_connections=0)
    async with httpx2.AsyncClient(base_url=base_url, headers=HEADERS, timeout=PATIENCE, limits=limits) as client:
        return await asyncio.gather(*(_one(client, ask) for ask in asks))


async def _one(client: httpx2.AsyncClient, ask: Ask) -> Heard:
    cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in ask.cookies.items())} if ask.cookies else {}
    started, status = time.perf_counter(), 0
    try:
        if ask.form is None:
            status = (await client.get(ask.path, headers=cookie)).status_code
        else:
            status = (await client.post(ask.path, headers=cookie, data=dict(ask.form))).status_code
    except httpx2.TransportError:
        pass
    return Heard(status, time.perf_counter() - started)


@contextmanager
def slow_senders(port: int, path: str, count: int) -> Iterator[None]:
    """So many who have announced a form of 100,000 bytes and sent thirteen of them."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nSec-Fetch-Site: same-origin\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\nname=jinghe&a"
    )
    with ExitStack() as opened:
        for _sender in range(count):
            connection = opened.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            connection.sendall(head.encode())
        yield


def told(heard: Sequence[Heard]) -> str:
    """One line of figures."""
    answered = sorted(one.seconds for one in heard if one.status and one.status != httpx2.codes.SERVICE_UNAVAILABLE)
    statuses = Counter(one.status for one in heard)
    shares = ", ".join(f"{count} × {status or 'nothing'}" for status, count in sorted(statuses.items()))
    last = max(one.seconds for one in heard)
    if not answered:
        return f"{shares}; last after {last:.1f} s"
    p95 = answered[int(len(answered) * 0.95) - 1]
    return f"{shares}; answered p50 {statistics.median(answered):.1f} s · p95 {p95:.1f} s; last after {last:.1f} s"
