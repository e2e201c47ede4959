"""“Paste what you do” and “paste what you need”: today's answers in seconds, without an account.

What is pasted is stored nowhere, not even in the log. Its writer carries it along herself: as a field of the page's form,
and through signing up in her own browser (`app/static/app.js`).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import Request
from fastapi.responses import Response
from pydantic import Field

from app.accounts.access import AnyViewer
from app.accounts.policy import Viewer
from app.accounts.routes.web import network
from app.core.errors import TooMany
from app.core.finding import SCENARIO, SUPPLY
from app.core.forms import Form, FormModel, Posted, bind, blank
from app.core.html import render
from app.core.i18n import current_language
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from app.core.throttle import Limit, throttle
from app.pages.finding import BEST_FIRST, Side, loaded_side, search
from app.pages.queries import restricted
from scenarios.matches.queries.cards import stored_reasons
from scenarios.policy import owner_houses
from suppliers.policy import homes_of_supply

router = Router()
LONGEST_PASTE = 5000
EXPLAINED = 5
"""Pasted texts get the reasons of this many hits at once: each costs the encoder a few dozen sentences."""
MINUTE = timedelta(minutes=1)


class PasteForm(FormModel):
    """What somebody says of their company, product or research, to find needs; or what they need, to find supply."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_PASTE)]
    find: Literal["scenario", "supply"] = "scenario"


@dataclass(frozen=True)
class Pasted:
    """What was found for a text: one side's answer, reasons of the first hits by public id, needs not for this viewer, and
    how many new texts the index does not know yet."""

    side: Side
    why: dict[str, dict[str, Any]]
    restricted: int
    waiting: int


@router.get("/paste", name="pages.paste_box")
def paste_box(request: Request, viewer: AnyViewer) -> Response:
    """The box alone, for whoever comes here by its address."""
    return _page(request, viewer, blank(PasteForm), None)


@router.post("/paste", name="pages.paste")
def paste(request: Request, viewer: AnyViewer, site: TheSite, now: Now, data: Posted) -> Response:
    """Today's answers to a pasted text. Takes no `Db`: nothing is written, and searching must hold no lock."""
    form = bind(PasteForm, data)
    if form.cleaned is None:
        if form.errors("text"):
            form.found["text"] = [_sentence(form)]
        return _page(request, viewer, form, None, status=422)
    try:
        throttle(site.database, now, Limit("paste", network(request), 30, MINUTE))
    except TooMany as refusal:
        form.add_error("text", refusal.sentence)
        return _page(request, viewer, form, None, status=429)
    if not site.index.ready:
        form.add_error("text", _("检索正在准备，通常不到一分钟；您的文字还在下面，稍后再按一次。"))
        return _page(request, viewer, form, None, status=503)
    return _page(request, viewer, form, _found(site, viewer, form.cleaned, now))


def _sentence(form: Form[PasteForm]) -> str:
    length = len(form.value("text").strip())
    if length > LONGEST_PASTE:
        return _("最多 {most} 个字，现在有 {length} 个字，请删减后再试；您的文字还在下面。").format(
            most=LONGEST_PASTE, length=length
        )
    return _("请先粘贴一段介绍或需求，几句话也可以。")


def _found(site: Site, viewer: Viewer, pasted: PasteForm, now: Any) -> Pasted:
    found = search(site, pasted.text, pasted.find, {})
    with site.database.reading() as db:
        side = loaded_side(db, site, viewer, found, BEST_FIRST, now)
        hidden = restricted(db, viewer, now) if pasted.find == SCENARIO else 0
    first = side.hits[:EXPLAINED]
    needs, texts, titles = pasted.find == SCENARIO, [hit.text for hit in first], [hit.card["title"] for hit in first]
    explained = (
        site.index.reasons(pasted.text, texts, current_language(), titles=titles, seeking=needs) if first else []
    )
    told = [stored_reasons(one, site.vocabulary, seeking=needs) for one in explained]
    why = {hit.public_id: reasons for hit, reasons in zip(first, told, strict=True)}
    return Pasted(side, why, hidden, site.index.waiting())


def _page(
    request: Request, viewer: Viewer, form: Form[PasteForm], pasted: Pasted | None, status: int = 200
) -> Response:
    """`onward` is where the text may go from here, `able` whether this viewer may go there now."""
    offers = form.value("find") != SUPPLY
    able = bool(homes_of_supply(viewer)) if offers else viewer is not None and bool(owner_houses(viewer))
    return render(
        request, "pages/paste.html", block="found", status=status, form=form, pasted=pasted, offers=offers, able=able
    )
