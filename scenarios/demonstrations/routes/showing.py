"""One demonstration: its page, its record to be printed, its files, its dossier."""

import io

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AnyViewer, Me
from app.core.db import Db
from app.core.errors import NotFound
from app.core.files import download
from app.core.html import redirect, render
from app.core.routing import Router
from app.core.site import TheSite
from scenarios.demonstrations.access import AFile, InnerDemonstration, OfPilot, SeenDemonstration
from scenarios.demonstrations.dossiers.packing import pack
from scenarios.demonstrations.dossiers.sight import sight_of
from scenarios.demonstrations.lifecycle import RECORDED
from scenarios.demonstrations.queries.pages import page_of
from scenarios.demonstrations.routes.shown import address, check_url, context, page, qr_code

router = Router()


@router.get("/demonstrations/of/{public_id}", name="demonstrations.of_pilot")
def go_to_pilots_own(request: Request, shown: OfPilot) -> Response:
    """From a pilot to its demonstration."""
    return redirect(request, address(shown))


@router.get("/demonstrations/{public_id}", name="demonstrations.show")
def show(request: Request, shown: SeenDemonstration, viewer: AnyViewer, db: Db) -> Response:
    return page(request, db, viewer, shown)


@router.get("/demonstrations/{public_id}/record", name="demonstrations.record")
def show_record(request: Request, shown: SeenDemonstration, db: Db) -> Response:
    """The numbered record as a page to be printed, as everybody may know it."""
    number = shown.demonstration.number
    if shown.case.state not in RECORDED or number is None:
        raise NotFound
    found = page_of(db, None, shown)
    qr = qr_code(check_url(request, number, found.head))
    return render(request, "scenarios/demonstrations/record.html", page=found, qr=qr, **context(None, shown))


@router.get("/demonstrations/{public_id}/designation", name="demonstrations.designation")
def get_designation(shown: SeenDemonstration, db: Db, site: TheSite) -> Response:
    """The scan of the competent body's recognition, for everybody who sees the page."""
    found = page_of(db, None, shown).designation
    if found is None:
        raise NotFound
    return download(site.blobs, found, inside=False)


@router.get("/demonstrations/{public_id}/files/{file_id}", name="demonstrations.file")
def get_file(file: AFile, site: TheSite) -> Response:
    return download(site.blobs, file, inside=True)


@router.get("/demonstrations/{public_id}/dossier", name="demonstrations.dossier")
def get_dossier(shown: InnerDemonstration, viewer: Me, db: Db, site: TheSite) -> Response:
    """All of it that this reader may know as one archive, for those who see its pilot's inside."""
    target = io.BytesIO()
    pack(db, site.blobs, shown, target, sight_of(viewer, shown.case))
    name = shown.demonstration.number or shown.demonstration.public_id
    headers = {"Content-Disposition": f'attachment; filename="{name}.zip"', "Cache-Control": "private, no-store"}
    return Response(target.getvalue(), media_type="application/zip", headers=headers)
