"""One search box over everything. It searches by meaning and by words, and says how sure it is."""

from datetime import datetime, timedelta
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import AnyViewer
from app.accounts.policy import Viewer
from app.accounts.routes.web import network
from app.core.db import Db
from app.core.errors import NotFound
from app.core.finding import KINDS, SCENARIO, SUPPLY
from app.core.html import render, render_list
from app.core.i18n import current_language
from app.core.listing import Asked, Question, address, read
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from app.core.throttle import Limit, throttle
from app.pages.finding import LISTING, Answers, Hit, answers, search
from app.pages.queries import restricted
from scenarios.matches.queries.cards import stored_reasons
from scenarios.queries.visibility import by_public_id as need_by_public_id
from suppliers.queries import by_public_id as supply_by_public_id

router = Router()
MINUTE = timedelta(minutes=1)


@router.get("/search", name="pages.search")
def show_search(request: Request, viewer: AnyViewer, db: Db, site: TheSite, now: Now) -> Response:
    """What answers the words of the address, both sides of the trade."""
    asked = read(LISTING, request.query_params.multi_items(), site.vocabulary)
    ready = site.index.ready
    found = answers(db, site, viewer, asked, now) if asked.q and ready else Answers()
    return render_list(
        request,
        "pages/search.html",
        found.listed(asked),
        answers=found,
        ready=ready,
        waiting=site.index.waiting() if asked.q and ready else 0,
        restricted=restricted(db, viewer, now),
        why=lambda hit: why_url(asked, hit),
    )


def why_url(asked: Asked, hit: Hit) -> str:
    """Where it is worked out why a hit answers."""
    return address("/search/why", [("q", asked.q), ("kind", hit.kind), ("id", hit.public_id)])


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
    side = next((name for name, kinds in KINDS.items() if kind in kinds), None)
    if side is None or not q:
        raise NotFound
    with site.database.reading() as db:
        hit, number = _visible_hit(db, site, viewer, q, side, id, now)
    (reasons,) = site.index.reasons(q, [site.index.text_of(side, number)], current_language())
    shown: dict[str, Any] = stored_reasons(reasons, site.vocabulary)
    if side == SCENARIO:
        shown["quotes"] = [{"need": pair["supply"], "supply": pair["need"]} for pair in shown["quotes"]]
    return render(
        request,
        "pages/why.html",
        block="reasons",
        hit={**hit.card, **shown},
        tier=hit.tier,
        q=q,
        asks_needs=side == SCENARIO,
    )


def _visible_hit(
    db: Session, site: Site, viewer: Viewer, q: str, side: str, public_id: str, now: datetime
) -> tuple[Hit, int]:
    """The hit and the row's id. Asked of the organisation's rows alone, since filters change no score: the hit is found
    however many others stand before it, by the same rule as the list it stands in."""
    row = supply_by_public_id(db, viewer, public_id) if side == SUPPLY else need_by_public_id(db, public_id)
    if row is None:
        raise NotFound
    found = search(db, site, viewer, q, side, {"organisation": [str(row.organisation_id)]}, now)
    hit = next((hit for hit in [*found.hits, *found.rest] if hit.public_id == public_id), None)
    if hit is None:
        raise NotFound
    return hit, row.id
