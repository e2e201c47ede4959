"""Adding a supply to a need's matches by hand."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Doer
from app.accounts.models import Role
from app.core.db import Db
from app.core.errors import Forbidden
from app.core.finding import SUPPLY
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.listing import Question, question
from app.core.personal.declaring import declare
from app.core.routing import Router
from app.core.site import Site, TheSite
from scenarios.matches.access import CuratedNeed
from scenarios.matches.actions.deciding import add_by_hand
from scenarios.matches.forms import AddForm
from scenarios.matches.judging import GROUPS
from scenarios.matches.policy import lacks_to_judge
from scenarios.matches.queries.cards import supply_cards, supply_hit
from scenarios.matches.routes.listing import matches_url
from scenarios.models import Scenario
from suppliers.queries import by_public_id

router = Router()
SHOWN = 20


@router.get("/scenarios/{public_id}/matches/add", name="matches.add")
def add_page(request: Request, need: CuratedNeed, db: Db, site: TheSite, q: Question = "") -> Response:
    context = _found(db, site, need, q, blank(AddForm))
    return render(request, "scenarios/matches/add.html", block="found", **context)


@router.post("/scenarios/{public_id}/matches/add", name="matches.add_by_hand")
def add(request: Request, need: CuratedNeed, data: Posted, doer: Doer) -> Response:
    form = bind(AddForm, data)
    supply = by_public_id(doer.db, None, form.cleaned.supply) if form.cleaned is not None else None
    if form.cleaned is not None and supply is None:
        form.add_error("supply", _("请选择一项已发布的能力或成果。"))
    if form.cleaned is None or supply is None:
        context = _found(doer.db, doer.site, need, question(str(data.get("q", ""))), form)
        return render(request, "scenarios/matches/add.html", status=422, **context)
    if missing := lacks_to_judge(doer.viewer, need, supply.organisation_id):
        raise Forbidden(_(missing))
    act = doer.act(role=Role.CURATOR.value)
    declare(act, add_by_hand(act, need, supply, form.cleaned.note), form.cleaned.declared)
    return redirect(request, matches_url(need), _("已加入候选。"))


def _found(db: Session, site: Site, need: Scenario, q: str, form: Form[AddForm]) -> dict[str, Any]:
    """What answers the curator's own words, else the need's title."""
    hits = site.index.search(q or need.title, GROUPS, SHOWN).hits
    scores = {hit.object_id: hit.score for hit in hits if hit.object_kind == SUPPLY}
    cards = supply_cards(db, list(scores))
    found = [
        (cards[key].supply.public_id, supply_hit(cards[key], site.vocabulary, score))
        for key, score in scores.items()
        if key in cards
    ]
    return {"need": need, "q": q, "found": found, "form": form}
