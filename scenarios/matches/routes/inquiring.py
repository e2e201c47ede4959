"""Open points become one question a supplier: asked by the owner's side, answered in one short form."""

from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Doer, Ready
from app.accounts.policy import Viewer
from app.core.db import Db
from app.core.errors import Conflict
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.i18n import sentences
from app.core.limits import MOST_ROWS
from app.core.personal.declaring import declare
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from scenarios.matches.access import AnInquiry, AskingNeed
from scenarios.matches.actions.inquiring import answer_inquiry, ask
from scenarios.matches.deeds import INQUIRIES, inquiry_moved_on, weighing_act
from scenarios.matches.figures import Stated
from scenarios.matches.forms import InquiryForm
from scenarios.matches.policy import lacks_to_weigh
from scenarios.matches.queries.asking import Planning, plan, plan_again
from scenarios.matches.queries.inquiries import Asked, inquiry_tag, public_names, said_by_others, what_is_asked
from scenarios.matches.routes.comparing import chosen
from scenarios.matches.routes.listing import matches_url
from scenarios.models import Scenario
from scenarios.timing import is_answerable

router = Router()
PAGE = "scenarios/matches/inquiry.html"
ASK = "scenarios/matches/ask.html"


@router.get("/scenarios/{public_id}/matches/ask", name="matches.ask")
def ask_page(request: Request, viewer: Ready, need: AskingNeed, db: Db, site: TheSite, now: Now) -> Response:
    """Who would be asked what; nothing is sent yet."""
    planned = plan(db, need, chosen(request), _planning(viewer, need, site, now))
    return render(request, ASK, need=need, plan=planned, answerable=is_answerable(need, now), moved=False)


@router.post("/scenarios/{public_id}/matches/ask", name="matches.ask_now")
def ask_now(request: Request, need: AskingNeed, data: Posted, doer: Doer) -> Response:
    if not is_answerable(need, doer.now):
        raise Conflict(_("这项需求已经截止、暂停或结束，不能再询问供给方。"))
    names = [str(name) for name in data.getlist("with")]
    planned = plan_again(doer.db, need, names, _planning(doer.viewer, need, doer.site, doer.now))
    if not planned.asked:
        raise Conflict(_("没有可以询问的待确认项：都已经问过，或者刚刚有人问过。"))
    if planned.names != set(names):
        return render(request, ASK, status=409, need=need, plan=planned, answerable=True, moved=True)
    act = weighing_act(doer, need)
    for one in planned.asked:
        ask(act, need, one.card.card.supply, one.points)
    said = _("已向 {firms} 家询问 {points} 个待确认项，对方答复后会告诉您。")
    return redirect(request, matches_url(need), said.format(firms=planned.firm_count, points=planned.point_count))


def _planning(viewer: Viewer, need: Scenario, site: Site, now: datetime) -> Planning:
    return Planning(site.vocabulary, now, lambda house: not lacks_to_weigh(viewer, need, house))


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
    declare(act, asked.supply, form.cleaned.declared)
    stated = answer_inquiry(act, asked, form.cleaned.points, consent=form.cleaned.consent)
    said = sentences(_(deed.done), _stated(stated) if form.cleaned.consent else "")
    return redirect(request, f"/inquiries/{asked.inquiry.public_id}", said)


def _stated(stated: Stated) -> str:
    added = _("写进关键参数 {count} 项。").format(count=stated.added)
    full = _("关键参数最多 {most} 行，有 {count} 项没有写进。").format(most=MOST_ROWS, count=stated.left_out)
    return sentences(added, full if stated.left_out else "")


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
    said = deed.carry_out(weighing_act(doer, asked.need), asked, deed.form())
    return redirect(request, matches_url(asked.need), said)


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
        names=public_names(db, asked),
        allowed={name for name, deed in INQUIRIES.items() if deed.allowed(viewer, asked)},
    )
