"""The matches of one need: the page that answers, how far the answer has come, asking again, handing over."""

from datetime import datetime
from typing import Any

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Doer, Me, ready
from app.accounts.policy import Viewer
from app.core.db import Db
from app.core.finding import SCENARIO
from app.core.forms import Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.jobs import RefreshMatches, enqueue
from app.core.personal.declaring import declare
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from scenarios.matches import consent
from scenarios.matches.access import MatchedNeed, OwnedNeed
from scenarios.matches.actions.deciding import WAIT_MINUTES, hand_to_curator
from scenarios.matches.deeds import deeds_of
from scenarios.matches.forms import FilterForm, HandOverForm
from scenarios.matches.policy import lacks_to_ask, lacks_to_curate, lacks_to_speak_as_owner, may_see_answers
from scenarios.matches.queries.introductions import lapsed_of_need
from scenarios.matches.queries.listing import curator_options, match_page, read_filters
from scenarios.matches.queries.people import curators_for
from scenarios.matches.queries.sides import Pair
from scenarios.models import Scenario
from scenarios.timing import is_answerable

router = Router()
PAGE = "scenarios/matches/list.html"


def matches_url(need: Scenario) -> str:
    return f"/scenarios/{need.public_id}/matches"


@router.get("/scenarios/{public_id}/matches", name="matches.list")
def matches(request: Request, viewer: Me, need: MatchedNeed, db: Db, site: TheSite, now: Now) -> Response:
    return render(request, PAGE, block="results", **page_of(request, db, site, viewer, need, now))


def page_of(request: Request, db: Session, site: Site, viewer: Viewer, need: Scenario, now: datetime) -> dict[str, Any]:
    """Everything the page shows; a refused form adds itself."""
    filters = read_filters(request.query_params, site.vocabulary)
    lapsed = lapsed_of_need(db, need, now)
    page, answerable = match_page(db, need, filters, site.vocabulary, now), is_answerable(need, now)
    return {
        "need": need,
        "page": page,
        "filters": filters,
        "filter_form": blank(FilterForm, **{name: str(value) for name, value in vars(filters).items() if value}),
        "curates": not lacks_to_curate(viewer, need),
        "asks": not lacks_to_ask(viewer, need),
        "speaks": not lacks_to_speak_as_owner(viewer, need),
        "deeds_of": lambda one: deeds_of(viewer)(
            Pair(one.match, need, one.card.supply, answerable, lapsed=one.match.id in lapsed)
        ),
        "consent": consent.shown(),
        "sees_answers": may_see_answers(viewer, need),
        "handing": blank(HandOverForm),
        "curators": curator_options(curators_for(db, need, now)),
        "wait_minutes": WAIT_MINUTES,
        "here": f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path,
    }


@router.post("/scenarios/{public_id}/matches/refresh", name="matches.refresh", dependencies=[Depends(ready)])
def refresh(request: Request, need: MatchedNeed, db: Db, now: Now) -> Response:
    """Ask for the search again; one that waits already serves for this too."""
    enqueue(db, RefreshMatches(SCENARIO, need.id), now, key=f"matches:scenario:{need.id}")
    return redirect(request, matches_url(need), _("已经开始重新匹配，稍等片刻就有结果。"), "info")


@router.post("/scenarios/{public_id}/curator", name="matches.hand_over")
def hand_over(request: Request, need: OwnedNeed, data: Posted, doer: Doer) -> Response:
    form = bind(HandOverForm, data)
    curators = {person.public_id: person for person in curators_for(doer.db, need, doer.now)}
    if form.cleaned is not None and form.cleaned.curator not in curators:
        form.add_error("curator", _("请从列表中选择一位场景经理人。"))
    if form.cleaned is None or not form.valid:
        context = page_of(request, doer.db, doer.site, doer.viewer, need, doer.now) | {"handing": form}
        return render(request, PAGE, status=422, **context)
    chosen, act = curators[form.cleaned.curator], doer.act(need.organisation_id)
    hand_to_curator(act, need, chosen, form.cleaned.note)
    declare(act, need, form.cleaned.declared)
    return redirect(request, matches_url(need), _("已经托付给{name}，并已通知对方。").format(name=chosen.name))
