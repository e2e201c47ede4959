"""A real browser against the real site: a server on the loopback with its worker, Debian's chromium."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from app.accounts.access import cookie_name
from app.accounts.models import SignIn
from app.core.ids import hashed, token
from app.core.site import Site
from app.registry import make_worker
from app.worker import Worker
from tests.conftest import missing
from tests.support.application import application
from tests.support.ports import free_port

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
QUIET = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a module: while it is there an event loop runs in this thread, which tests after these would meet."""
    if not CHROMIUM.exists():
        missing("browser", "apt-get install chromium fonts-noto-cjk, or set CHROMIUM to a browser")
    root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *root])
        yield browser
        browser.close()


@pytest.fixture
def served(site: Site) -> Iterator[str]:
    """The address of the site, running with its worker."""
    with serving(site, make_worker(site)) as address:
        yield address


@contextmanager
def serving(site: Site, worker: Worker | None) -> Iterator[str]:
    """The address of this site for as long as the block lasts."""
    port = free_port()
    site.settings.port, site.settings.public_url = port, ""
    config = uvicorn.Config(application(site, worker), host="127.0.0.1", port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=20)


class Visitor:
    """One person at one screen, with or without scripting; notes what the browser complains about."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def press(self, name: str) -> None:
        """Press the one button of this name."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state("load")

    def fits(self) -> bool:
        """Whether nothing sticks out to the side."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


class Stage:
    """Lets people of the cast appear before the site."""

    def __init__(self, chromium: Browser, site: Site, address: str, *, scripting: bool, screen: dict[str, int]) -> None:
        self.chromium, self.site, self.address = chromium, site, address
        self.scripting, self.screen = scripting, screen
        self.visitors: list[Visitor] = []

    def visitor(self, person_id: int | None = None) -> Visitor:
        context = self.chromium.new_context(
            java_script_enabled=self.scripting,
            viewport={"width": self.screen["width"], "height": self.screen["height"]},
            locale="zh-CN",
        )
        visitor = Visitor(context.new_page(), self.address)
        self.visitors.append(visitor)
        if person_id is not None:
            self.sign_in(visitor, person_id)
        return visitor

    def sign_in(self, visitor: Visitor, person_id: int) -> None:
        """From now on this screen is hers."""
        secret, now = token(), self.site.clock.now()
        with self.site.database.writing() as db:
            db.add(SignIn(person_id=person_id, token_hash=hashed(secret), created_at=now, seen_at=now))
        name = cookie_name(https=self.site.settings.production)
        visitor.page.context.add_cookies([{"name": name, "value": secret, "url": self.address}])


@pytest.fixture(params=["scripting-desktop", "plain-phone"])
def stage(request: pytest.FixtureRequest, chromium: Browser, site: Site, served: str) -> Iterator[Stage]:
    scripting, _dash, screen = request.param.partition("-")
    made = Stage(
        chromium, site, served, scripting=scripting == "scripting", screen=PHONE if screen == "phone" else DESKTOP
    )
    yield made
    for visitor in made.visitors:
        visitor.page.context.close()
