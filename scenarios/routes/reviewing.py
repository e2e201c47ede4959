"""HTTP: the department's queue, and everything it may do with one need."""

from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.datastructures import FormData

from app.accounts.access import Doer, Me, Ready
from app.accounts.policy import Principal
from app.core.acting import Act
from app.core.actors import Actor
from app.core.clock import CITY
from app.core.db import Db
from app.core.errors import Conflict, Forbidden, NotFound
from app.core.forms import Form, FormModel, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from scenarios.access import ReviewedScenario
from scenarios.actions import reviewing as actions
from scenarios.detectors import exposures
from scenarios.forms.reviewing import OTHER, ApproveForm, EditsForm, RejectForm, RiskForm, WaiverForm
from scenarios.labels import FIELDS, field_label
from scenarios.lifecycle import PUBLIC, SCENARIO, ScenarioEvent, ScenarioState
from scenarios.models import Scenario
from scenarios.policy import may_decide, may_open, may_release, may_take, may_waive
from scenarios.queries import reviewing as queries
from scenarios.queries.opening import hindrances
from scenarios.queries.said import values_of
from scenarios.queries.showing import need_page
from scenarios.routes.words import WORDS

router = Router()
ONE = "/review/{public_id}"
FORMS: dict[str, type[FormModel]] = {
    "edits": EditsForm,
    "reject": RejectForm,
    "approve": ApproveForm,
    "waiver": WaiverForm,
    "risk": RiskForm,
}
"""The forms of the page by the name of their part."""


@router.get(queries.PATH, name="scenarios.review")
def show_queue(request: Request, viewer: Me, db: Db, now: Now, tab: str = "", page: str = "1") -> Response:
    if not queries.may_enter(viewer):
        raise NotFound
    found = queries.queue(db, viewer, tab, page, now)
    return render(request, "scenarios/review/queue.html", block="listing", queue=found, **WORDS)


@router.get(ONE, name="scenarios.review_one")
def show_one(request: Request, scenario: ReviewedScenario, viewer: Ready, db: Db, site: TheSite, now: Now) -> Response:
    return _page(request, db, site, scenario, viewer, now)


@router.post(f"{ONE}/take", name="scenarios.take")
def take(request: Request, scenario: ReviewedScenario, doer: Doer) -> Response:
    _require(doer.db, scenario, ScenarioEvent.TAKE, permitted=may_take(doer.viewer, scenario))
    actions.take(Act(doer.db, doer.site, _actor(doer.viewer, scenario), doer.now), scenario)
    return _back(request, scenario, _("已领取，这项需求由您审核。"))


@router.post(f"{ONE}/release", name="scenarios.release")
def release(request: Request, scenario: ReviewedScenario, doer: Doer) -> Response:
    _require(doer.db, scenario, ScenarioEvent.RELEASE, permitted=may_release(doer.viewer, scenario))
    actions.release(Act(doer.db, doer.site, _actor(doer.viewer, scenario), doer.now), scenario)
    return redirect(request, queries.PATH, flash=_("已退回待领取，审核时限照常计算。"))


@router.post(f"{ONE}/edits", name="scenarios.request_edits")
def request_edits(request: Request, scenario: ReviewedScenario, data: Posted, doer: Doer) -> Response:
    _require(doer.db, scenario, ScenarioEvent.REQUEST_EDITS, permitted=may_decide(doer.viewer, scenario))
    if "add_row" in data or "remove_row" in data:
        return _page(request, doer.db, doer.site, scenario, doer.viewer, doer.now, edits=_with_rows(data))
    form = bind(EditsForm, data)
    if form.cleaned is None:
        return _page(request, doer.db, doer.site, scenario, doer.viewer, doer.now, status=422, edits=form)
    notes = [("" if row.field_name == OTHER else row.field_name, row.note) for row in form.cleaned.notes]
    actions.request_edits(
        Act(doer.db, doer.site, _actor(doer.viewer, scenario), doer.now), scenario, notes, note=form.cleaned.note
    )
    return redirect(request, queries.PATH, flash=_("已请单位修改，修改意见已发送。"))


