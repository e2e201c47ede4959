"""我能做: the supplier's side. The box on a need's page, the form, the list of one's own answers."""

from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import AnyViewer, Doer, Me
from app.accounts.policy import SUPPLIER_KINDS, Viewer
from app.core.db import Db
from app.core.errors import Forbidden
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.listing import Question
from app.core.personal.declaring import declare
from app.core.routing import Router
from app.core.site import Now, TheSite
from scenarios.access import VisibleScenario
from scenarios.matches import consent
from scenarios.matches.actions.answering import answer
from scenarios.matches.actions.watching import is_watching
from scenarios.matches.deeds import deeds_of
from scenarios.matches.forms import AnswerForm
from scenarios.matches.labels import answer_tag
from scenarios.matches.models import Match
from scenarios.matches.policy import answering_homes, lacks_to_answer, lacks_to_watch, may_see_answers
from scenarios.matches.queries.answers import (
    answers_of_houses,
    invitations,
    own_supplies,
    own_supply,
    page_of_suppliers,
)
from scenarios.matches.queries.sides import pair_of
from scenarios.models import Scenario
from scenarios.timing import is_answerable

router = Router()
BOX = "scenarios/matches/answer.html"


def answer_url(need: Scenario) -> str:
    return f"/scenarios/{need.public_id}/answer"


@router.get("/scenarios/{public_id}/answer", name="answers.box")
def answer_box(
    request: Request, viewer: AnyViewer, need: VisibleScenario, db: Db, now: Now, supply: str = ""
) -> Response:
    """The box with the supply of the address chosen, or the likeliest."""
    chosen = supply or _likeliest(db, viewer, need)
    return render(request, BOX, block="box", **box_of(db, viewer, need, now, blank(AnswerForm, supply=chosen)))


@router.post("/scenarios/{public_id}/answer", name="answers.send")
def send(request: Request, need: VisibleScenario, data: Posted, doer: Doer) -> Response:
    if missing := lacks_to_answer(doer.viewer, need):
        raise Forbidden(_(missing))
    form = bind(AnswerForm, data)
    if not is_answerable(need, doer.now):
        form.add_error("", _("这项需求现在不接受回应：它已经截止、暂停或结束。"))
    homes = [home.organisation_id for home in answering_homes(doer.viewer, need)]
    supply = own_supply(doer.db, homes, form.cleaned.supply) if form.cleaned is not None else None
    if form.cleaned is not None and supply is None:
        form.add_error("supply", _("请选择本单位一项已发布的能力或成果。"))
    if form.cleaned is None or supply is None or not form.valid:
        return render(request, BOX, block="box", status=422, **box_of(doer.db, doer.viewer, need, doer.now, form))
    act = doer.act(supply.organisation_id)
    declare(act, answer(act, need, supply, form.cleaned.body), form.cleaned.declared)
    return redirect(request, answer_url(need), _("已经告诉对方：我能做。对方答复后我们会通知您。"))


def _likeliest(db: Session, viewer: Viewer, need: Scenario) -> str:
    """What the viewer will answer with: what she was invited for, or the only thing she has."""
    homes = [home.organisation_id for home in answering_homes(viewer, need)]
    supplies = own_supplies(db, homes) if homes else []
    invited = {match.supply_id for match in invitations(db, need.id, homes)[:1]}
    named = [one.public_id for one in supplies if one.id in invited] or [one.public_id for one in supplies]
    return named[0] if len(named) == 1 else ""


def box_of(db: Session, viewer: Viewer, need: Scenario, now: datetime, form: Form[AnswerForm]) -> dict[str, Any]:
    """What the box says to this viewer: a form, her answer, or why she cannot answer and what to do about it."""
    homes = [home.organisation_id for home in answering_homes(viewer, need)]
    given = answers_of_houses(db, homes, need.id) if homes else None
    supplies = own_supplies(db, homes) if homes else []
    return {
        "need": need,
        "form": form,
        "consent": consent.shown(),
        "given": given,
        "given_tag": answer_tag(given.state) if given is not None else None,
        "supply_options": [(supply.public_id, supply.name) for supply in supplies],
        "answerable": is_answerable(need, now),
        "deeds": deeds_of(viewer)(pair_of(db, db.get_one(Match, given.match_id), now, given))
        if given is not None
        else {},
        "sees_answers": may_see_answers(viewer, need),
        "missing": lacks_to_answer(viewer, need),
        "unverified": _has_unverified_supplier(viewer),
        "may_watch": not lacks_to_watch(viewer, need),
        "watching": viewer is not None and is_watching(db, viewer.person_id, need.id),
    }


def _has_unverified_supplier(viewer: Viewer) -> bool:
    """Somebody who could answer as soon as her house is verified."""
    homes = viewer.belongings if viewer is not None else ()
    return any(home.kind in SUPPLIER_KINDS and not home.verified for home in homes)


@router.get("/answers", name="answers.own")
def own_answers(request: Request, viewer: Me, db: Db, site: TheSite, now: Now, page: Question = "") -> Response:
    """Invitations, introductions and answers of one's own houses, with contacts where both have said yes."""
    homes = [home.organisation_id for home in viewer.belongings if home.kind in SUPPLIER_KINDS]
    dealings = page_of_suppliers(db, viewer, homes, site.vocabulary, now, page)
    return render(
        request,
        "scenarios/matches/own_answers.html",
        dealings=dealings,
        supplies=bool(homes),
        deeds_of=deeds_of(viewer),
        consent=consent.shown(),
    )
