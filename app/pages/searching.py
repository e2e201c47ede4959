"""One search box over everything, and “paste what you do” on the front page.

Both search by meaning. Each hit is loaded again through the rule of its own list before anybody sees it. What is
pasted is stored nowhere, not even in the log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import Field
from sqlmodel import Session

from app.accounts.access import AnyViewer
from app.accounts.policy import Viewer
from app.accounts.routes.web import network
from app.core.db import Db
from app.core.errors import NotFound, TooMany
from app.core.finding import SCENARIO, SUPPLY, Findings
from app.core.forms import Form, FormModel, Posted, bind, blank
from app.core.html import render
from app.core.i18n import N_, current_language
from app.core.i18n import gettext as _
from app.core.limits import LONGEST_QUESTION
from app.core.listing import Question, address, question
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from app.core.throttle import Limit, throttle
from scenarios.matches.queries.cards import stored_reasons, supply_cards, supply_hit
from scenarios.matches.queries.reverse import open_needs

router = Router()
LONGEST_PASTE = 5000
PER_GROUP = 10
ALONE = 30
PASTED = 12
EXPLAINED = 5
"""Pasted texts get the reasons of this many needs at once: each costs the encoder a few dozen sentences."""
MINUTE = timedelta(minutes=1)
GROUPS: dict[str, str] = {"scenario": N_("应用场景"), "supply": N_("能力"), "result": N_("科研成果")}


class PasteForm(FormModel):
    """What somebody says of their company, product or research."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_PASTE)]


@dataclass(frozen=True)
class Group:
    """Hits of one kind; `no_match` is an answer."""

    kind: str
    label: str
    url: str
    hits: Sequence[dict[str, Any]]

    @property
    def no_match(self) -> bool:
        return not self.hits


@router.get("/search", name="pages.search")
def search(
    request: Request, viewer: AnyViewer, db: Db, site: TheSite, now: Now, q: str = "", kind: str = ""
) -> Response:
    typed = question(q, LONGEST_QUESTION + 1)
    asked, chosen = typed[:LONGEST_QUESTION], kind if kind in GROUPS else ""
    groups = [
        _group(db, site, viewer, asked, name, ALONE if chosen else PER_GROUP, now)
        for name in ([chosen] if chosen else GROUPS)
        if asked
    ]
    return render(
        request,
        "pages/search.html",
        block="found",
        q=asked,
        kind=chosen,
        groups=groups,
        tabs=_tabs(asked, chosen),
        shortened=len(typed) > LONGEST_QUESTION,
        longest=LONGEST_QUESTION,
    )


def _tabs(q: str, chosen: str) -> list[dict[str, Any]]:
    kinds = [("", _("全部")), *((kind, _(label)) for kind, label in GROUPS.items())]
    return [
        {"label": label, "url": address("/search", [("q", q), ("kind", kind)]), "current": kind == chosen}
        for kind, label in kinds
    ]


def _group(db: Session, site: Site, viewer: Viewer, q: str, kind: str, most: int, now: datetime) -> Group:
    findings = site.index.search(q, [kind], most)
    found = _needs(db, site, viewer, findings, now) if kind == "scenario" else _supplies(db, site, findings)
    hits = [hit | {"why_url": "", "ask_url": _why(q, kind, public_id)} for public_id, hit in found]
    return Group(kind, _(GROUPS[kind]), address("/search", [("q", q), ("kind", kind)]), hits)


def _why(q: str, kind: str, public_id: str) -> str:
    return address("/search/why", [("q", q), ("kind", kind), ("id", public_id)])


def _needs(db: Session, site: Site, viewer: Viewer, findings: Findings, now: datetime) -> list[tuple[str, Any]]:
    return [(need.public_id, hit) for need, hit in open_needs(db, viewer, findings, site.vocabulary, now)]


def _supplies(db: Session, site: Site, findings: Findings) -> list[tuple[str, Any]]:
    scores = {hit.object_id: hit.score for hit in findings.hits if hit.object_kind == SUPPLY}
    cards = supply_cards(db, list(scores))
    return [
        (cards[key].supply.public_id, supply_hit(cards[key], site.vocabulary, score))
        for key, score in scores.items()
        if key in cards
    ]


