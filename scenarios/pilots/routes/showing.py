"""A pilot: its tabs for those inside, its page for everybody else, its files; and the list of one's own."""

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import AnyViewer, Doer, Doing, Me
from app.accounts.policy import Principal
from app.core.db import Db
from app.core.errors import NotFound
from app.core.files import download, file_of
from app.core.html import render, render_list
from app.core.routing import Router
from app.core.site import Now, TheSite
from scenarios.pilots.access import InnerPilot, SeenPilot
from scenarios.pilots.policy import may_see_contract, may_see_course, may_see_inside
from scenarios.pilots.queries.cases import Case
from scenarios.pilots.queries.pages import pilots_of
from scenarios.pilots.queries.running import files_of_course, files_to_measure, verifications
from scenarios.pilots.routes.shown import SAID, may_open, page

router = Router()


@router.get("/pilots", name="pilots.list")
def show_list(request: Request, viewer: Me, db: Db, site: TheSite) -> Response:
    found = pilots_of(db, viewer, request.query_params.multi_items(), site.vocabulary)
    return render_list(request, "scenarios/pilots/list.html", found, **SAID)


@router.get("/pilots/{public_id}/files/{file_id}", name="pilots.file")
def show_file(file_id: str, case: InnerPilot, viewer: Me, db: Db, site: TheSite) -> Response:
    file = file_of(db, "pilot", case.pilot.id, file_id)
    if not may_see_contract(viewer, case) and file.id not in _hers(viewer, case, db):
        raise NotFound
    return download(site.blobs, file, inside=True)


def _hers(viewer: Principal, case: Case, db: Session) -> set[int]:
    """Files of the pages that she may open who sees no terms."""
    course = files_of_course(db, case) if may_see_course(viewer, case) else set()
    return course | files_to_measure(db, case)


@router.get("/pilots/{public_id}", name="pilots.show")
def show(request: Request, case: SeenPilot, viewer: AnyViewer, db: Db, site: TheSite, now: Now) -> Response:
    """Where it stands for those inside; for everybody else what both sides agreed to show."""
    if viewer is not None and may_see_inside(viewer, case):
        return page(request, Doing(viewer, db, site, now), case, "" if may_open(viewer, case, "") else "verification")
    shown = verifications(db, case, inside=False)
    return render(request, "scenarios/pilots/public.html", case=case, need=case.need, measured=shown, **SAID)


@router.get("/pilots/{public_id}/{tab}", name="pilots.tab")
def show_tab(request: Request, tab: str, case: InnerPilot, doer: Doer) -> Response:
    if not tab or not may_open(doer.viewer, case, tab):
        raise NotFound
    return page(request, doer, case, tab)
