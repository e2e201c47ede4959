"""A visitor without a browser: Starlette's test client with the habits of one."""

import atexit
import re
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cache
from html import unescape
from typing import Any, Self

from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient

from app.accounts.access import cookie_name
from app.accounts.models import SignIn
from app.core.ids import hashed, token
from app.core.site import Site

ORIGIN = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "zh-CN"}


@cache
def event_loop() -> BlockingPortal:
    """This process's one loop, as a served site has: by itself the client would start one, with threads, a request."""
    held = ExitStack()
    atexit.register(held.close)
    return held.enter_context(start_blocking_portal())


class Browser(TestClient):
    """Follows redirects, keeps cookies, sends what a browser sends of its own accord."""

    def __init__(self, app: FastAPI, host: str = "testclient") -> None:
        super().__init__(app, headers=ORIGIN, raise_server_exceptions=True, client=(host, 50000))
        self.asgi, self.portal = app, event_loop()

    def __enter__(self) -> Self:
        # The lifespan (index thread, worker) stays out: tests call `refresh` and `drain` themselves.
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def another(self, host: str = "testclient") -> "Browser":
        """One more visitor of the same site, with no cookies; `host` is the address she comes from."""
        return Browser(self.asgi, host)

    def as_person(self, site: Site, person_id: int) -> "Browser":
        """Sign in without the form; the form has its own tests."""
        self.cookies.update(sign_in_cookie(site, person_id))
        return self

    def save(self, page: str, data: Mapping[str, Any], to: str = "") -> Response:
        """Send what is typed into a page of a record as it stands now, with the page's mark; `to` another address."""
        return self.post(to or page, data={"version": hidden(self.get(page).text, "version"), **data})

    def fragment(self, url: str, **more: Any) -> Response:
        """What htmx would get."""
        return self.get(url, headers={"HX-Request": "true"}, **more)


def sign_in_cookie(site: Site, person_id: int) -> dict[str, str]:
    """The cookie of a sign-in made for the test."""
    secret, now = token(), site.clock.now()
    with site.database.writing() as db:
        db.add(SignIn(person_id=person_id, token_hash=hashed(secret), created_at=now, seen_at=now))
    return {cookie_name(https=site.settings.production): secret}


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def text_of(response: Response) -> str:
    """What a person reads on the page: tags and scripts gone, white space folded. A mark stands within a word."""
    body = re.sub(
        r"<(script|style)\b.*?</\1>|</?mark>", lambda tag: " " if tag[1] else "", response.text, flags=re.DOTALL
    )
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body))).strip()
