"""HTTP: attachments of a draft."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Doing
from app.core.files import AttachmentForm, Shown, add_attachment, attachments_page, remove_attachment
from app.core.forms import Form, Posted, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from scenarios.access import OwnScenario
from scenarios.models import Scenario
from scenarios.queries.said import values_of
from scenarios.routes.editing import require_edit, steps

router = Router()


@router.get("/scenarios/{public_id}/edit/files", name="scenarios.files")
def show_files(request: Request, scenario: OwnScenario, doer: Doer) -> Response:
    require_edit(doer, scenario)
    return _files_page(request, doer, scenario, blank(AttachmentForm))


@router.post("/scenarios/{public_id}/edit/files", name="scenarios.attach")
def add_file(request: Request, sent: Shown, data: Posted, scenario: OwnScenario, doer: Doer) -> Response:
    """Take in one attachment; a refused one is said at the field."""
    require_edit(doer, scenario)
    form = add_attachment(doer.act(), scenario, sent, data)
    if form.found:
        return _files_page(request, doer, scenario, form, status=422)
    return redirect(request, f"/scenarios/{scenario.public_id}/edit/files", _("附件已上传。"))


@router.post("/scenarios/{public_id}/files/{file_id}/remove", name="scenarios.remove_file")
def remove_file(request: Request, file_id: str, scenario: OwnScenario, doer: Doer) -> Response:
    require_edit(doer, scenario)
    remove_attachment(doer.act(scenario.organisation_id), scenario, file_id)
    return redirect(request, f"/scenarios/{scenario.public_id}/edit/files", _("附件已删除。"))


def _files_page(request: Request, doer: Doing, scenario: Scenario, form: Form[Any], status: int = 200) -> Response:
    return render(
        request,
        "scenarios/edit/files.html",
        status=status,
        scenario=scenario,
        form=form,
        steps=steps(scenario, "files", values_of(doer.db, scenario)),
        **attachments_page(doer.db, doer.site, scenario),
    )
