"""HTTP: the last look before a need leaves its house, and handing it in."""

from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Doer, Ready
from app.accounts.policy import Principal
from app.core.acting import Act
from app.core.db import Db
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from scenarios.access import OwnScenario, allow
from scenarios.actions.approving import send_for_approval, submit
from scenarios.actions.drafting import touch
from scenarios.actions.reviewing import waive
from scenarios.detectors import exposures
from scenarios.forms.models import SubmitForm
from scenarios.forms.wording import field_labels
from scenarios.guards import CHECKLIST, CHECKLIST_CODES, needs_risk_decision
from scenarios.lifecycle import EDITABLE
from scenarios.models import Scenario
from scenarios.policy import is_vouched, may_send_for_approval, may_submit, may_waive, needs_approval
from scenarios.queries.content import Rules, obstacles_of
from scenarios.queries.owning import good_examples, open_notes
from scenarios.queries.reviewing import acting_role
from scenarios.queries.said import values_of
from scenarios.queries.showing import need_page
from scenarios.readiness import readiness
from scenarios.routes.editing import (
    require_edit,
    steps,
)
from scenarios.routes.words import WORDS

router = Router()


@router.get("/scenarios/{public_id}/check", name="scenarios.check")
def show_check(request: Request, scenario: OwnScenario, viewer: Ready, db: Db, site: TheSite, now: Now) -> Response:
    """What is missing, what might be too much, and the button."""
    require_edit(viewer, scenario)
    form = blank(SubmitForm, checklist=scenario.checklist, waiver_asked=scenario.waiver_asked or scenario.waiver)
    return _check_page(request, db, site, viewer, scenario, form, now)


@router.post("/scenarios/{public_id}/submit", name="scenarios.submit")
def hand_in(request: Request, data: Posted, scenario: OwnScenario, doer: Doer) -> Response:
    """To a colleague for approval or straight to the department, as the house has decided."""
    if scenario.state not in EDITABLE:  # the second of two clicks: the first has done it
        return redirect(request, f"/scenarios/{scenario.public_id}/manage")
    require_edit(doer.viewer, scenario)
    form = bind(SubmitForm, data)
    ticked = sorted(CHECKLIST_CODES & set(form.values("checklist")))
    if form.cleaned is None:
        return _check_page(request, doer.db, doer.site, doer.viewer, scenario, form, doer.now, status=422)
    vouched, reason = is_vouched(doer.viewer, scenario), form.cleaned.waiver_asked
    if (ticked, reason) != (scenario.checklist, scenario.waiver_asked):
        touch(doer.db, scenario, doer.now)
        scenario.checklist, scenario.waiver_asked = ticked, reason
        doer.db.flush()
    if vouched and reason and reason != scenario.waiver and may_waive(doer.viewer, scenario):
        waive(doer.act(role=acting_role(doer.viewer, scenario)), scenario, reason)
    rules = Rules.of(doer.site.settings)
    if obstacles_of(doer.db, scenario, values_of(doer.db, scenario), doer.now, rules, vouched=vouched):
        return _check_page(request, doer.db, doer.site, doer.viewer, scenario, form, doer.now, status=422)
    actor = doer.viewer.acting(scenario.organisation_id)
    if needs_approval(doer.viewer, scenario):
        allow(permitted=may_send_for_approval(doer.viewer, scenario))
        send_for_approval(Act(doer.db, doer.site, actor, doer.now), scenario, rules)
        said = _("已送单位审批，审批人会收到邮件。")
    else:
        allow(permitted=may_submit(doer.viewer, scenario))
        submit(Act(doer.db, doer.site, actor, doer.now), scenario, rules, vouched=vouched)
        said = _("已提交审核，审核部门会在五个工作日内答复。")
    return redirect(request, f"/scenarios/{scenario.public_id}/manage", said)


@router.get("/scenarios/{public_id}/preview", name="scenarios.preview")
def preview(request: Request, scenario: OwnScenario, db: Db, site: TheSite, now: Now) -> Response:
    """The public page itself, gathered for somebody without an account."""
    page = need_page(db, scenario, None, site.vocabulary, now)
    return render(request, "scenarios/edit/preview.html", page=page, scenario=scenario, viewer=None, **WORDS)


def _check_page(
    request: Request,
    db: Session,
    site: Site,
    viewer: Principal,
    scenario: Scenario,
    form: Form[Any],
    now: datetime,
    *,
    status: int = 200,
) -> Response:
    values = values_of(db, scenario)
    rules = Rules.of(site.settings)
    vouched = is_vouched(viewer, scenario)
    found = obstacles_of(db, scenario, values, now, rules, terms_accepted=viewer.terms_accepted, vouched=vouched)
    return render(
        request,
        "scenarios/edit/check.html",
        status=status,
        scenario=scenario,
        form=form,
        asked=status == 422,
        obstacles=[one for one in found if status == 422 or one.code not in {"checklist", "readiness"}],
        ready=readiness(values),
        threshold=rules.threshold,
        exposures=exposures(values),
        examples=good_examples(db, scenario),
        checklist=[(code, _(text)) for code, text in CHECKLIST],
        vouched=vouched,
        approval=needs_approval(viewer, scenario),
        risky=needs_risk_decision(values),
        notes=open_notes(db, scenario.id),
        labels=field_labels(),
        steps=steps(scenario, "check", values),
    )
