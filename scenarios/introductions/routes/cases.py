"""The case of a need: its introductions, what curators did, and what is to be done next."""

from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Doer
from app.accounts.models import Role
from app.core.clock import city_date
from app.core.db import Db
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from scenarios.introductions.access import ACase, AStep
from scenarios.introductions.actions.cases import finish_step, note, plan_step
from scenarios.introductions.forms import EntryForm, StepForm
from scenarios.introductions.labels import entry_kinds
from scenarios.introductions.queries.cases import case_of, match_of_need
from scenarios.models import Scenario
from scenarios.sharing import need_text

router = Router()


def case_url(need: Scenario) -> str:
    return f"/curation/{need.public_id}"


@router.get("/curation/{public_id}", name="introductions.case")
def show(request: Request, need: ACase, db: Db, site: TheSite, now: Now) -> Response:
    return _page(request, need, db, site, now)


@router.post("/curation/{public_id}/entries", name="introductions.note")
def add_entry(request: Request, need: ACase, data: Posted, doer: Doer) -> Response:
    form = bind(EntryForm, data)
    match = (
        match_of_need(doer.db, need, form.cleaned.match) if form.cleaned is not None and form.cleaned.match else None
    )
    if form.cleaned is not None and form.cleaned.match and match is None:
        form.add_error("match", _("请从列表中选择。"))
    if form.cleaned is not None and form.cleaned.happened_on > city_date(doer.now):
        form.add_error("happened_on", _("日期不能晚于今天；以后要做的事请记在“下一步”。"))
    if form.cleaned is None or not form.valid:
        return _page(request, need, doer.db, doer.site, doer.now, entry=form)
    note(doer.act(role=Role.CURATOR.value), need, match, form.cleaned)
    return redirect(request, f"{case_url(need)}#entries", _("已记下，只有场景经理人和专班看得到。"))


@router.post("/curation/{public_id}/steps", name="introductions.plan")
def add_step(request: Request, need: ACase, data: Posted, doer: Doer) -> Response:
    form = bind(StepForm, data)
    if form.cleaned is not None and form.cleaned.due_on < city_date(doer.now):
        form.add_error("due_on", _("日期已经过去了。"))
    if form.cleaned is None or not form.valid:
        return _page(request, need, doer.db, doer.site, doer.now, step=form)
    plan_step(doer.act(role=Role.CURATOR.value), need, form.cleaned)
    return redirect(request, f"{case_url(need)}#steps", _("下一步已记下，到期前一天会排到工作台最前面。"))


@router.post("/curation/{public_id}/steps/{step_id}/done", name="introductions.finish")
def finish(request: Request, need: ACase, step: AStep, doer: Doer) -> Response:
    finish_step(doer.act(role=Role.CURATOR.value), step)
    return redirect(request, f"{case_url(need)}#steps", _("已完成。"))


def _page(request: Request, need: Scenario, db: Session, site: Site, now: datetime, **refused: Form[Any]) -> Response:
    today, case = city_date(now), case_of(db, need, now)
    return render(
        request,
        "scenarios/introductions/case.html",
        status=422 if refused else 200,
        case=case,
        chat_text=need_text(need, case.owner, site.vocabulary, site.settings.origin),
        kinds=entry_kinds(),
        entry=refused.get("entry", blank(EntryForm, kind="call", happened_on=today)).at("entry"),
        step=refused.get("step", blank(StepForm)).at("step"),
    )
