"""HTTP: 审批, a colleague's yes or no before a need leaves its house."""

from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.datastructures import FormData, UploadFile

from app.accounts.access import Doer, Ready
from app.accounts.policy import Principal
from app.core.acting import Act
from app.core.db import Db
from app.core.files import attach, download, file_of, files_of
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.models import StoredFile
from app.core.routing import Router
from app.core.site import Site, TheSite
from scenarios.access import OwnScenario, allow
from scenarios.actions import approving
from scenarios.actions.approving import APPROVAL_FILE
from scenarios.forms import models as m
from scenarios.forms.wording import field_labels
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario
from scenarios.policy import may_approve_inside
from scenarios.queries import owning
from scenarios.queries.content import Rules
from scenarios.routes.shown import SAY, manage_url, summary_of

router = Router()


@router.get("/scenarios/{public_id}/approval", name="scenarios.approval")
def show_approval(request: Request, scenario: OwnScenario, viewer: Ready, db: Db, site: TheSite) -> Response:
    if scenario.state is not ScenarioState.AWAITING_APPROVAL:
        return redirect(request, manage_url(scenario))
    return _approval_page(request, db, site, viewer, scenario, blank(m.NoteForm))


@router.post("/scenarios/{public_id}/approval", name="scenarios.approve_inside")
def decide_approval(request: Request, data: Posted, scenario: OwnScenario, doer: Doer) -> Response:
    """Approve, with the stamped scan if there is one, or return with a note."""
    if scenario.state is not ScenarioState.AWAITING_APPROVAL:
        return redirect(request, manage_url(scenario), _("这项需求已经办理过了。"), "info")
    allow(permitted=may_approve_inside(doer.viewer, scenario), sentence=_("审批人须是本单位的审批人，且不能是填报人。"))
    returning = data.get("do") == "return"
    form: Form[Any] = bind(m.ReturnForm if returning else m.NoteForm, data)
    if not form.valid:
        return _approval_page(request, doer.db, doer.site, doer.viewer, scenario, form, status=422)
    actor = doer.viewer.acting(scenario.organisation_id)
    if returning:
        approving.return_inside(Act(doer.db, doer.site, actor, doer.now), scenario, form.value("note"))
        return redirect(request, manage_url(scenario), _("已退回填报人修改。"))
    scan = _scan(doer.db, doer.site, doer.viewer, scenario, data, doer.now)
    rules = Rules.of(doer.site.settings)
    approving.approve_inside(
        Act(doer.db, doer.site, actor, doer.now), scenario, rules, note=form.value("note"), scan=scan
    )
    return redirect(request, manage_url(scenario), _("已审批通过，需求已提交审核。"))


@router.get("/scenarios/{public_id}/approval/{file_id}", name="scenarios.approval_scan")
def get_scan(scenario: OwnScenario, file_id: str, db: Db, site: TheSite) -> Response:
    return download(site.blobs, file_of(db, APPROVAL_FILE, scenario.id, file_id))


def _approval_page(
    request: Request,
    db: Session,
    site: Site,
    viewer: Principal,
    scenario: Scenario,
    form: Form[Any],
    status: int = 200,
) -> Response:
    return render(
        request,
        "scenarios/own/approval.html",
        status=status,
        scenario=scenario,
        form=form,
        may_approve=may_approve_inside(viewer, scenario),
        sender=owning.people(db, {scenario.sent_by}),
        summary=summary_of(db, site, scenario),
        files=files_of(db, "scenario", scenario.id),
        labels=field_labels(),
        **SAY,
    )


def _scan(
    db: Session, site: Site, viewer: Principal, scenario: Scenario, data: FormData, now: datetime
) -> StoredFile | None:
    upload = data.get("scan")
    if not isinstance(upload, UploadFile) or not upload.filename:
        return None
    limit = site.settings.attachment_limit_mb << 20
    return attach(Act(db, site, viewer.acting(), now), upload, APPROVAL_FILE, scenario.id, confidential=True)
