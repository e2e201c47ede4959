"""HTTP: the department's queue, and everything it may do with one need."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from app.accounts.access import Doer, Doing, Me
from app.core.clock import CITY
from app.core.db import Db
from app.core.deeds import open_to
from app.core.errors import NotFound
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.personal.declaring import keys_of
from app.core.routing import Router
from app.core.site import Now
from scenarios.access import ReviewedScenario
from scenarios.actions.reviewing import Obstructed
from scenarios.deeds import REVIEWING, moved_on
from scenarios.forms.exposing import exposures
from scenarios.forms.reviewing import OTHER, ApproveForm, EditsForm, RejectForm, RiskForm, WaiverForm
from scenarios.labels import FIELDS, field_label
from scenarios.models import Scenario
from scenarios.queries import reviewing as queries
from scenarios.queries.declared import standing_declarations
from scenarios.queries.opening import hindrances
from scenarios.queries.said import values_of
from scenarios.queries.showing import need_page
from scenarios.routes.submitting import risk_options
from scenarios.routes.words import WORDS

router = Router()
ONE = "/review/{public_id}"


@router.get(queries.PATH, name="scenarios.review")
def show_queue(request: Request, viewer: Me, db: Db, now: Now, tab: str = "", page: str = "1") -> Response:
    if not queries.may_enter(viewer):
        raise NotFound
    found = queries.queue(db, viewer, tab, page, now)
    return render(request, "scenarios/review/queue.html", block="listing", queue=found, **WORDS)


@router.get(ONE, name="scenarios.review_one")
def show_one(request: Request, scenario: ReviewedScenario, doer: Doer) -> Response:
    return _page(request, doer, scenario)


PATHS = {"waiver": "waive", "risk": "record_risk", "edits": "request_edits"}
"""Names of addresses that are not those of their deeds."""
AWAY = frozenset({"release", "edits", "reject"})
"""After these there is nothing more to do with the need: the queue follows."""


def _deed(name: str) -> Callable[..., Response]:
    """The handler of one deed; a form that is wrong comes back on the page."""
    deed = REVIEWING[name]

    def carry_out(request: Request, data: Posted, scenario: ReviewedScenario, doer: Doer) -> Response:
        deed.require(doer.viewer, scenario, lambda: moved_on(doer.db, scenario))
        if "add_row" in data or "remove_row" in data:
            return _page(request, doer, scenario, edits=_with_rows(data))
        form: Form[Any] = bind(deed.form, data)
        _check(form, scenario, doer)
        if form.cleaned is None or not form.valid:
            return _page(request, doer, scenario, status=422, **{name: form})
        act = doer.act(role=queries.acting_role(doer.viewer, scenario))
        try:
            said = deed.carry_out(act, scenario, form.cleaned)
        except Obstructed as refusal:
            form.add_error("when", refusal.sentence)
            return _page(request, doer, scenario, status=422, **{name: form})
        here = str(request.app.url_path_for("scenarios.review_one", public_id=scenario.public_id))
        return redirect(request, queries.PATH if name in AWAY else here, said)

    return carry_out


for _name in REVIEWING:
    router.post(f"{ONE}/{_name}", name=f"scenarios.{PATHS.get(_name, _name)}")(_deed(_name))


def _check(form: Form[Any], scenario: Scenario, doer: Doing) -> None:
    said = form.cleaned
    if isinstance(said, ApproveForm):
        _check_time(form, said, scenario, doer.now)
    elif isinstance(said, RejectForm) and said.reason not in dict(doer.site.vocabulary.options("rejection_reason")):
        form.add_error("reason", _("请从列表中选择。"))


def _check_time(form: Form[Any], wanted: ApproveForm, scenario: Scenario, now: datetime) -> None:
    if wanted.when != "timed":
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


def _blank(name: str, scenario: Scenario, now: datetime) -> Form[Any]:
    if name == "approve":
        planned = scenario.opens_at
        timed = planned is not None and planned > now
        at = f"{planned.astimezone(CITY):%Y-%m-%dT%H:%M}" if planned is not None and timed else ""
        return blank(ApproveForm, when="timed" if timed else "now", opens_at=at)
    if name == "waiver":
        return blank(WaiverForm, waiver=scenario.waiver or scenario.waiver_asked)
    return blank(RiskForm, decision=scenario.risk_decision) if name == "risk" else blank(REVIEWING[name].form)


def _page(request: Request, doer: Doing, scenario: Scenario, status: int = 200, **shown: Form[Any]) -> Response:
    """The need with everything to decide on; `shown` are forms that were sent and come back."""
    return render(
        request,
        "scenarios/review/show.html",
        status=status,
        scenario=scenario,
        page=need_page(doer.db, scenario, doer.viewer, doer.site.vocabulary, doer.now),
        comparison=queries.comparison(doer.db, scenario, doer.site.vocabulary),
        notes=queries.notes_of(doer.db, scenario),
        twins=queries.near_duplicates(doer.db, doer.site.index, scenario, doer.viewer),
        obstacles=hindrances(doer.db, scenario, doer.site, doer.now),
        exposed=exposures(values_of(doer.db, scenario), keys_of(doer.db, scenario)),
        declared=standing_declarations(doer.db, scenario),
        risks=risk_options(doer.site.vocabulary, values_of(doer.db, scenario)),
        reviewer=queries.reviewer_name(doer.db, scenario),
        urgency=queries.urgency(scenario, doer.now),
        deeds=open_to(REVIEWING, doer.viewer, scenario),
        forms={name: shown.get(name) or _blank(name, scenario, doer.now) for name in REVIEWING},
        sent=next(iter(shown), ""),
        field_options=[(name, field_label(name)) for name in FIELDS] + [(OTHER, _("其他或整体"))],
        field_label=field_label,
        threshold=doer.site.settings.readiness_threshold,
        **WORDS,
    )
