"""Pages: one template and one handler for the whole page and for the htmx fragment of it."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote, unquote

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2_fragments import render_block
from markdown_it import MarkdownIt
from markupsafe import Markup
from nh3 import clean

from app.core import i18n, kept
from app.core.clock import CITY
from app.core.forms import filled
from app.core.i18n import ngettext
from app.core.ids import public_id
from app.core.listing import Found
from app.core.turning import Isolating, isolated
from app.core.urls import header_safe

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "app" / "static"
FLASH = "jinghe_flash"
TONES = ("success", "info", "warning", "danger")
ONCE = kept.ONCE
"""Name of the hidden field that tells one drawing of a form from another; see `app.core.once`."""
MOVED_ON = frozenset({403, 404, 409, 422})
"""How a form is refused that could be carried out until it was: the thing has moved on, is gone, is there already."""


class Compiled(BytecodeCache):
    """Compiled templates of this process, shared by its environments: compiling costs more than most pages."""

    def __init__(self) -> None:
        self.code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.code:
            bucket.bytecode_from_string(self.code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.code[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@dataclass(frozen=True)
class Led:
    """Where a change has led: the address, and the sentence shown there once."""

    url: str
    flash: str
    tone: str


@dataclass(frozen=True)
class NavItem:
    """One entry of the main navigation; `count` is how many things wait there."""

    label: str
    url: str
    current: bool = False
    count: int = 0


def environment(**more: Any) -> Environment:
    """The templates' world. `more` are globals and filters the site adds, filters under the key ``filters``."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        # Only the text parts of mails go unescaped: in them an entity would be read as it stands.
        autoescape=lambda name: name is None or not name.endswith(".txt"),  # noqa: S701
        undefined=StrictUndefined,
        bytecode_cache=COMPILED,
        extensions=[Isolating, "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translating: Any = env  # the extension adds the method when it is loaded
    translating.install_gettext_callables(i18n.gettext, ngettext, newstyle=False)
    env.globals |= {"static": static_url, "once_field": once_field, "reopened": kept.reopened, "filled": filled}
    env.filters |= {
        "date": format_date,
        "datetime": format_instant,
        "deadline": format_deadline,
        "money": format_money,
        "money_to": format_money_range,
        "figure": format_figure,
        "to": format_range,
        "markdown": markdown,
        "paragraphs": paragraphs,
        "isolated": isolated,
        **more.pop("filters", {}),
    }
    env.globals |= more
    return env


def once_field() -> Markup:
    """The hidden field of every form that changes something: sent twice, it is carried out once."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(ONCE, public_id())


def is_fragment(request: Request) -> bool:
    """Whether htmx wants a part of the page; a boosted link or a restored history entry wants the whole."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def render(request: Request, template: str, block: str | None = None, status: int = 200, **context: Any) -> Response:
    """The page, or for htmx just its Jinja `block`. `Vary` keeps a cache or Back from confusing the two.

    A refusal because of what this very person did a moment ago is answered by the way to what she did.
    """
    if status in MOVED_ON and (done := request.app.state.once.done(request)) is not None:
        return cast("Response", done)
    response = render_alone(request, template, block, status, page_context(request) | context)
    if request.cookies.get(FLASH):
        response.delete_cookie(FLASH, path="/")
    return response


def render_list(request: Request, template: str, found: Found[Any], **context: Any) -> Response:
    """The page of a list: block `listing` for htmx, with what `components/facets.html` draws and the address to copy."""
    words, asked = request.app.state.site.vocabulary, found.asked
    parts: dict[str, Any] = {"found": found, "asked": asked, "groups": found.groups(words), "chips": asked.chips(words)}
    response = render(request, template, "listing", **parts, **context)
    # A form sends its empty fields too; the address that people copy has none of them.
    response.headers["HX-Push-Url"] = asked.url(page=found.page.number)
    return response


def render_alone(
    request: Request, template: str, block: str | None, status: int, values: Mapping[str, Any]
) -> HTMLResponse:
    """The same without viewer, navigation and flashes: a template that asks for nothing but `values`."""
    env: Environment = request.app.state.site.templates
    if block is not None and is_fragment(request):
        body = render_block(env, template, block, **values)
    else:
        body = env.get_template(template).render(**values)
    return HTMLResponse(body, status_code=status, headers={"Vary": "HX-Request, HX-Boosted, Accept-Language, Cookie"})


def page_context(request: Request) -> dict[str, Any]:
    """What every template may use: the request, the viewer, navigation, language and flashes."""
    viewer = getattr(request.state, "viewer", None)
    navigation: Callable[[Request, Any], list[NavItem]] = request.app.state.navigation
    return {
        "request": request,
        "viewer": viewer,
        "nav": navigation(request, viewer),
        "lang": i18n.current_language(),
        "site_name": i18n.gettext(request.app.state.site.settings.site_name),
        "demo_notice": request.app.state.site.demo,
        "flashes": _flashes(request),
        "kept_here": kept.open_with(request),
        "url": request.app.url_path_for,
        "now": request.app.state.site.clock.now(),
    }


def redirect(request: Request, url: str, flash: str = "", tone: str = "success") -> Response:
    """On to another page: 303, or `HX-Redirect` for htmx, which would otherwise swap the page into a part of itself.

    `flash` is a sentence shown once on the page that follows.
    """
    url = header_safe(url)
    request.state.led_to = Led(url, flash, tone)
    response = (
        Response(status_code=204, headers={"HX-Redirect": url})
        if is_fragment(request)
        else Response(status_code=303, headers={"Location": url})
    )
    if flash:
        response.set_cookie(FLASH, quote(f"{tone}|{flash}"), max_age=60, path="/", httponly=True, samesite="lax")
    return response


def _flashes(request: Request) -> list[tuple[str, str]]:
    from_cookie = request.cookies.get(FLASH, "")
    if not from_cookie:
        return []
    tone, _sep, text = unquote(from_cookie).partition("|")
    return [(tone, text[:500])] if tone in TONES and text else []


@lru_cache(maxsize=256)
def static_url(path: str) -> str:
    """Address of a static file with its content's hash, so that it may be cached for ever."""
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]
    return f"/static/{path}?v={digest}"


