"""Every kind of page that a link leads to, as everybody in the demo sees it, in both languages.

Pages are taken apart on SQLite; on PostgreSQL, where only the statements differ, each is asked for once.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlmodel import SQLModel, select
from starlette.routing import compile_path

from app.accounts.models import Person
from app.core.site import Site
from tests.conftest import own_site
from tests.support import Browser
from tests.support.application import application

pytestmark = pytest.mark.both_engines

STARTS = ("/", "/desk", "/account", "/scenarios/new", "/supplies/new")
WHO = (
    "",
    "owner",
    "approver",
    "supplier",
    "institute",
    "verifier",
    "curator",
    "reviewer",
    "office",
    "admin",
    "auditor",
)
LINK = re.compile(r'<a\b[^>]*?\shref="(/[^"#]*)')
ASIDE = ("/static", "/sign-out", "/language", "/office/mail/html")  # the last are mails, and no pages
HAN = re.compile(r"[\u4e00-\u9fff]+")
OURS = frozenset({"term", "kpi_definition", "special_day", "terms", "mail", "deed", "digest", "report", "setback"})
"""Tables that hold no words of people."""
LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|\bundefined\b|Traceback|<[A-Z]\w+\.\w+")
"""What a template leaves behind when a value was missing or was no text; so does None, which is also an English word."""


@dataclass
class Seen:
    """What one person met: kinds of pages, and what was wrong where."""

    kinds: set[str] = field(default_factory=set)
    faults: list[tuple[str, str]] = field(default_factory=list)
    written: str = field(default="", repr=False)
    """All that people have written, in one text: it stands in their language on every page."""


def sorter(app: FastAPI) -> Callable[[str], str]:
    """The kind of an address: its route, and whether something is asked."""
    routes = [(route.path, compile_path(route.path)[0]) for route in iter_route_contexts(app.routes) if route.path]

    def kind_of(address: str) -> str:
        parts = urlsplit(address)
        route = next((path for path, pattern in routes if pattern.match(parts.path)), "")
        return route + ("?" if parts.query else "")

    return kind_of


def crawl(browsers: Mapping[str, Browser], written: str = "", *, apart: bool) -> Seen:
    """Follow the links of the pages of the first language; look at each page in all of them, taken `apart` or not."""
    seen, waiting, met = Seen(written=written), list(STARTS), set(STARTS)
    kind_of = sorter(next(iter(browsers.values())).asgi)
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if kind in seen.kinds:
            continue
        seen.kinds.add(kind)
        links = [looked_at(seen, address, one, language if apart else "") for language, one in browsers.items()]
        if len({frozenset(map(kind_of, found)) for found in links}) > 1:
            seen.faults.append((address, "the two languages offer different links"))
        fresh = [link for link in dict.fromkeys(links[0]) if link not in met]
        met.update(fresh)
        waiting += fresh
    return seen


def looked_at(seen: Seen, address: str, browser: Browser, language: str) -> list[str]:
    """The links of a page; what is wrong with it is written down, where a language is named."""
    answer = browser.get(address)
    if answer.status_code != 200 and address not in STARTS:
        seen.faults.append((address, f"a link led to {answer.status_code}"))
    if answer.status_code != 200 or "html" not in answer.headers.get("content-type", ""):
        return []
    if language:
        tree = html5lib.parse(answer.text, namespaceHTMLElements=False)
        seen.faults += [(address, fault) for fault in faults_of(tree, language)]
        if language == "en":
            seen.faults += [(address, f"in Chinese: {text}") for text in chinese_in(tree.find("body"), seen.written)]
    return [link for found in LINK.findall(answer.text) if not (link := unescape(found)).startswith(ASIDE)]


def faults_of(tree: Any, language: str) -> Iterator[str]:
    if not (tree.get("lang") or "").startswith(language):
        yield f"not in {language}"
    if len(list(tree.iter("h1"))) != 1:
        yield "no heading, or several"
    if not (tree.findtext("head/title") or "").strip():
        yield "no title"
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    yield from (f"several of id {name}" for name, count in Counter(ids).items() if count > 1)
    yield from (
        f"a label for nothing: {one.get('for')}" for one in tree.iter("label") if one.get("for", ids[0]) not in ids
    )
    yield from (f"a picture without words: {one.get('src')}" for one in tree.iter("img") if one.get("alt") is None)
    for typed in tree.iter("textarea"):
        typed.text = ""
    text = " ".join(tree.itertext())
    yield from (f"left over: {found[0]}" for found in LEFT_OVER.finditer(text))
    if language == "zh" and re.search(r"\bNone\b", text):
        yield "left over: None"


def chinese_in(element: Any, written: str) -> Iterator[str]:
    """What an English page says in Chinese and nobody has written; a part that is marked as Chinese may."""
    if (element.get("lang") or "").startswith("zh"):
        return
    said = [element.text, *(element.get(name) for name in ("aria-label", "placeholder", "title", "alt"))]
    for part in element:
        if isinstance(part.tag, str):
            yield from chinese_in(part, written)
        said.append(part.tail)
    yield from (run for text in said if text for run in HAN.findall(text) if run not in written)


def all_written(site: Site) -> str:
    """Every text of every row, but of those that have their English or were made of the site's own sentences."""
    own = [table for table in SQLModel.metadata.sorted_tables if table.name not in OURS]
    with site.database.reading() as db:
        rows = [row for table in own for row in db.connection().execute(table.select())]
    return json.dumps(
        [[text for text in row if isinstance(text, str | list | dict)] for row in rows], ensure_ascii=False
    )


@pytest.fixture(scope="module")
def shown(engine_name: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo for all who look: they change nothing, and its statements need not be compiled anew for each."""
    with own_site(engine_name, request, tmp_path_factory, of="demo") as site:
        yield site


@pytest.fixture(scope="module")
def written(shown: Site) -> str:
    return all_written(shown) if shown.database.sqlite else ""


@pytest.mark.parametrize("who", WHO, ids=lambda who: who or "visitor")
def test_every_kind_of_page_is_whole_in_both_languages(shown: Site, written: str, who: str) -> None:
    zh, apart = Browser(application(shown)), shown.database.sqlite
    browsers = {"zh": zh, "en": zh.another()} if apart else {"zh": zh}
    for language, browser in browsers.items():
        browser.headers["Accept-Language"] = {"zh": "zh-CN", "en": "en"}[language]
        if who:
            browser.as_person(shown, _number(shown, who))
    seen = crawl(browsers, written, apart=apart)
    assert len(seen.kinds) > 15
    assert not seen.faults, "\n".join(f"{address}: {fault}" for address, fault in seen.faults)


def _number(site: Site, who: str) -> int:
    with site.database.reading() as db:
        return db.exec(select(Person.id).where(Person.email == f"{who}@example.com")).one()
