"""HTTP: the owner's side of a need after it was handed in: its life, its record, its keeper."""

from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.access import AnyViewer, Doer, Me, Ready
from app.accounts.policy import Principal
from app.core.acting import Act
from app.core.clock import city_date, end_of
from app.core.db import Db
from app.core.errors import Conflict, NotFound
from app.core.forms import Form, FormModel, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from scenarios.access import OwnScenario, VisibleScenario, allow
from scenarios.actions import approving, living
from scenarios.forms import models as m
from scenarios.forms.checks import Around, check
from scenarios.forms.wording import field_labels
from scenarios.models import Scenario
from scenarios.policy import (
    may_amend,
    may_approve_inside,
    may_cancel,
    may_edit,
    may_hand_over,
    may_relaunch,
    may_renew,
    may_resume,
    may_see_record,
    may_suspend,
    may_withdraw,
)
from scenarios.queries import owning
from scenarios.queries.showing import need_page
from scenarios.routes.shown import SAY, manage_url, summary_of

router = Router()
DEEDS = {
    "edit": may_edit,
    "approve": may_approve_inside,
    "withdraw": may_withdraw,
    "amend": may_amend,
    "suspend": may_suspend,
    "resume": may_resume,
    "cancel": may_cancel,
    "renew": may_renew,
    "relaunch": may_relaunch,
    "hand_over": may_hand_over,
}
"""What the page of a need offers, drawn from the same rules that the handlers ask."""


@router.get("/scenarios/mine", name="scenarios.mine")
def mine(request: Request, viewer: Me, db: Db, now: Now) -> Response:
    return render(request, "scenarios/own/mine.html", owner_desk=owning.desk(db, viewer, now), **SAY)


@router.get("/scenarios/{public_id}/manage", name="scenarios.manage")
def manage(request: Request, scenario: OwnScenario, viewer: Ready, db: Db, site: TheSite, now: Now) -> Response:
    return _manage_page(request, db, site, viewer, scenario, now)


@router.get("/scenarios/{public_id}/record", name="scenarios.record")
def show_record(request: Request, scenario: VisibleScenario, viewer: AnyViewer, db: Db, site: TheSite) -> Response:
    """Every move and contact release, to be printed."""
    if not may_see_record(viewer, scenario):
        raise NotFound
    return render(
        request,
        "scenarios/own/record.html",
        scenario=scenario,
        owner=owning.organisation_of(db, scenario),
        entries=owning.record(db, scenario),
        summary=summary_of(db, site, scenario),
        **SAY,
    )


@router.post("/scenarios/{public_id}/withdraw", name="scenarios.withdraw")
def withdraw(request: Request, data: Posted, scenario: OwnScenario, doer: Doer) -> Response:
    form = _judged(m.ReasonForm, data, doer.site, doer.now)
    if not _may(doer.viewer, scenario, "withdraw", form):
        return _manage_page(request, doer.db, doer.site, doer.viewer, scenario, doer.now, open_form=("withdraw", form))
    actor = doer.viewer.acting(scenario.organisation_id)
    approving.withdraw(
        Act(doer.db, doer.site, actor, doer.now), scenario, reason=form.value("reason"), note=form.value("note")
    )
    return redirect(request, manage_url(scenario), _("需求已撤回。"))


@router.post("/scenarios/{public_id}/cancel", name="scenarios.cancel")
def cancel(request: Request, data: Posted, scenario: OwnScenario, doer: Doer) -> Response:
    form = _judged(m.ReasonForm, data, doer.site, doer.now)
    if not _may(doer.viewer, scenario, "cancel", form):
        return _manage_page(request, doer.db, doer.site, doer.viewer, scenario, doer.now, open_form=("cancel", form))
    actor = doer.viewer.acting(scenario.organisation_id)
    living.cancel(
        Act(doer.db, doer.site, actor, doer.now), scenario, reason=form.value("reason"), note=form.value("note")
    )
    return redirect(request, manage_url(scenario), _("需求已取消；页面会保留，并注明原因。"))


@router.post("/scenarios/{public_id}/suspend", name="scenarios.suspend")
def suspend(request: Request, data: Posted, scenario: OwnScenario, doer: Doer) -> Response:
    form = _judged(m.SuspendForm, data, doer.site, doer.now)
    if not _may(doer.viewer, scenario, "suspend", form):
        return _manage_page(request, doer.db, doer.site, doer.viewer, scenario, doer.now, open_form=("suspend", form))
    actor = doer.viewer.acting(scenario.organisation_id)
    living.suspend(Act(doer.db, doer.site, actor, doer.now), scenario, form.value("note"))
    return redirect(request, manage_url(scenario), _("已暂停征集；恢复时截止日期按暂停天数顺延。"))