def format_date(value: date | datetime | None) -> str:
    """A day in the city, in the reader's language; an empty text for none."""
    if value is None:
        return ""
    day = value.astimezone(CITY).date() if isinstance(value, datetime) else value
    if i18n.current_language() == "en":
        return f"{day:%d %b %Y}".lstrip("0")
    return f"{day.year}年{day.month}月{day.day}日"


def format_instant(value: datetime | None) -> str:
    """Day and minute in the city."""
    return "" if value is None else f"{format_date(value)} {value.astimezone(CITY):%H:%M}"


def format_deadline(value: datetime | None) -> str:
    """Until when: day, minute and zone. The first instant after a day is that day's 24:00."""
    if value is None:
        return ""
    before = value.astimezone(CITY) - timedelta(microseconds=1)
    whole = value.astimezone(CITY).time() == time()
    said = f"{format_date(before)} 24:00" if whole else format_instant(value)
    return f"{said} (Beijing time)" if i18n.current_language() == "en" else f"{said}（北京时间）"


def format_money(value: int | None) -> str:
    """元 as people say it: 300 万元, 1.2 亿元."""
    if value is None:
        return ""
    if i18n.current_language() == "en":
        return f"CNY {value:,}"
    for unit, name in ((100_000_000, "亿元"), (10_000, "万元")):
        if value >= unit:
            return f"{value / unit:.2f}".rstrip("0").rstrip(".") + f" {name}"
    return f"{value} 元"


def format_range(first: str, last: str) -> str:
    """From one to another, with the dash of the language."""
    return f"{first} – {last}" if i18n.current_language() == "en" else f"{first} — {last}"


def format_money_range(least: int, most: int) -> str:
    """Two ends of a sum: 30 万元—50 万元, CNY 300,000–500,000."""
    if i18n.current_language() == "en":
        return f"CNY {least:,}–{most:,}"
    return f"{format_money(least)}—{format_money(most)}"


def format_figure(value: float) -> str:
    """A measured number in digits: up to six decimals, no exponent, whole numbers as they are."""
    plain = f"{value:.6f}" if abs(value) >= 1e-6 or not value else f"{Decimal(repr(value)):f}"
    short = plain.rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")


def markdown(text: str) -> Markup:
    """A person's Markdown as safe HTML."""
    return Markup(clean(_MARKDOWN.render(text)))  # noqa: S704 - cleaned by nh3


def paragraphs(text: str) -> Markup:
    """Plain text with its line breaks, escaped."""
    blocks = [Markup("<br>").join(block.split("\n")) for block in text.strip().split("\n\n") if block.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(block) for block in blocks)
