"""What axe finds on every kind of page, as its fullest viewer has it: nothing, in Chinese at 375 and in English at 1,440 pixels.

The wide window is judged by every rule. The narrow one differs in its layout alone, so it is judged by what depends on that:
looking at everything twice would cost the suite a minute.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page
from sqlmodel import select

from app.accounts.models import Person
from app.core.site import Site
from tests.browser.conftest import DESKTOP, Stage, Visitor, serving
from tests.journeys.test_crawl import ASIDE, STARTS, sorter
from tests.support.application import application

pytestmark = pytest.mark.browser

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
EVERY_RULE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_LAYOUT = ["scrollable-region-focusable", "target-size", "meta-viewport"]
RUN = """rules => axe.run(document, {
  resultTypes: ["violations"], preload: false, iframes: false, elementRef: false, runOnly: rules,
}).then(found => found.violations.map(one => `${one.id} ${one.nodes[0].target} ${one.nodes[0].html.slice(0, 120)}`))"""
LINKS = "Array.from(document.querySelectorAll('a[href^=\"/\"]'), one => one.getAttribute('href').split('#')[0])"
VIEWERS = (
    "office",
    "supplier",
    "owner",
    "curator",
    "reviewer",
    "institute",
    "approver",
    "verifier",
    "admin",
    "auditor",
    "",
)
"""Who sees most of a kind of page comes first; of a kind that was looked at the others are not."""
NO_PAGES = (*ASIDE, "/account/export", "/office/mail/")
"""Downloads, and the mails."""


@dataclass
class Look:
    """One viewer before the site, at both screens."""

    narrow: Page
    wide: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def at(self, path: str) -> list[str]:
        """Look at the page in both languages; the links on it, none where it is no page for her."""
        if not self._shown(self.narrow, path):
            return []
        links: list[str] = self.narrow.evaluate(LINKS)
        self._judge(self.narrow, f"{path} narrow", OF_LAYOUT)
        if self._shown(self.wide, path):
            self._judge(self.wide, f"{path} wide", EVERY_RULE)
        return links

    def links(self, path: str) -> list[str]:
        """The links of a page that was looked at before."""
        return list(self.narrow.evaluate(LINKS)) if self._shown(self.narrow, path) else []

    def _shown(self, page: Page, path: str) -> bool:
        try:
            answer = page.goto(self.address + path, wait_until="domcontentloaded")
        except Error:  # it is handed out as a file
            return False
        if answer is None or answer.status != 200 or "html" not in answer.headers.get("content-type", ""):
            return False
        page.evaluate(AXE.read_text())
        return True

    def _judge(self, page: Page, where: str, rules: list[str]) -> None:
        found: list[str] = page.evaluate(RUN, rules)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("sticks out to the side")
        self.faults += [f"{where}: {one}" for one in found]


def screens(chromium: Browser, site: Site, address: str, who: str) -> tuple[Page, Page]:
    """Her two windows: a narrow one in Chinese, a wide one in English."""
    found = []
    for width, locale in ((375, "zh-CN"), (1440, "en-GB")):
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale=locale)
        visitor = Visitor(context.new_page(), address)
        if who:
            Stage(chromium, site, address, scripting=True, screen=DESKTOP).sign_in(visitor, number_of(site, who))
        found.append(visitor.page)
    return found[0], found[1]


def number_of(site: Site, who: str) -> int:
    with site.database.reading() as db:
        return db.exec(select(Person.id).where(Person.email == f"{who}@example.com")).one()


def follow(look: Look, kind_of: Callable[[str], str], seen: set[str]) -> None:
    """Look at every kind of page that this viewer's links lead to and nobody has looked at."""
    waiting, met = list(STARTS), set(STARTS)
    while waiting:
        path = waiting.pop(0)
        fresh = path in STARTS or kind_of(path) not in seen
        if not fresh or path.startswith(NO_PAGES) or "?" in path:
            continue
        links = look.at(path) if kind_of(path) not in seen else look.links(path)
        seen.add(kind_of(path))
        waiting += [link for link in dict.fromkeys(links) if link not in met]
        met.update(links)


def test_axe_finds_nothing(demo: Site, chromium: Browser) -> None:
    seen: set[str] = set()
    faults: list[str] = []
    kind_of = sorter(application(demo))
    with serving(demo, None) as address:
        for who in VIEWERS:
            look = Look(*screens(chromium, demo, address, who), address)
            follow(look, kind_of, seen)
            faults += look.faults
            for page in (look.narrow, look.wide):
                page.context.close()
    assert len(seen) > 60
    assert faults == []


def test_axe_is_the_named_file() -> None:
    content = AXE.read_bytes()
    assert hashlib.sha256(content).hexdigest() in (AXE.parent / "README.md").read_text()