@router.post("/scenarios/{public_id}/resume", name="scenarios.resume")
def resume(request: Request, data: Posted, scenario: OwnScenario, doer: Doer) -> Response:
    form = _judged(m.NoteForm, data, doer.site, doer.now)
    if not _may(doer.viewer, scenario, "resume", form):
        return _manage_page(request, doer.db, doer.site, doer.viewer, scenario, doer.now, open_form=("resume", form))
    actor = doer.viewer.acting(scenario.organisation_id)
    living.resume(Act(doer.db, doer.site, actor, doer.now), scenario, form.value("note"))
    return redirect(request, manage_url(scenario), _("已恢复征集。"))


@router.post("/scenarios/{public_id}/renew", name="scenarios.renew")
def renew(request: Request, data: Posted, scenario: OwnScenario, doer: Doer) -> Response:
    form = _judged(m.RenewForm, data, doer.site, doer.now)
    if not _may(doer.viewer, scenario, "renew", form):
        return _manage_page(request, doer.db, doer.site, doer.viewer, scenario, doer.now, open_form=("renew", form))
    assert form.cleaned is not None
    living.renew(doer.act(scenario.organisation_id), scenario, end_of(form.cleaned.deadline))
    return redirect(request, manage_url(scenario), _("已续期，需求重新征集。"))


@router.post("/scenarios/{public_id}/relaunch", name="scenarios.relaunch")
def relaunch(request: Request, scenario: OwnScenario, doer: Doer) -> Response:
    """A linked draft of the next round; the second click finds the first one's."""
    allow(permitted=may_relaunch(doer.viewer, scenario))
    draft = owning.next_round(doer.db, scenario)
    if draft is None:
        draft = living.relaunch(doer.act(scenario.organisation_id), scenario)
    return redirect(request, f"/scenarios/{draft.public_id}/edit/basics", _("已按原文建立新一轮草稿。"))


@router.post("/scenarios/{public_id}/hand-over", name="scenarios.hand_over")
def hand_over(request: Request, data: Posted, scenario: OwnScenario, doer: Doer) -> Response:
    form = _judged(m.HandOverForm, data, doer.site, doer.now)
    successor = owning.colleague(doer.db, scenario.organisation_id, form.value("successor"))
    if form.valid and successor is None:
        form.add_error("successor", _("请从本单位成员里选择接手人。"))
    if not _may(doer.viewer, scenario, "hand_over", form) or successor is None or form.cleaned is None:
        return _manage_page(request, doer.db, doer.site, doer.viewer, scenario, doer.now, open_form=("hand_over", form))
    living.hand_over(
        doer.act(scenario.organisation_id),
        scenario,
        successor,
        note=form.cleaned.note,
        take_contact=form.cleaned.take_contact,
    )
    return redirect(request, manage_url(scenario), _("已移交给{name}。").format(name=successor.name))


def _judged(model: type[FormModel], data: FormData, site: Site, now: datetime) -> Form[Any]:
    form: Form[Any] = bind(model, data)
    check(form, Around(today=city_date(now), codes=lambda kind: [c for c, _label in site.vocabulary.options(kind)]))
    return form


def _may(viewer: Principal, scenario: Scenario, deed: str, form: Form[Any]) -> bool:
    """Whether to go on. Raises for a deed that this person or this state does not allow; False means: say the errors."""
    if not DEEDS[deed](viewer, scenario):
        raise Conflict(_("这项需求现在不能这样办理：它的状态刚刚变化，或者您没有这项权限。"))
    return form.valid


def _manage_page(
    request: Request,
    db: Session,
    site: Site,
    viewer: Principal,
    scenario: Scenario,
    now: datetime,
    *,
    open_form: tuple[str, Form[Any]] | None = None,
) -> Response:
    return render(
        request,
        "scenarios/own/manage.html",
        status=422 if open_form else 200,
        scenario=scenario,
        page=need_page(db, scenario, viewer, site.vocabulary, now),
        deeds={deed for deed, may in DEEDS.items() if may(viewer, scenario)},
        opened=open_form[0] if open_form else "",
        form=open_form[1] if open_form else blank(m.NoteForm),
        empty=blank(m.NoteForm),
        colleagues=[(p.public_id, p.name) for p in owning.colleagues(db, scenario.organisation_id, viewer.person_id)],
        holder=owning.people(db, {scenario.holder_id}),
        notes=owning.open_notes(db, scenario.id),
        labels=field_labels(),
        **SAY,
    )
