"""Many at once over HTTP: the site behind a real server on the loopback, and threads that start at the same moment."""

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
from app.main import create_app
from tests.support.browser import ORIGIN, sign_in_cookie
from tests.support.ports import free_port

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds until a request counts as lost: far more than any takes, far less than a site that hangs."""


def at_once(count: int, do: Callable[[int], T]) -> list[T]:
    """What `do(0)` … `do(count - 1)` return, called by threads that start together; raises the first error."""
    gate = threading.Barrier(count)

    def run(number: int) -> T:
        gate.wait(timeout=PATIENCE)
        return do(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


class Served:
    """A running site, and visitors of it."""

    def __init__(self, site: Site, address: str) -> None:
        self.site, self.address = site, address

    def visitor(self, person_id: int | None = None, **headers: str) -> httpx2.Client:
        """A browser with cookies of its own that follows no redirect; signed in as a person, or nobody."""
        cookies = sign_in_cookie(self.site, person_id) if person_id is not None else {}
        return httpx2.Client(base_url=self.address, cookies=cookies, headers={**ORIGIN, **headers}, timeout=PATIENCE)

    def post_at_once(
        self, count: int, path: str, data: Mapping[str, Any], person_id: int | None = None, **more: Any
    ) -> list[httpx2.Response]:
        """The same form sent `count` times at the same moment by one person from one browser; the answers."""
        cookies = sign_in_cookie(self.site, person_id) if person_id is not None else {}

        def send(_number: int) -> httpx2.Response:
            with httpx2.Client(base_url=self.address, cookies=cookies, headers=ORIGIN, timeout=PATIENCE) as client:
                return client.post(path, data=data, **more)

        return at_once(count, send)


@contextmanager
def served(site: Site) -> Iterator[Served]:
    """The site behind uvicorn in a thread of this process, with its whole life: what it holds back, it holds back."""
    port = free_port()
    config = uvicorn.Config(create_app(site), host="127.0.0.1", port=port, log_config=None, access_log=False, ws="none")
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
