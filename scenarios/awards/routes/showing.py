"""The page of a decision, and what is done there."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import AnyViewer, Doer, Doing
from app.accounts.policy import Viewer
from app.core.acting import Act
from app.core.clock import city_date
from app.core.db import Db
from app.core.deeds import open_to
from app.core.errors import Invalid, NotFound
from app.core.forms import Form, FormModel, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from scenarios.awards import labels
from scenarios.awards.access import OpenAward, SeenAward
from scenarios.awards.deeds import DEEDS, may_go, moved_on
from scenarios.awards.forms import LEAST_PUBLICITY, DecisionForm
from scenarios.awards.models import ObjectionKind
from scenarios.awards.queries.cases import AwardCase
from scenarios.bids.labels import numbered
from scenarios.bids.lifecycle import BidState
from scenarios.bids.models import Bid
from scenarios.bids.queries.cases import case_of, own_bid
from scenarios.panels.policy import Reading
from scenarios.panels.queries.cases import pool_of
from scenarios.panels.routes.shown import SAID as PANEL_SAID

router = Router()
SAID: dict[str, Any] = {
    **PANEL_SAID,
    "objection_tag": labels.objection_tag,
    "objection_kinds": labels.KINDS,
    "outcomes": labels.OUTCOMES,
    "answer_of": labels.answer_of,
    "disclosed": labels.DISCLOSED,
}


@router.get("/scenarios/{public_id}/award", name="awards.show")
def show(request: Request, case: OpenAward, viewer: AnyViewer, db: Db) -> Response:
    return page(request, db, viewer, case)


@router.get("/scenarios/{public_id}/award/protocol", name="awards.protocol")
def show_protocol(request: Request, case: OpenAward, viewer: AnyViewer, db: Db) -> Response:
    """The whole procedure on paper, with the hashes by which it is checked."""
    return render(request, "scenarios/awards/protocol.html", **_facts(db, viewer, case))


@router.post("/scenarios/{public_id}/award/{deed}", name="awards.deed")
def carry_out(request: Request, deed: str, case: SeenAward, data: Posted, doer: Doer) -> Response:
    """Done, or the page again with why not."""
    found = DEEDS.get(deed)
    if found is None or found.act is None:
        raise NotFound
    found.require(doer.viewer, case, lambda: moved_on(case))
    form: Form[Any] = bind(found.form, data)
    if form.cleaned is not None:
        try:
            with doer.db.begin_nested():
                said = found.carry_out(_act(doer, case, deed), case, form.cleaned)
            return redirect(request, f"/scenarios/{case.need.public_id}/award", said)
        except Invalid as refusal:
            form.add_error("__all__", refusal.sentence)
    return page(request, doer.db, doer.viewer, case, 422, forms={deed: form})


def _act(doer: Doing, case: AwardCase, deed: str) -> Act:
    """In the name of her house: the one that bids for an objection and a yes to the award, else the owner's."""
    bidder = next((one for one in case.panel.bidders if doer.viewer.belongs_to(one)), None)
    lead = case.awarded.organisation_id if case.awarded is not None else None
    houses = {"object": bidder, "report": None, "decline": lead}
    if deed == "pilot":
        owner = case.need.organisation_id
        return doer.act(owner if doer.viewer.belongs_to(owner) else lead)
    return doer.act(houses.get(deed, case.need.organisation_id))


def page(
    request: Request,
    db: Session,
    viewer: Viewer,
    case: AwardCase,
    status: int = 200,
    forms: dict[str, Form[Any]] | None = None,
) -> Response:
    deeds, given = open_to(DEEDS, viewer, case), forms or {}
    drawn: dict[str, Form[FormModel]] = {name: given.get(name, blank(DEEDS[name].form)) for name in DEEDS}
    if "decide" not in given:
        drawn["decide"] = blank(DecisionForm, days=LEAST_PUBLICITY, held_on=city_date(case.now).isoformat())
    return render(
        request,
        "scenarios/awards/show.html",
        status=status,
        deeds=deeds,
        forms={name: form.at(name) for name, form in drawn.items()},
        read=case.read_by(viewer),
        choices=_choices(db, viewer, case),
        going=[(str(one), numbered(one)) for one in may_go(case)],
        own=_own(db, viewer, case),
        proposed=_proposed(case) if {"confirm", "disqualify"} & set(deeds) else [],
        outcome_options=[(str(code), _(label)) for code, label in labels.OUTCOMES.items()],
        **_facts(db, viewer, case),
    )


def _choices(db: Session, viewer: Viewer, case: AwardCase) -> list[tuple[str, str]]:
    """Ranked bids in their order, with their houses for those who read these."""
    result, found = case.panel.result, []
    bids = {one.number: one for one in case.panel.bids if one.state is BidState.RANKED}
    for line in result.lines if result is not None and case.panel.reading(viewer) is Reading.ALL else []:
        if line["number"] in bids:
            names = _("、").join(case_of(db, bids[line["number"]], case.now).names)
            told = _("第 {rank} 名：{bid}（{names}）")
            found.append(
                (str(line["number"]), told.format(rank=line["rank"], bid=numbered(line["number"]), names=names))
            )
    return found


def _own(db: Session, viewer: Viewer, case: AwardCase) -> Bid | None:
    """The bid of a house of hers that was opened: its letter says why."""
    bid = own_bid(db, viewer, case.need.id) if case.panel.published else None
    return bid if bid is not None and bid.number is not None else None


def _proposed(case: AwardCase) -> list[tuple[int | None, str, bool]]:
    numbers = {one.id: one.number for one in case.panel.bids}
    return [(numbers[one.bid_id], one.reason, one.confirmed_at is not None) for one in case.proposed]


def _facts(db: Session, viewer: Viewer, case: AwardCase) -> dict[str, Any]:
    """What everybody reads from the publicity on: the house that is chosen by name, the others by number."""
    shown = case.panel.published or case.panel.reading(viewer) is Reading.ALL
    chosen = case.chosen if shown else None
    members = {one.id: one for one in pool_of(db, case.need.id)} if case.panel.published else {}
    return {
        "award": case,
        "case": case.panel,
        "need": case.need,
        "panel": case.panel.panel,
        "decision": case.decision if shown else None,
        "chosen": chosen,
        "names": case_of(db, chosen, case.now).names if chosen is not None else [],
        "result": case.panel.result if shown else None,
        "people": members,
        "tallies": _tallies(case),
        **SAID,
    }


def _tallies(case: AwardCase) -> list[tuple[str, int]]:
    """How many objections came to what; never what they say. Of what was reported under a name not even that."""
    told = [one.state for one in case.objections if one.kind is ObjectionKind.QUESTION]
    return [(labels.objection_tag(state)[0], told.count(state)) for state in labels.OBJECTIONS if state in told]
