"""One search box over everything. It searches by meaning and by words, and says how sure it is."""

from datetime import timedelta
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AnyViewer
from app.accounts.routes.web import network
from app.core.errors import NotFound
from app.core.finding import DEMONSTRATION, SCENARIO
from app.core.html import render, render_list
from app.core.i18n import current_language
from app.core.listing import Asked, address, read
from app.core.routing import Router
from app.core.site import Now, TheSite
from app.core.throttle import Limit, throttle
from app.pages.finding import LISTING, Answers, Hit, answers, loaded_side, sought
from app.pages.queries import restricted
from scenarios.matches.queries.cards import stored_reasons, tier_tag

router = Router()
MINUTE = timedelta(minutes=1)


SEARCHES, REASONS = 120, 120
"""Of one network within a minute: who clicks facets or opens reasons never comes near."""


@router.get("/search", name="pages.search")
def show_search(request: Request, viewer: AnyViewer, site: TheSite, now: Now) -> Response:
    """What answers the words of the address, both sides of the trade. Takes no `Db`: searching must hold nothing."""
    asked = read(LISTING, request.query_params.multi_items(), site.vocabulary)
    ready = site.index.ready
    searched = bool(asked.q) and ready
    if searched:
        throttle(site.database, now, Limit("search", network(request), SEARCHES, MINUTE))
    found = answers(site, viewer, asked, now) if searched else Answers()
    with site.database.reading() as db:
        hidden = restricted(db, viewer, now)
    return render_list(
        request,
        "pages/search.html",
        found.listed(asked),
        answers=found,
        ready=ready,
        waiting=site.index.waiting() if searched else 0,
        restricted=hidden,
        why=lambda hit: why_url(asked, hit),
    )


def why_url(asked: Asked, hit: Hit) -> str:
    """Where it is worked out why a hit answers: of the same question and filters, so that it is found as it stands."""
    return address("/search/why", [*asked.pairs("sort"), ("id", hit.public_id)])


@router.get("/search/why", name="pages.search_why")
def search_why(
    request: Request,
    viewer: AnyViewer,
    site: TheSite,
    now: Now,
    id: str = "",  # noqa: A002 - the name in the address
) -> Response:
    """Why one hit answers the words: quoted sentences and shared terms, worked out when somebody asks."""
    throttle(site.database, now, Limit("why", network(request), REASONS, MINUTE))
    asked = read(LISTING, request.query_params.multi_items(), site.vocabulary)
    if not asked.q or asked.unknown:
        raise NotFound
    some = sought(site, asked)
    with site.database.reading() as db:
        sides = [loaded_side(db, site, viewer, one, asked.order, now) for one in some]
    found = ((side.name, hit) for side in sides for hit in side.shown if hit.public_id == id)
    side, hit = next(found, (None, None))
    if hit is None:
        raise NotFound
    needs = side == SCENARIO
    (reasons,) = site.index.reasons(asked.q, [hit.text], current_language(), titles=[hit.card["title"]], seeking=needs)
    shown = stored_reasons(reasons, site.vocabulary, seeking=needs)
    page: dict[str, Any] = {"hit": {**hit.card, **shown}, "tier": tier_tag(hit.tier), "q": asked.q, "asks_needs": needs}
    page["asks_records"] = side == DEMONSTRATION
    return render(request, "pages/why.html", block="reasons", **page)
