"""Open points become one question a supplier: asked by the owner's side, answered in one short form."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Doer, Ready
from app.accounts.models import Role
from app.accounts.policy import Viewer
from app.core.db import Db
from app.core.errors import Conflict
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from scenarios.matches.access import AnInquiry, AskingNeed
from scenarios.matches.actions.inquiring import answer_inquiry, ask
from scenarios.matches.deeds import INQUIRIES, inquiry_moved_on
from scenarios.matches.forms import InquiryForm
from scenarios.matches.policy import lacks_to_weigh
from scenarios.matches.queries.asking import Plan, plan
from scenarios.matches.queries.inquiries import Asked, inquiry_tag, said_by_others, what_is_asked
from scenarios.matches.routes.comparing import chosen
from scenarios.matches.routes.listing import matches_url
from scenarios.models import Scenario
from scenarios.timing import is_answerable

router = Router()
PAGE = "scenarios/matches/inquiry.html"


@router.get("/scenarios/{public_id}/matches/ask", name="matches.ask")
def ask_page(request: Request, viewer: Ready, need: AskingNeed, db: Db, site: TheSite, now: Now) -> Response:
    """Who would be asked what; nothing is sent yet."""
    planned = _plan(db, site, viewer, need, chosen(request))
    return render(request, "scenarios/matches/ask.html", need=need, plan=planned, answerable=is_answerable(need, now))


@router.post("/scenarios/{public_id}/matches/ask", name="matches.ask_now")
def ask_now(request: Request, need: AskingNeed, data: Posted, doer: Doer) -> Response:
    if not is_answerable(need, doer.now):
        raise Conflict(_("这项需求已经截止、暂停或结束，不能再询问供给方。"))
    names = [str(name) for name in data.getlist("with")]
    planned = _plan(doer.db, doer.site, doer.viewer, need, names)
    if not planned.asked:
        raise Conflict(_("没有可以询问的待确认项：都已经问过，或者刚刚有人问过。"))
    owns = doer.viewer.belongs_to(need.organisation_id)
    act = doer.act(need.organisation_id) if owns else doer.act(role=Role.CURATOR.value)
    for one in planned.asked:
        ask(act, need, one.card.card.supply, one.points)
    said = _("已向 {firms} 家询问 {points} 个待确认项，对方答复后会告诉您。")
    return redirect(request, matches_url(need), said.format(firms=planned.firm_count, points=planned.point_count))


def _plan(db: Session, site: Site, viewer: Viewer, need: Scenario, names: list[str]) -> Plan:
    return plan(db, need, names, site.vocabulary, lambda house: not lacks_to_weigh(viewer, need, house))


@router.get("/inquiries/{public_id}", name="inquiries.show")
def show(request: Request, viewer: Ready, asked: AnInquiry, db: Db, site: TheSite) -> Response:
    rows = [{"key": point.id} for point in asked.points]
    return _page(request, db, site, viewer, asked, blank(InquiryForm, points=rows))


@router.post("/inquiries/{public_id}/answer", name="inquiries.answer")
def answer(request: Request, asked: AnInquiry, data: Posted, doer: Doer) -> Response:
    deed = INQUIRIES["answer"]
    deed.require(doer.viewer, asked, lambda: inquiry_moved_on(asked))
    form = bind(InquiryForm, data)
    _check(form, asked)
    if form.cleaned is None or not form.valid:
        return _page(request, doer.db, doer.site, doer.viewer, asked, form, 422)
    act = doer.act(asked.supply.organisation_id)
    answer_inquiry(act, asked, form.cleaned.points, consent=form.cleaned.consent)
    return redirect(request, f"/inquiries/{asked.inquiry.public_id}", _(deed.done))


def _check(form: Form[InquiryForm], asked: Asked) -> None:
    """Every point has its answer, and whoever says yes says by which figure or how."""
    if form.cleaned is None:
        return
    said = {point.key: point for point in form.cleaned.points}
    for place, point in enumerate(asked.points):
        one = said.get(point.id)
        if one is None:
            form.add_error(f"points-{place}-outcome", _("请选择一项。"))
        elif one.outcome == "met" and not one.words:
            form.add_error(f"points-{place}-words", _("请写出数字，或者一句话说明。"))


@router.post("/inquiries/{public_id}/withdraw", name="inquiries.withdraw")
def withdraw(request: Request, asked: AnInquiry, doer: Doer) -> Response:
    deed = INQUIRIES["withdraw"]
    deed.require(doer.viewer, asked, lambda: inquiry_moved_on(asked))
    owns = doer.viewer.belongs_to(asked.need.organisation_id)
    act = doer.act(asked.need.organisation_id) if owns else doer.act(role=Role.CURATOR.value)
    return redirect(request, matches_url(asked.need), deed.carry_out(act, asked, deed.form()))


def _page(
    request: Request, db: Session, site: Site, viewer: Viewer, asked: Asked, form: Form[Any], status: int = 200
) -> Response:
    return render(
        request,
        PAGE,
        status=status,
        asked=asked,
        form=form,
        tag=inquiry_tag(asked.inquiry.state),
        demands={point.id: what_is_asked(point, site.vocabulary) for point in asked.points},
        others=said_by_others(db, asked),
        allowed={name for name, deed in INQUIRIES.items() if deed.allowed(viewer, asked)},
    )
