"""HTTP: attachments of a draft."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Doer
from app.core.files import attach, file_of, files_of
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from scenarios.access import OwnScenario
from scenarios.actions.files import drop_file
from scenarios.forms.models import FileForm
from scenarios.forms.wording import field_labels
from scenarios.models import Scenario
from scenarios.queries.said import values_of
from scenarios.routes.editing import (
    require_edit,
    steps,
)

router = Router()


@router.get("/scenarios/{public_id}/edit/files", name="scenarios.files")
def show_files(request: Request, scenario: OwnScenario, doer: Doer) -> Response:
    require_edit(doer, scenario)
    return _files_page(request, doer.db, scenario, blank(FileForm))


@router.post("/scenarios/{public_id}/edit/files", name="scenarios.attach")
def add_file(request: Request, data: Posted, scenario: OwnScenario, doer: Doer) -> Response:
    """Take in one attachment; a refused one is said at the field."""
    require_edit(doer, scenario)
    form = bind(FileForm, data)
    upload = data.get("file")
    if upload is None or isinstance(upload, str) or not upload.filename:
        form.add_error("file", _("请先选择文件。"))
        return _files_page(request, doer.db, scenario, form, status=422)
    attach(doer.act(), upload, "scenario", scenario.id, confidential=bool(form.value("confidential")))
    return redirect(request, f"/scenarios/{scenario.public_id}/edit/files", _("附件已上传。"))


@router.post("/scenarios/{public_id}/files/{file_id}/remove", name="scenarios.remove_file")
def remove_file(request: Request, file_id: str, scenario: OwnScenario, doer: Doer) -> Response:
    require_edit(doer, scenario)
    file = file_of(doer.db, "scenario", scenario.id, file_id)
    drop_file(doer.act(scenario.organisation_id), scenario, file)
    return redirect(request, f"/scenarios/{scenario.public_id}/edit/files", _("附件已删除。"))


def _files_page(request: Request, db: Session, scenario: Scenario, form: Form[Any], status: int = 200) -> Response:
    return render(
        request,
        "scenarios/edit/files.html",
        status=status,
        scenario=scenario,
        form=form,
        files=files_of(db, "scenario", scenario.id),
        labels=field_labels(),
        steps=steps(scenario, "files", values_of(db, scenario)),
    )
