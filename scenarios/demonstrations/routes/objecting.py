"""What somebody has objected, and what was answered: hers to read for good, whatever becomes of the application."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Me
from app.core.db import Db
from app.core.errors import NotFound
from app.core.files import download
from app.core.html import render
from app.core.routing import Router
from app.core.site import TheSite
from scenarios.demonstrations.access import AnObjection
from scenarios.demonstrations.policy import may_see
from scenarios.demonstrations.queries.objections import evidence_of, named, objections_by
from scenarios.demonstrations.routes.shown import SAID, context

router = Router()


@router.get("/objections", name="objections.list")
def show_list(request: Request, viewer: Me, db: Db) -> Response:
    rows = objections_by(db, viewer.person_id)
    return render(request, "scenarios/demonstrations/objections.html", rows=rows, **SAID)


@router.get("/demonstrations/{public_id}/objections/{number}", name="objections.show")
def show(request: Request, shown: AnObjection, viewer: Me, db: Db) -> Response:
    mine = shown.one.person_id == viewer.person_id
    return render(
        request,
        "scenarios/demonstrations/objection.html",
        one=shown.one,
        mine=mine,
        sees=may_see(viewer, shown.case),
        name="" if mine else named(db, shown.one),
        file=evidence_of(db, shown.one),
        **context(viewer, shown),
    )


@router.get("/demonstrations/{public_id}/objections/{number}/file", name="objections.file")
def get_file(shown: AnObjection, db: Db, site: TheSite) -> Response:
    file = evidence_of(db, shown.one)
    if file is None:
        raise NotFound
    return download(site.blobs, file, inside=True)