@router.post(f"{ONE}/reject", name="scenarios.reject")
def reject(request: Request, scenario: ReviewedScenario, data: Posted, doer: Doer) -> Response:
    _require(doer.db, scenario, ScenarioEvent.REJECT, permitted=may_decide(doer.viewer, scenario))
    form = bind(RejectForm, data)
    if form.cleaned is not None and form.cleaned.reason not in dict(doer.site.vocabulary.options("rejection_reason")):
        form.add_error("reason", _("请从列表中选择。"))
    if form.cleaned is None or not form.valid:
        return _page(request, doer.db, doer.site, scenario, doer.viewer, doer.now, status=422, reject=form)
    actions.reject(
        Act(doer.db, doer.site, _actor(doer.viewer, scenario), doer.now),
        scenario,
        form.cleaned.reason,
        form.cleaned.explanation,
    )
    return redirect(request, queries.PATH, flash=_("已作出不予通过的决定，理由已告知单位。"))


@router.post(f"{ONE}/approve", name="scenarios.approve")
def approve(
    request: Request, scenario: ReviewedScenario, viewer: Ready, db: Db, site: TheSite, now: Now, data: Posted
) -> Response:
    """Pass it and open it now, at a time or with a batch; or give one that has passed another time."""
    if scenario.state is ScenarioState.APPROVED:
        _require(db, scenario, ScenarioEvent.OPEN, permitted=may_open(viewer, scenario))
    else:
        _require(db, scenario, ScenarioEvent.APPROVE, permitted=may_decide(viewer, scenario))
    form = bind(ApproveForm, data)
    _check_time(form, scenario, now)
    if form.cleaned is None or not form.valid:
        return _page(request, db, site, scenario, viewer, now, status=422, approve=form)
    try:
        said = _pass(db, site, scenario, form.cleaned, _actor(viewer, scenario), now)
    except actions.Obstructed as refusal:
        form.add_error("when", refusal.sentence)
        return _page(request, db, site, scenario, viewer, now, status=422, approve=form)
    return _back(request, scenario, said)


def _pass(db: Session, site: Site, scenario: Scenario, wanted: ApproveForm, actor: Actor, now: datetime) -> str:
    at_once = wanted.when == "now"
    # Opened in the same breath, the owner gets one mail and not two.
    if scenario.state is ScenarioState.APPROVED:
        if not at_once:
            actions.schedule(Act(db, site, actor, now), scenario, wanted.opens_at)
    else:
        actions.approve(Act(db, site, actor, now), scenario, opens_at=wanted.opens_at, tell=not at_once)
    if at_once:
        actions.open_now(Act(db, site, actor, now), scenario)
        return _("已通过并发布，正在为它寻找匹配。")
    return _("已通过，将按设定的时间发布。") if wanted.opens_at else _("已通过，等待随批次发布。")


@router.post(f"{ONE}/waiver", name="scenarios.waive")
def waive(request: Request, scenario: ReviewedScenario, data: Posted, doer: Doer) -> Response:
    _require_before_opening(doer.db, scenario, doer.viewer, _("这项需求已经发布或已经结束，不能再登记豁免。"))
    form = bind(WaiverForm, data)
    if form.cleaned is None:
        return _page(request, doer.db, doer.site, scenario, doer.viewer, doer.now, status=422, waiver=form)
    actions.waive(Act(doer.db, doer.site, _actor(doer.viewer, scenario), doer.now), scenario, form.cleaned.waiver)
    return _back(request, scenario, _("已登记豁免理由。"))


@router.post(f"{ONE}/risk", name="scenarios.record_risk")
def record_risk(request: Request, scenario: ReviewedScenario, data: Posted, doer: Doer) -> Response:
    _require_before_opening(doer.db, scenario, doer.viewer, _("这项需求已经发布或已经结束，不能再改动风险审查结论。"))
    form = bind(RiskForm, data)
    if form.cleaned is None:
        return _page(request, doer.db, doer.site, scenario, doer.viewer, doer.now, status=422, risk=form)
    actions.record_risk(
        Act(doer.db, doer.site, _actor(doer.viewer, scenario), doer.now), scenario, form.cleaned.decision
    )
    return _back(request, scenario, _("已记录风险审查结论。"))


