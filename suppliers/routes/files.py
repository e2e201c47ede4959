"""Attachments of a supply: who may see the supply may load its files, but for those marked as internal."""

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from app.accounts.access import AnyViewer, Doer
from app.core import files
from app.core.acting import Act
from app.core.db import Db
from app.core.errors import Invalid, NotFound, TooLarge
from app.core.finding import SUPPLY
from app.core.forms import Form, FormModel, Posted
from app.core.history import audit
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Site, TheSite
from suppliers.access import OwnSupply, SeenSupply
from suppliers.models import Supply
from suppliers.policy import may_see_private
from suppliers.sections import sections_of

router = Router()
MOST_FILES = 20
ACCEPTED = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.pptx,.txt,.csv,.zip"


class Attachment(FormModel):
    """The form of one file; the file itself is looked at by the store."""

    confidential: bool = False


@router.get("/supplies/{public_id}/files/{file_id}", name="suppliers.file")
def load(file_id: str, supply: SeenSupply, viewer: AnyViewer, db: Db, site: TheSite) -> Response:
    """One attachment as a download."""
    file = files.file_of(db, SUPPLY, supply.id, file_id)
    if file.confidential and not may_see_private(viewer, supply.organisation_id):
        raise NotFound
    return files.download(site.blobs, file)


@router.get("/supplies/{public_id}/edit/attachments", name="suppliers.attachments")
def show(request: Request, supply: OwnSupply, db: Db, site: TheSite) -> Response:
    """The list of files and the form for one more."""
    return _page(request, db, site, supply, Form(Attachment))


@router.post("/supplies/{public_id}/files", name="suppliers.attach")
def attach(request: Request, supply: OwnSupply, data: Posted, doer: Doer) -> Response:
    """Take in one file, or say at its field why not."""
    form: Form[Attachment] = Form(Attachment, raw={"confidential": [str(data.get("confidential", ""))]})
    upload = data.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        form.add_error("file", _("请先选择一个文件。"))
    elif len(files.files_of(doer.db, SUPPLY, supply.id)) >= MOST_FILES:
        form.add_error("file", _("最多 {most} 个附件，请先删除不用的。").format(most=MOST_FILES))
    else:
        _take(form, doer.act(), supply, upload)
    if form.found:
        return _page(request, doer.db, doer.site, supply, form, status=422)
    return redirect(request, _here(request, supply), _("附件已上传。"))


def _take(form: Form[Attachment], act: Act, supply: Supply, upload: UploadFile) -> None:
    try:
        files.attach(act, upload, SUPPLY, supply.id, confidential=form.value("confidential") == "true")
    except (Invalid, TooLarge) as refused:
        form.add_error("file", refused.sentence)


@router.post("/supplies/{public_id}/files/{file_id}/remove", name="suppliers.remove_file")
def remove(request: Request, file_id: str, supply: OwnSupply, doer: Doer) -> Response:
    """Take one away; the log keeps its name and hash."""
    file = files.file_of(doer.db, SUPPLY, supply.id, file_id)
    audit(doer.act(supply.organisation_id), "supply.file_removed", supply, {"name": file.name, "sha256": file.sha256})
    doer.db.delete(file)
    doer.db.flush()
    return redirect(request, _here(request, supply), _("附件已删除。"))


def _page(request: Request, db: Db, site: Site, supply: Supply, form: Form[Attachment], status: int = 200) -> Response:
    return render(
        request,
        "suppliers/attachments.html",
        status=status,
        supply=supply,
        form=form,
        files=files.files_of(db, SUPPLY, supply.id),
        sections=sections_of(supply.kind),
        accepted=ACCEPTED,
        limit=site.settings.attachment_limit_mb,
    )


def _here(request: Request, supply: Supply) -> str:
    return str(request.app.url_path_for("suppliers.attachments", public_id=supply.public_id))
