"""Many at once over HTTP: threads that start at the same moment, each with a browser; or a real server on the loopback.

A browser of these tests runs the site in its own thread, so that what is seen is what the database does. What the
server itself holds back (places, queues, slow clients) is seen with `served` only.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx2
import uvicorn

from app.core.site import Site
from tests.support.application import application
from tests.support.browser import ORIGIN, Browser, sign_in_cookie
from tests.support.ports import free_port

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds until a request counts as lost: far more than any takes, far less than a site that hangs."""

PLACES = 8
"""Requests that are inside at a time: fewer than the ten connections of the pool."""


def at_once(count: int, do: Callable[[int], T]) -> list[T]:
    """What `do(0)` … `do(count - 1)` return, called by threads that start together; raises the first error."""
    gate = threading.Barrier(count)

    def run(number: int) -> T:
        gate.wait(timeout=PATIENCE)
        return do(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def post_at_once(
    browser: Browser, count: int, path: str, data: Mapping[str, Any], **more: Any
) -> list[httpx2.Response]:
    """The same form sent `count` times at the same moment with the cookies of this browser; the answers themselves, no
    redirect followed. As many of them are inside at a time as the site itself lets in."""
    places = threading.BoundedSemaphore(PLACES)

    def send(_number: int) -> httpx2.Response:
        with places, browser.another() as one:
            one.cookies.update(browser.cookies)
            return one.post(path, data=data, follow_redirects=False, **more)

    return at_once(count, send)


class Served:
    """A running site, and visitors of it."""

    def __init__(self, site: Site, address: str) -> None:
        self.site, self.address = site, address

    def visitor(self, person_id: int | None = None, **headers: str) -> httpx2.Client:
        """A browser with cookies of its own that follows no redirect; signed in as a person, or nobody."""
        cookies = sign_in_cookie(self.site, person_id) if person_id is not None else {}
        return httpx2.Client(base_url=self.address, cookies=cookies, headers={**ORIGIN, **headers}, timeout=PATIENCE)


@contextmanager
def served(site: Site) -> Iterator[Served]:
    """The site behind uvicorn in a thread of this process, with its whole life: what it holds back, it holds back."""
    port = free_port()
    config = uvicorn.Config(
        application(site), host="127.0.0.1", port=port, log_config=None, access_log=False, ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="served", daemon=True)
    thread.start()
    try:
        _wait(server)
        yield Served(site, f"http://127.0.0.1:{port}")
    finally:
        server.should_exit = True
        thread.join(timeout=PATIENCE)


def _wait(server: uvicorn.Server) -> None:
    for _turn in range(600):
        if server.started:
            return
        time.sleep(0.05)
    msg = "the server of the tests did not start"
    raise RuntimeError(msg)


def drawn_once(page: str) -> str:
    """The value that tells this drawing of a form from another one; the same for all forms that a test sends."""
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found is not None
    return found[1]
