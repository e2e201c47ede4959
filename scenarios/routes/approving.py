"""HTTP: 审批, a colleague's yes or no before a need leaves its house."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Doing
from app.core.db import Db
from app.core.files import Sent, attach, download, file_of, files_of
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.personal.declaring import declare
from app.core.routing import Router
from app.core.site import TheSite
from scenarios.access import OwnScenario
from scenarios.actions import approving
from scenarios.actions.approving import APPROVAL_FILE
from scenarios.deeds import OWNING, moved_on
from scenarios.forms import models as m
from scenarios.forms.wording import field_labels
from scenarios.models import Scenario
from scenarios.queries import owning
from scenarios.queries.content import Rules
from scenarios.queries.reviewing import unsent
from scenarios.routes.shown import SAY, manage_url, summary_of

router = Router()
APPROVE = OWNING["approve"]


@router.get("/scenarios/{public_id}/approval", name="scenarios.approval")
def show_approval(request: Request, scenario: OwnScenario, doer: Doer) -> Response:
    if not APPROVE.possible(scenario):
        return redirect(request, manage_url(scenario))
    return _approval_page(request, doer, scenario, blank(m.NoteForm))


@router.post("/scenarios/{public_id}/approval", name="scenarios.approve_inside")
def decide_approval(request: Request, sent: Sent, data: Posted, scenario: OwnScenario, doer: Doer) -> Response:
    """Approve, with the stamped scan if there is one, or return with a note."""
    APPROVE.require(doer.viewer, scenario, lambda: moved_on(doer.db, scenario))
    returning = data.get("do") == "return"
    form: Form[Any] = bind(m.ReturnForm if returning else m.NoteForm, data)
    if sent is not None and not returning:
        sent.check(form)
    if not form.valid:
        return _approval_page(request, doer, scenario, form, status=422)
    act = doer.act(scenario.organisation_id)
    declare(act, scenario, form.declared)
    if returning:
        approving.return_inside(act, scenario, form.value("note"))
        return redirect(request, manage_url(scenario), _("已退回填报人修改。"))
    scan = attach(act, sent, APPROVAL_FILE, scenario.id, confidential=True) if sent is not None else None
    approving.approve_inside(act, scenario, Rules.of(doer.site.settings), note=form.value("note"), scan=scan)
    return redirect(request, manage_url(scenario), _("已审批通过，需求已提交审核。"))


@router.get("/scenarios/{public_id}/approval/{file_id}", name="scenarios.approval_scan")
def get_scan(scenario: OwnScenario, file_id: str, db: Db, site: TheSite) -> Response:
    return download(site.blobs, file_of(db, APPROVAL_FILE, scenario.id, file_id), inside=True)


def _approval_page(request: Request, doer: Doing, scenario: Scenario, form: Form[Any], status: int = 200) -> Response:
    return render(
        request,
        "scenarios/own/approval.html",
        status=status,
        scenario=scenario,
        form=form,
        missing=APPROVE.lacks(doer.viewer, scenario),
        sender=owning.people(doer.db, {scenario.sent_by}),
        summary=summary_of(doer.db, doer.site, scenario),
        comparison=unsent(doer.db, scenario, doer.site.vocabulary),
        files=files_of(doer.db, "scenario", scenario.id),
        labels=field_labels(),
        **SAY,
    )
