"""What somebody wrote while her sign-in ended: kept on the server, for her alone and for a day.

A form that is sent by a browser whose sign-in has ended is answered by the way to signing in. What was typed is kept
under the person whose sign-in it was, with the page it stood on, and not in the browser, which may be a ward's. After she
has signed in, the page opens with `?kept=` its id: the form that goes to the same address is drawn with the kept texts
instead of its own (`reopened`, called where forms begin and end). Nothing is saved until she sends it. What is kept is
gone once she has sent it, throws it away, or after a day; what is sealed is not kept, its autosave is where it is safe.
"""

from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from fastapi import Request
from markupsafe import Markup
from sqlalchemy import delete
from sqlmodel import Session, col, or_, select
from starlette.datastructures import FormData

from app.core.doors import SAFE
from app.core.forms import fill_in
from app.core.i18n import gettext as _
from app.core.ids import hashed, public_id
from app.core.models import KeptText
from app.core.site import Site
from app.core.upserts import insert_into
from app.core.urls import local_path, parsed

ASKED = "kept"
"""The parameter of a page that opens again, and the hidden field of its form: which kept text it is."""
FROM = "written_at"
"""Hidden field of a form in an answer to a form: the page on which all began, since the address now is none to go to."""
ALL = "/account/kept"
"""The page that shows all that is kept of whoever asks, as it was typed."""
ONCE = "once"
SECRETS = frozenset({"password", "current", "confirm", "token"})
NOT_WRITTEN = frozenset({ONCE, ASKED, FROM, "next", "version", "form_key", "do"})
"""What a form carries that nobody has typed."""
KEPT_FOR = timedelta(days=1)
LARGEST = 1_000_000
"""Characters of one text; more than any form of the site takes."""
MOST = 20
"""Texts of one person; the oldest give way."""


@dataclass(frozen=True)
class Opened:
    """The kept text that a page was opened with. Of a form that is shown again with its mistakes only the id goes along,
    and `page`, where it began."""

    public_id: str = ""
    action: str = ""
    texts: Mapping[str, list[str]] = field(default_factory=dict)
    files: int = 0
    page: str = ""


_opened: ContextVar[Opened | None] = ContextVar("opened", default=None)


def secret(name: str, text: str) -> bool:
    """Whether this must not be kept: a password, or a code that was mailed."""
    return name in SECRETS or (name == "code" and text.strip().isdigit())


def keep(request: Request, site: Site) -> str:
    """Keep what was typed for the person whose sign-in has ended; the address that opens it again, "" where there is
    nothing to keep or nobody to keep it for."""
    person_id: int | None = getattr(request.state, "lapsed", None)
    if site.slices.is_unspoken(request.url.path):
        return ""  # what is sealed from its first character is not kept in the open
    data: FormData = getattr(request.state, "form", FormData())
    typed = [[name, text] for name, text in data.multi_items() if isinstance(text, str) and not secret(name, text)]
    written = any(text.strip() for name, text in typed if name not in NOT_WRITTEN)
    if request.method in SAFE or person_id is None or not written or sum(len(text) for _n, text in typed) > LARGEST:
        return ""
    said = {
        "page": _began(request, data),
        "action": request.url.path,
        "fields": typed,
        "files": sum(bool(getattr(one, "filename", "")) for one in data.values()),
        "at": site.clock.now(),
    }
    with site.database.writing() as db:
        key = hashed(str(data.get(ONCE, "")) or request.url.path)
        fresh = insert_into(db, KeptText).values(person_id=person_id, key=key, public_id=public_id(), **said)
        db.connection().execute(fresh.on_conflict_do_update(index_elements=["person_id", "key"], set_=said))
        for old in kept_of(db, person_id)[MOST:]:
            db.delete(old)
        return address(db.exec(select(KeptText).where(KeptText.person_id == person_id, KeptText.key == key)).one())


def _began(request: Request, data: FormData) -> str:
    """The page on which the form stood, "" where nobody knows. One that is shown again with its mistakes stands at an
    address that is none to go to, and says where it began."""
    return local_path(str(data.get(FROM, "")), "") or _referred(request)


def address(row: KeptText) -> str:
    """Where a text goes on being written: its page, or where nobody knows it the page of all that is kept."""
    page = row.page or ALL
    return f"{page}{'&' if '?' in page else '?'}{urlencode({ASKED: row.public_id})}"


def named_in(page: str) -> str:
    """The id of the kept text that this address opens; "" for any other."""
    parts = parsed(page)
    return dict(parse_qsl(parts.query)).get(ASKED, "") if parts is not None else ""


