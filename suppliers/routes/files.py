"""Attachments of a supply: who may see the supply may load its files, but for those marked as internal."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AnyViewer, Doer
from app.core.db import Db
from app.core.files import (
    AttachmentForm,
    Shown,
    add_attachment,
    attachments_page,
    download,
    file_of,
    remove_attachment,
)
from app.core.finding import SUPPLY
from app.core.forms import Form, Posted, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Site, TheSite
from suppliers.access import OwnSupply, SeenSupply
from suppliers.models import Supply
from suppliers.policy import may_see_private
from suppliers.sections import sections_of

router = Router()


@router.get("/supplies/{public_id}/files/{file_id}", name="suppliers.file")
def load(file_id: str, supply: SeenSupply, viewer: AnyViewer, db: Db, site: TheSite) -> Response:
    """One attachment as a download."""
    inside = may_see_private(viewer, supply.organisation_id)
    return download(site.blobs, file_of(db, SUPPLY, supply.id, file_id), inside=inside)


@router.get("/supplies/{public_id}/edit/attachments", name="suppliers.attachments")
def show(request: Request, supply: OwnSupply, db: Db, site: TheSite) -> Response:
    """The list of files and the form for one more."""
    return _page(request, db, site, supply, blank(AttachmentForm))


@router.post("/supplies/{public_id}/files", name="suppliers.attach")
def attach(request: Request, sent: Shown, data: Posted, supply: OwnSupply, doer: Doer) -> Response:
    """Take in one file, or say at its field why not."""
    form = add_attachment(doer.act(), supply, sent, data)
    if form.found:
        return _page(request, doer.db, doer.site, supply, form, status=422)
    return redirect(request, _here(request, supply), _("附件已上传。"))


@router.post("/supplies/{public_id}/files/{file_id}/remove", name="suppliers.remove_file")
def remove(request: Request, file_id: str, supply: OwnSupply, doer: Doer) -> Response:
    """Take one away; the log keeps its name and hash."""
    remove_attachment(doer.act(supply.organisation_id), supply, file_id)
    return redirect(request, _here(request, supply), _("附件已删除。"))


def _page(request: Request, db: Db, site: Site, supply: Supply, form: Form[Any], status: int = 200) -> Response:
    return render(
        request,
        "suppliers/attachments.html",
        status=status,
        supply=supply,
        form=form,
        sections=sections_of(supply.kind),
        **attachments_page(db, site, supply),
    )


def _here(request: Request, supply: Supply) -> str:
    return str(request.app.url_path_for("suppliers.attachments", public_id=supply.public_id))
