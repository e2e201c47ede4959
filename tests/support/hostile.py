"""Requests as nobody sends them by hand: addresses, forms and raw bodies with odd values, in an order a seed decides."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from tests.support.browser import Browser

ODD = (
    "",
    " ",
    "0",
    "-1",
    "1e9",
    "٣",
    "²",
    "９９",
    "9" * 5000,
    "1" * 30,
    "NaN",
    "inf",
    "1e999999999",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-13-01",
    "12026-01-01",
    "//[",
    "http://[",
    "//℀",
    "javascript:alert(1)",
    "../../etc/passwd",
    "a@b",
    "x@[.cn",
    "a@b.cn, c@d.cn",
    '"a b"@example.com',
    "\x00",
    "\ud800",
    "\u202eabc",
    "👩‍👩‍👧‍👦" * 50,
    "́" * 3000,
    "是" * 20_001,
    " " * 20_000,
    "a" * 60_000,
    "(" * 5000,
    "[" * 5000,
    "**" * 3000,
    "<script>alert(1)</script>",
    "'; DROP TABLE person; --",
    "{{ 7*7 }}",
    "%s%n%d",
    "＝1+1",
    "null",
    "[]",
    '{"a": 1}',
    "\r\nSet-Cookie: x=1",
)
MARK = "这句只填在表里"
"""Typed into forms and sent in bodies, never part of an address: no log may hold it."""
HEADERS: Mapping[str, Sequence[str]] = {
    "Host": ("testserver", "[", "a b", "x" * 300, "testserver:99999"),
    "Origin": ("http://[", "null", "//℀", "http://testserver"),
    "Referer": ("http://[", "//[", "http://testserver/desk", "x" * 3000),
    "Cookie": (
        "jinghe=",
        "jinghe_flash=%ff",
        "jinghe_flash=success%7C" + "a" * 3000,
        "jinghe_lang=xx",
        ";;==;",
        "a" * 6000,
    ),
    "Accept-Language": ("zh;q=x", "*;q=0", "," * 2000, "en-GB,en;q=0.9", "zh-" + "x" * 3000),
    "HX-Request": ("true", "maybe"),
    "HX-Current-URL": ("http://[", "//[", "/desk?q=影", "http://testserver/scenarios/new"),
    "Content-Type": (
        "multipart/form-data",
        "multipart/form-data; boundary=x; charset=undefined",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded; charset=punycode",
        "application/json",
        "text/plain; charset=utf-7",
        "a" * 500,
        'multipart/form-data; boundary="' + "b" * 100,
    ),
    "Content-Length": ("-1", "x", "9" * 40),
    "X-Forwarded-For": ("::1", "x", "1.2.3.4, " * 200, "[::1"),
    "Range": ("bytes=0-", "bytes=9-1", "bytes=" + "0-1," * 500),
    "If-Modified-Since": ("yesterday", "Thu, 01 Jan 9999 00:00:00 GMT"),
}
BODIES = (
    b"",
    f"text={MARK}&password={MARK}".encode(),
    b"\x00" * 500,
    b"&" * 3000,
    b"=" * 3000,
    b"%" * 3000,
    b"a=%ED%A0%80&b=%FF",
    b"--x\r\n\r\n--x--",
    b"--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--\r\n",
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="\xff\xfe.pdf"\r\n\r\nPK\x03\x04\r\n--x--\r\n',
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.zip"\r\nContent-Type: text/x; charset=undefined\r\n\r\nPK\x05\x06'
    + b"\xff" * 40
    + b"\r\n--x--\r\n",
    b"--x\r\n" * 800,
    bytes(range(256)) * 8,
)


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    headers: Mapping[bytes, bytes] = field(default_factory=dict)
    form: Mapping[str, list[str]] | None = None
    files: Mapping[str, tuple[str, bytes]] | None = None
    body: bytes | None = None


@dataclass
class Form(HTMLParser):
    """The forms of a page: where each goes, and the names of its fields."""

    found: list[tuple[str, dict[str, str], list[str]]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            if given.get("method", "").lower() == "post":
                self.found.append((given.get("action") or given.get("hx-post", ""), {}, []))
        elif tag == "a" and given.get("href", "").startswith("/"):
            self.links.append(given["href"].partition("#")[0])
        elif self.found and given.get("name") and tag in {"input", "select", "textarea", "button"}:
            where = self.found[-1]
            if given.get("type") == "file":
                where[2].append(given["name"])
            else:
                where[1][given["name"]] = given.get("value", "")


@dataclass
class Known:
    """What a walk through the site found: pages, and forms with where they stood."""

    pages: list[str] = field(default_factory=list)
    forms: list[tuple[str, dict[str, str], list[str]]] = field(default_factory=list)


def walk(browser: Browser, most: int) -> Known:
    """Follow the links of the site from the front page, one of each kind of address first."""
    known, waiting, seen = (
        Known(),
        ["/", "/desk", "/scenarios/new", "/supplies/new", "/imports/new", "/account"],
        set[str](),
    )
    while waiting and len(known.pages) < most:
        path = waiting.pop(0)
        if path in seen or path.startswith(("/static", "/exports/", "/sign-out")):
            continue
        seen.add(path)
        answer = browser.get(path)
        known.pages.append(path)
        if "html" not in answer.headers.get("content-type", ""):
            continue
        page = Form()
        page.feed(answer.text)
        known.forms += [(action or path, fields, files) for action, fields, files in page.found]
        waiting += [link for link in dict.fromkeys(page.links) if link not in seen]
    return known


def requests(app: FastAPI, known: Known, chance: random.Random) -> Iterator[Asked]:
    """Endless requests out of what is known and what is odd."""
    templates = sorted({route.path for route in iter_route_contexts(app.routes) if route.path})
    queries = sorted({name for route in iter_route_contexts(app.routes) for name in _queries(route)})
    while True:
        kind = chance.random()
        if kind < 0.35 and known.forms:
            yield _form(chance, *chance.choice(known.forms))
        elif kind < 0.5:
            path = chance.choice([*known.pages, *(form[0] for form in known.forms)])
            yield Asked("POST", path, _headers(chance, 2), body=chance.choice(BODIES))
        elif kind < 0.75:
            path = "/".join(_filled(part, chance) for part in chance.choice(templates).split("/"))
            yield Asked(chance.choice(("GET", "GET", "HEAD", "POST", "PUT")), path, _headers(chance, 1))
        else:
            asked = "&".join(
                f"{quote(chance.choice(queries))}={quote(chance.choice(ODD)[:3000], errors='surrogatepass')}"
                for _number in range(chance.randint(1, 4))
            )
            path = chance.choice(known.pages).partition("?")[0]
            yield Asked("GET", f"{path}?{asked}", _headers(chance, 1))


def _queries(route: Any) -> list[str]:
    dependant = getattr(route, "dependant", None)
    return [field.name for field in dependant.query_params] if dependant else ["q", "page", "next", "sort", "field"]


def _filled(part: str, chance: random.Random) -> str:
    return quote(chance.choice(ODD)[:2000], safe="", errors="surrogatepass") or "x" if part.startswith("{") else part


def _headers(chance: random.Random, most: int) -> dict[bytes, bytes]:
    chosen = chance.sample(sorted(HEADERS), chance.randint(0, most))
    return {name.encode(): chance.choice(HEADERS[name]).encode() for name in chosen}


def _form(chance: random.Random, action: str, fields: dict[str, str], files: list[str]) -> Asked:
    """A form as the page has it, some of its fields odd, some missing, some twice."""
    sent: dict[str, list[str]] = {}
    for name, value in fields.items():
        dice = chance.random()
        if dice < 0.5:
            sent[name] = [value]
        elif dice < 0.6:
            sent[name] = [f"{value}{MARK}"]
        elif dice < 0.9:
            sent[name] = [chance.choice(ODD).encode("utf-8", "replace").decode()]
        elif dice < 0.95:
            sent[name] = [value, chance.choice(ODD).encode("utf-8", "replace").decode()]
    attached = {
        name: (chance.choice(("a.pdf", "a.xlsx", "a.zip", "\u202e.txt", "")), chance.choice(BODIES)) for name in files
    }
    return Asked("POST", action, _headers(chance, 1), form=sent, files=attached or None)