def kept_of(db: Session, person_id: int) -> Sequence[KeptText]:
    """All that is kept of a person, the newest first."""
    mine = select(KeptText).where(KeptText.person_id == person_id)
    return db.exec(mine.order_by(col(KeptText.at).desc(), col(KeptText.id).desc())).all()


def kept_text(db: Session, person_id: int, number: str, now: datetime) -> KeptText | None:
    """One of them; None for anybody else's, and after its day."""
    mine = select(KeptText).where(KeptText.person_id == person_id, KeptText.public_id == number)
    return db.exec(mine.where(KeptText.at >= now - KEPT_FOR)).first()


def throw_away(db: Session, person_id: int, number: str) -> None:
    """Forget one of hers; of anybody else's nothing happens."""
    hers = (col(KeptText.person_id) == person_id, col(KeptText.public_id) == number)
    db.connection().execute(delete(KeptText).where(*hers))


def used(db: Session, request: Request) -> None:
    """What this form says is saved now: nothing needs to be kept of it."""
    viewer, data = getattr(request.state, "viewer", None), getattr(request.state, "form", FormData())
    if viewer is not None:
        same = or_(KeptText.public_id == str(data.get(ASKED, "")), KeptText.key == hashed(str(data.get(ONCE, ""))))
        db.connection().execute(delete(KeptText).where(col(KeptText.person_id) == viewer.person_id, same))


def open_with(request: Request) -> Opened | None:
    """Let the forms of the page that is drawn now be filled with the text that its address names, if it is the
    viewer's. Returns that text, for the page to tell of it."""
    viewer = getattr(request.state, "viewer", None)
    opened = None
    if viewer is not None and request.method not in SAFE:
        opened = _sent_again(request)
    elif viewer is not None and ASKED in request.query_params:
        opened = _asked_for(request, viewer.person_id, request.query_params[ASKED])
    _opened.set(opened)
    return opened if opened is not None and opened.texts else None


def _sent_again(request: Request) -> Opened:
    data: FormData = getattr(request.state, "form", FormData())
    return Opened(str(data.get(ASKED, "")), request.url.path, page=_began(request, data))


def _asked_for(request: Request, person_id: int, number: str) -> Opened | None:
    site: Site = request.app.state.site
    with site.database.reading() as db:
        row = kept_text(db, person_id, number, site.clock.now())
    if row is None:
        return None
    texts: dict[str, list[str]] = {}
    for name, text in row.fields:
        texts.setdefault(name, []).append(text)
    return Opened(row.public_id, row.action, texts, row.files)


def _referred(request: Request) -> str:
    """The page of this site that the browser says it comes from, as it is without a kept text; "" for none."""
    parts = parsed(request.headers.get("HX-Current-URL") or request.headers.get("referer", ""))
    if parts is None or parts.netloc != request.url.netloc:
        return ""
    query = urlencode([(name, text) for name, text in parse_qsl(parts.query, True) if name != ASKED])
    return local_path(parts.path + (f"?{query}" if query else ""), "")


def reopened(action: str = "", *others: str) -> Markup:
    """Called where a form begins, with the addresses it goes to: fills it with the kept text, if that was sent to one of
    them. Called without one where it ends."""
    opened = _opened.get()
    fill_in(None)
    if opened is None or not action:
        return Markup()
    hidden, meant = _hidden(FROM, opened.page), opened.action in {one.partition("?")[0] for one in (action, *others)}
    if not opened.texts or not meant:
        return hidden + _hidden(ASKED, opened.public_id if meant else "")
    fill_in(opened.texts)
    told = _("这是您登录失效时正在填写的内容，还没有提交，请核对后再提交。")
    if opened.files:
        told += _("选好的附件没有保留，请重新选择。")
    mark = Markup('<p class="notice tone-info" id="{}" tabindex="-1" data-focus>{}</p>')
    return _hidden(ASKED, opened.public_id) + mark.format(ASKED, told)


def _hidden(name: str, text: str) -> Markup:
    return Markup('<input type="hidden" name="{}" value="{}">').format(name, text) if text else Markup()


def sweep(site: Site, now: datetime) -> None:
    """Forget what is older than its day. Looks first, so that usually nothing is written."""
    old = col(KeptText.at) < now - KEPT_FOR
    with site.database.reading() as db:
        if db.exec(select(KeptText.id).where(old).limit(1)).first() is None:
            return
    with site.database.writing() as db:
        db.connection().execute(delete(KeptText).where(old))