@router.get("/search/why", name="pages.search_why")
def search_why(
    request: Request,
    viewer: AnyViewer,
    site: TheSite,
    now: Now,
    q: Question = "",
    kind: str = "",
    id: str = "",  # noqa: A002 - the name in the address
) -> Response:
    """Why one hit answers the words: quoted sentences and shared terms, worked out when somebody asks."""
    throttle(site.database, now, Limit("why", network(request), 120, MINUTE))
    if kind not in GROUPS or not q:
        raise NotFound
    with site.database.reading() as db:
        hit, number = _visible_hit(db, site, viewer, q, kind, id, now)
    text = site.index.text_of(SCENARIO if kind == "scenario" else SUPPLY, number)
    (reasons,) = site.index.reasons(q, [text], current_language(), seeking=kind == "scenario")
    shown = stored_reasons(reasons, site.vocabulary)
    if kind == "scenario":
        shown |= _turned(shown)
    return render(request, "pages/why.html", block="reasons", hit=hit | shown, q=q, asks_needs=kind == "scenario")


def _visible_hit(
    db: Session, site: Site, viewer: Viewer, q: str, kind: str, public_id: str, now: datetime
) -> tuple[dict[str, Any], int]:
    """The hit and the row's id, found by the same search and the same rule as the list it stands in."""
    findings = site.index.search(q, [kind], ALONE)
    if kind == "scenario":
        for need, hit in open_needs(db, viewer, findings, site.vocabulary, now):
            if need.public_id == public_id:
                return hit, need.id
    for card in supply_cards(db, [hit.object_id for hit in findings.hits if kind != "scenario"]).values():
        if card.supply.public_id == public_id:
            return supply_hit(card, site.vocabulary), card.supply.id
    raise NotFound


@router.get("/paste", name="pages.paste_box")
def paste_box(request: Request) -> Response:
    """The box alone, for whoever comes here by its address."""
    return _paste_page(request, blank(PasteForm), None)


@router.post("/paste", name="pages.paste")
def paste(request: Request, viewer: AnyViewer, site: TheSite, now: Now, data: Posted) -> Response:
    """Today's open needs for a pasted text. Takes no `Db`: nothing is written, and searching must hold no lock."""
    form = bind(PasteForm, data)
    if form.cleaned is None:
        form.found["text"] = [_sentence(form)]
        return _paste_page(request, form, None, status=422)
    try:
        throttle(site.database, now, Limit("paste", network(request), 30, MINUTE))
    except TooMany as refusal:
        form.add_error("text", refusal.sentence)
        return _paste_page(request, form, None, status=429)
    return _paste_page(request, form, _pasted(site, viewer, form.cleaned.text, now))


def _sentence(form: Form[PasteForm]) -> str:
    length = len(form.value("text").strip())
    if length > LONGEST_PASTE:
        return _("最多 {most} 个字，现在有 {length} 个字，请删减后再试；您的文字还在下面。").format(
            most=LONGEST_PASTE, length=length
        )
    return _("请先粘贴一段介绍，几句话也可以。")


def _pasted(site: Site, viewer: Viewer, text: str, now: datetime) -> list[dict[str, Any]]:
    findings = site.index.search(text, ["scenario"], PASTED)
    with site.database.reading() as db:
        found = open_needs(db, viewer, findings, site.vocabulary, now)
    hits = []
    for rank, (need, hit) in enumerate(found):
        reasons: dict[str, Any] = {}
        if rank < EXPLAINED:
            told = site.index.text_of(SCENARIO, need.id)
            (why,) = site.index.reasons(text, [told], current_language(), seeking=True)
            reasons = stored_reasons(why, site.vocabulary)
            reasons |= _turned(reasons)
        hits.append(hit | reasons)
    return hits


def _turned(reasons: Mapping[str, Any]) -> dict[str, Any]:
    """Quotes of a search for needs: there the need was found, and what was typed is on offer."""
    quoted = ("quotes", "denied")
    return {name: [{"need": one["supply"], "supply": one["need"]} for one in reasons[name]] for name in quoted}


def _paste_page(
    request: Request, form: Form[PasteForm], hits: list[dict[str, Any]] | None, status: int = 200
) -> Response:
    return render(request, "pages/paste.html", block="found", status=status, form=form, hits=hits)
