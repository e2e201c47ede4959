"""HTTP: the last look before a need leaves its house, and handing it in."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Doing
from app.accounts.models import Organisation
from app.core.db import Db
from app.core.finding import SCENARIO
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.personal.declaring import declare, keys_of
from app.core.routing import Router
from app.core.site import Now, TheSite, Words
from scenarios.access import OwnScenario
from scenarios.actions.approving import send_for_approval, submit
from scenarios.actions.drafting import touch
from scenarios.actions.reviewing import waive
from scenarios.forms.exposing import exposures
from scenarios.forms.models import SubmitForm
from scenarios.forms.sections import SECTION_OF, SECTIONS
from scenarios.forms.wording import field_labels
from scenarios.guards import (
    CHECKLIST,
    CHECKLIST_CODES,
    NO_APPROVER,
    Obstacle,
    needs_risk_decision,
    settled_elsewhere,
)
from scenarios.models import Scenario
from scenarios.policy import is_vouched, lacks_to_waive, needs_approval
from scenarios.queries.content import Rules, obstacles_of
from scenarios.queries.declared import standing_declarations
from scenarios.queries.owning import good_examples, has_approver, open_notes
from scenarios.queries.reviewing import acting_role
from scenarios.queries.said import values_of
from scenarios.queries.showing import need_page
from scenarios.readiness import readiness
from scenarios.risks import suggested_risks
from scenarios.routes.editing import (
    require_edit,
    steps,
)
from scenarios.routes.shown import beside_the_page
from scenarios.routes.words import WORDS
from scenarios.values import ScenarioValues

router = Router()


@router.get("/scenarios/{public_id}/check", name="scenarios.check")
def show_check(request: Request, scenario: OwnScenario, doer: Doer) -> Response:
    """What is missing, what might be too much, and the button."""
    require_edit(doer, scenario)
    form = blank(SubmitForm, checklist=scenario.checklist, waiver_asked=scenario.waiver_asked or scenario.waiver)
    return _check_page(request, doer, scenario, form)


@router.post("/scenarios/{public_id}/submit", name="scenarios.submit")
def hand_in(request: Request, data: Posted, scenario: OwnScenario, doer: Doer) -> Response:
    """To a colleague for approval or straight to the department, as the house has decided."""
    require_edit(doer, scenario)
    form = bind(SubmitForm, data, keys_of(doer.db, scenario))
    ticked = sorted(CHECKLIST_CODES & set(form.values("checklist")))
    if form.cleaned is None:
        return _check_page(request, doer, scenario, form, status=422)
    declare(doer.act(scenario.organisation_id), scenario, form.cleaned.declared)
    vouched, reason = is_vouched(doer.viewer, scenario), form.cleaned.waiver_asked
    declared = [code for code in suggested_risks(values_of(doer.db, scenario)) if code in form.cleaned.risks]
    if (ticked, reason, declared) != (scenario.checklist, scenario.waiver_asked, []):
        touch(doer.db, scenario, doer.now)
        scenario.checklist, scenario.waiver_asked = ticked, reason
        scenario.risk_triggers = [*scenario.risk_triggers, *declared]
        doer.db.flush()
    if vouched and reason and reason != scenario.waiver and not lacks_to_waive(doer.viewer, scenario):
        waive(doer.act(role=acting_role(doer.viewer, scenario)), scenario, reason)
    rules = Rules.of(doer.site.settings)
    if _obstacles(doer, scenario, values_of(doer.db, scenario), rules, vouched=vouched):
        return _check_page(request, doer, scenario, form, status=422)
    act = doer.act(scenario.organisation_id)
    if needs_approval(doer.viewer, scenario):
        send_for_approval(act, scenario, rules)
        said = _("已送单位审批，审批人会收到邮件。")
    else:
        submit(act, scenario, rules, vouched=vouched)
        said = _("已提交审核，审核部门会在五个工作日内答复。")
    return redirect(request, f"/scenarios/{scenario.public_id}/manage", said)


@router.get("/scenarios/{public_id}/preview", name="scenarios.preview")
def preview(request: Request, scenario: OwnScenario, db: Db, site: TheSite, now: Now) -> Response:
    """The public page itself, gathered for somebody without an account."""
    page = need_page(db, scenario, None, site.vocabulary, now)
    beside = beside_the_page(db, site, scenario, page)
    return render(request, "scenarios/edit/preview.html", page=page, scenario=scenario, viewer=None, **beside, **WORDS)


def _obstacles(
    doer: Doing, scenario: Scenario, values: ScenarioValues, rules: Rules, *, vouched: bool, terms_accepted: bool = True
) -> list[Obstacle]:
    """What keeps the need from leaving its house, or from going to whoever approves inside it."""
    found = obstacles_of(doer.db, scenario, values, doer.now, rules, terms_accepted=terms_accepted, vouched=vouched)
    found += settled_elsewhere(doer.site.slices.hindrances(doer.db, SCENARIO, scenario.id))
    if needs_approval(doer.viewer, scenario) and not has_approver(doer.db, scenario, doer.viewer.person_id):
        found.append(NO_APPROVER)
    return found


def risk_options(words: Words, values: ScenarioValues) -> list[tuple[str, str, str]]:
    """Risks that the text mentions and nobody has declared: code, label, and the words that say so."""
    hint = _("文中写到“{said}”")
    found = suggested_risks(values).items()
    return [(code, words.label(code, "risk_trigger"), hint.format(said=said)) for code, said in found]


def _check_page(request: Request, doer: Doing, scenario: Scenario, form: Form[Any], *, status: int = 200) -> Response:
    values = values_of(doer.db, scenario)
    rules = Rules.of(doer.site.settings)
    vouched = is_vouched(doer.viewer, scenario)
    terms = doer.viewer.terms_accepted
    found = _obstacles(doer, scenario, values, rules, vouched=vouched, terms_accepted=terms)
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
        exposures=exposures(values, keys_of(doer.db, scenario)),
        declared=standing_declarations(doer.db, scenario),
        examples=good_examples(doer.db, scenario),
        checklist=[(code, _(text)) for code, text in CHECKLIST],
        vouched=vouched,
        approval=needs_approval(doer.viewer, scenario),
        house=doer.db.get_one(Organisation, scenario.organisation_id),
        risky=needs_risk_decision(values),
        risks=risk_options(doer.site.vocabulary, values),
        sections={section.key: _(section.label) for section in SECTIONS},
        section_of=SECTION_OF,
        notes=open_notes(doer.db, scenario.id),
        labels=field_labels(),
        steps=steps(scenario, "check", values, {one.section for one in found}),
    )