def _require(db: Session, scenario: Scenario, event: ScenarioEvent, *, permitted: bool) -> None:
    """A deed that came too late is told who was quicker; one that is not hers is refused."""
    if event not in SCENARIO.events_from(scenario.state):
        name = queries.reviewer_name(db, scenario)
        if scenario.state is ScenarioState.UNDER_REVIEW and name:
            raise Conflict(_("这项需求刚刚已由 {name} 领取审核，您的操作没有生效。").format(name=name))
        raise Conflict(_("这项需求刚刚由其他人办理过，您的操作没有生效。请刷新页面查看最新状态。"))
    if not permitted:
        raise Forbidden(_held_by(db, scenario))


def _require_before_opening(db: Session, scenario: Scenario, viewer: Principal, too_late: str) -> None:
    if scenario.state in PUBLIC or not SCENARIO.events_from(scenario.state):
        raise Conflict(too_late)
    if not may_waive(viewer, scenario):
        raise Forbidden(_held_by(db, scenario))


def _held_by(db: Session, scenario: Scenario) -> str:
    name = queries.reviewer_name(db, scenario) or _("其他审核人员")
    return _("这项需求正由 {name} 审核，请由其办理，或请其退回待领取。").format(name=name)


def _check_time(form: Form[ApproveForm], scenario: Scenario, now: datetime) -> None:
    wanted = form.cleaned
    if wanted is None or wanted.when != "timed":
        return
    if wanted.opens_at is None:
        form.add_error("opens_at", _("请填写发布时间，或选择立即发布。"))
    elif wanted.opens_at <= now:
        form.add_error("opens_at", _("发布时间已经过去，请改为以后的时间，或选择立即发布。"))
    elif scenario.deadline is not None and wanted.opens_at >= scenario.deadline:
        form.add_error("opens_at", _("发布时间必须早于截止日期。"))


def _with_rows(data: FormData) -> Form[EditsForm]:
    """The typed notes again, one row more or one less; nothing is judged yet."""
    removed = str(data.get("remove_row", ""))
    kept = {k: [str(v)] for k, v in data.items() if not (removed and k.startswith(f"{removed}-"))}
    return Form(EditsForm, raw=kept)


def _actor(viewer: Principal, scenario: Scenario) -> Actor:
    return viewer.acting(role=queries.acting_role(viewer, scenario))


def _back(request: Request, scenario: Scenario, flash: str) -> Response:
    return redirect(request, str(request.app.url_path_for("scenarios.review_one", public_id=scenario.public_id)), flash)


def _blank(name: str, scenario: Scenario, now: datetime) -> Form[Any]:
    if name == "approve":
        planned = scenario.opens_at
        timed = planned is not None and planned > now
        at = f"{planned.astimezone(CITY):%Y-%m-%dT%H:%M}" if planned is not None and timed else ""
        return blank(ApproveForm, when="timed" if timed else "now", opens_at=at)
    if name == "waiver":
        return blank(WaiverForm, waiver=scenario.waiver or scenario.waiver_asked)
    return blank(RiskForm, decision=scenario.risk_decision) if name == "risk" else blank(FORMS[name])


def _page(
    request: Request,
    db: Session,
    site: Site,
    scenario: Scenario,
    viewer: Principal,
    now: datetime,
    status: int = 200,
    **shown: Form[Any],
) -> Response:
    """The need with everything to decide on; `shown` are forms that were sent and come back."""
    return render(
        request,
        "scenarios/review/show.html",
        status=status,
        scenario=scenario,
        page=need_page(db, scenario, viewer, site.vocabulary, now),
        comparison=queries.comparison(db, scenario, site.vocabulary),
        notes=queries.notes_of(db, scenario),
        twins=queries.near_duplicates(db, site.index, scenario, viewer),
        obstacles=hindrances(db, scenario, site.settings.readiness_threshold, now),
        exposed=exposures(values_of(db, scenario)),
        reviewer=queries.reviewer_name(db, scenario),
        urgency=queries.urgency(scenario, now),
        may={
            "take": may_take(viewer, scenario),
            "release": may_release(viewer, scenario),
            "decide": may_decide(viewer, scenario),
            "open": may_open(viewer, scenario),
            "waive": may_waive(viewer, scenario),
        },
        forms={name: shown.get(name) or _blank(name, scenario, now) for name in FORMS},
        sent=next(iter(shown), ""),
        field_options=[(name, field_label(name)) for name in FIELDS] + [(OTHER, _("其他或整体"))],
        field_label=field_label,
        threshold=site.settings.readiness_threshold,
        **WORDS,
    )
