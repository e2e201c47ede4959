"""A tender: what it is decided by, who says that she will not bid, the record of its unsealing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import AnyViewer, Doer, Doing
from app.accounts.models import Person
from app.accounts.policy import Viewer
from app.core.db import Db
from app.core.errors import Conflict, Forbidden
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now
from scenarios.bids import labels
from scenarios.bids.access import SeenTender, Tendered
from scenarios.bids.actions import tenders as actions
from scenarios.bids.actions.bidding import exactly
from scenarios.bids.forms import NoBidForm, StartForm, SupervisorForm, TenderForm, check_code, check_tender
from scenarios.bids.policy import (
    bidder_houses,
    lacks_to_decline,
    lacks_to_name_supervisor,
    lacks_to_set_terms,
    lacks_to_supervise,
    may_see_tally,
)
from scenarios.bids.queries.cases import own_bid
from scenarios.bids.queries.tenders import bidding_houses, no_bid_of, no_bid_tally, supervisor_of
from scenarios.bids.timing import is_over, takes_bids
from scenarios.models import Scenario
from scenarios.routes.words import WORDS

router = Router()
SAID: dict[str, Any] = {
    **WORDS,
    "natures": labels.NATURES,
    "formulas": labels.FORMULAS,
    "parts": labels.PARTS,
    "price_rule": labels.PRICE_RULE,
    "rounding_rule": labels.ROUNDING_RULE,
    "tie_rule": labels.TIE_RULE,
    "not_procurement": labels.NOT_PROCUREMENT,
    "bid_state_tag": labels.state_tag,
    "moment": lambda text: exactly(datetime.fromisoformat(text)),
}


@router.get("/scenarios/{public_id}/tender", name="bids.tender")
def show_tender(request: Request, tender: SeenTender, viewer: AnyViewer, db: Db, now: Now) -> Response:
    """What everybody reads, and what this viewer can do."""
    return _page(request, tender, viewer, db, now)


@router.get("/scenarios/{public_id}/tender/edit", name="bids.edit_tender")
def edit_tender(request: Request, tender: SeenTender, doer: Doer) -> Response:
    _require(lacks_to_set_terms(doer.viewer, tender.need))
    return _form(request, tender, blank(TenderForm, **_said(doer, tender)))


@router.post("/scenarios/{public_id}/tender/edit", name="bids.save_tender")
def save_tender(request: Request, tender: SeenTender, data: Posted, doer: Doer) -> Response:
    _require(lacks_to_set_terms(doer.viewer, tender.need))
    form = bind(TenderForm, data)
    spare = form.change_rows()
    check_tender(form)
    person = _supervisor(doer, tender, form)
    if spare or not form.valid or form.cleaned is None or person is None:
        return _form(request, tender, form, 200 if spare else 422, spare)
    actions.set_terms(doer.act(tender.need.organisation_id), tender.need, form.cleaned, person)
    return redirect(request, f"/scenarios/{tender.need.public_id}/tender", _("评审办法已保存，随需求一起公布。"))


@router.post("/scenarios/{public_id}/tender/supervisor", name="bids.supervisor")
def name_supervisor(request: Request, tender: SeenTender, data: Posted, doer: Doer) -> Response:
    _require(lacks_to_name_supervisor(doer.viewer, tender.need))
    form = bind(SupervisorForm, data)
    person = _supervisor(doer, tender, form)
    if form.cleaned is None or person is None:
        return _page(request, tender, doer.viewer, doer.db, doer.now, supervisor=form, status=422)
    actions.name_supervisor(doer.act(tender.need.organisation_id), tender.need, person)
    return redirect(request, f"/scenarios/{tender.need.public_id}/tender", _("监督人已更换。"))


@router.post("/scenarios/{public_id}/tender/confirm", name="bids.confirm_record")
def confirm(request: Request, tender: SeenTender, doer: Doer) -> Response:
    record = tender.terms.unsealing
    if record is None:
        raise Conflict(_("还没有拆封记录。"))
    houses = bidding_houses(doer.db, tender.need.id)
    if missing := lacks_to_supervise(doer.viewer, tender.row.supervisor_id, houses):
        raise Forbidden(_(missing))
    actions.confirm_record(doer.act(), record)
    return redirect(request, f"/scenarios/{tender.need.public_id}/tender", _("拆封记录已确认。"))


@router.post("/scenarios/{public_id}/tender/no-bid", name="bids.no_bid")
def say_no(request: Request, tender: SeenTender, data: Posted, doer: Doer) -> Response:
    """“We will not bid because …”, in one click."""
    if missing := lacks_to_decline(doer.viewer, tender.need):
        raise Forbidden(_(missing))
    if is_over(tender.need, doer.now) or tender.terms.row is None:
        raise Conflict(_("揭榜已经截止，不再收集不应标的原因。"))
    form = bind(NoBidForm, data)
    check_code(form, "reason", labels.NO_BID_REASONS)
    if not form.valid or form.cleaned is None:
        return _page(request, tender, doer.viewer, doer.db, doer.now, declining=form, status=422)
    house = bidder_houses(doer.viewer)[0].organisation_id
    actions.say_no(doer.act(house), tender.need, house, form.cleaned.reason)
    said = _("已记录，谢谢。截止以后，场景方只看到各种原因的家数，看不到是谁。")
    return redirect(request, f"/scenarios/{tender.need.public_id}/tender", said)


def _require(missing: str) -> None:
    if missing:
        raise Forbidden(_(missing))


def _supervisor(doer: Doing, tender: Tendered, form: Form[Any]) -> Person | None:
    """The 监督人 whom the form names: an account, and nobody who looks after the need herself."""
    email = form.value("supervisor_email").strip()
    person = supervisor_of(doer.db, email) if email and not form.errors("supervisor_email") else None
    if email and not form.errors("supervisor_email") and person is None:
        form.add_error("supervisor_email", _("没有找到这个邮箱的账户：请监督人先注册并验证邮箱。"))
    if person is not None and person.id in {tender.need.holder_id, tender.need.created_by, tender.need.sent_by}:
        form.add_error("supervisor_email", _("需求的经办人不能担任监督人，请另行指定，例如单位的纪检人员。"))
    return None if form.errors("supervisor_email") else person


def _said(doer: Doing, tender: Tendered) -> dict[str, Any]:
    row = tender.terms.row
    if row is None:
        return {"formula": "mean", "criteria": []}
    person = doer.db.get(Person, row.supervisor_id) if row.supervisor_id else None
    return {
        "nature": row.nature.value,
        "public_money": row.public_money,
        "least_bids": row.least_bids,
        "formula": row.formula.value,
        "supervisor_email": person.email if person else "",
        "criteria": [
            {"name": one.name, "part": one.part.value, "weight": one.weight, "note": one.note}
            for one in tender.terms.criteria
        ],
    }


def _form(
    request: Request,
    tender: Tendered,
    form: Form[TenderForm],
    status: int = 200,
    spare: dict[str, int] | None = None,
) -> Response:
    choices = {
        "nature_options": _options(labels.NATURES),
        "formula_options": _options(labels.FORMULAS),
        "part_options": _options(labels.PARTS),
    }
    said: dict[str, Any] = {"need": tender.need, "form": form, "spare": spare or {}, **choices, **SAID}
    return render(request, "scenarios/bids/terms.html", "form", status, **said)


def _options(known: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(code), _(label)) for code, label in known.items()]


def _page(
    request: Request,
    tender: Tendered,
    viewer: Viewer,
    db: Session,
    now: datetime,
    *,
    declining: Form[NoBidForm] | None = None,
    supervisor: Form[SupervisorForm] | None = None,
    status: int = 200,
) -> Response:
    need, terms = tender.need, tender.terms
    houses = bidder_houses(viewer)
    over = is_over(need, now)
    watched = terms.row.supervisor_id if terms.row else None
    return render(
        request,
        "scenarios/bids/tender.html",
        status=status,
        need=need,
        terms=terms,
        editable=not lacks_to_set_terms(viewer, need),
        own=own_bid(db, viewer, need.id),
        houses=[(home.public_id, home.name) for home in houses if home.organisation_id != need.organisation_id],
        open=terms.row is not None and takes_bids(need, now),
        over=over,
        no_bid=no_bid_of(db, need.id, [home.organisation_id for home in houses]),
        tally=_tally(db, need) if over and may_see_tally(viewer, need) else [],
        watches=not lacks_to_supervise(viewer, watched, bidding_houses(db, need.id)),
        renames=not lacks_to_name_supervisor(viewer, need),
        reasons=labels.NO_BID_REASONS,
        reason_options=_options(labels.NO_BID_REASONS),
        declining=declining or blank(NoBidForm),
        supervisor=supervisor or blank(SupervisorForm),
        starting=blank(StartForm),
        **SAID,
    )


def _tally(db: Session, need: Scenario) -> list[tuple[str, str]]:
    """Each reason with how many houses gave it."""
    found = no_bid_tally(db, need.id)
    return [(_(labels.NO_BID_REASONS[reason]), _("{count} 家").format(count=count)) for reason, count in found]
