"""HTTP: the board of needs and the page of one."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AnyViewer
from app.accounts.queries.organisations import organisation_seen_by
from app.core.db import Db
from app.core.errors import NotFound
from app.core.files import download, file_of
from app.core.html import redirect, render, render_list
from app.core.routing import Router
from app.core.site import Now, TheSite
from scenarios.access import VisibleScenario
from scenarios.actions.looking import note_look
from scenarios.policy import may_see, may_see_inside
from scenarios.queries.board import PATH, asked, board
from scenarios.queries.showing import need_page
from scenarios.queries.visibility import by_code
from scenarios.routes.shown import beside_the_page
from scenarios.routes.words import WORDS

router = Router()


@router.get(PATH, name="scenarios.board")
def show_board(request: Request, viewer: AnyViewer, db: Db, site: TheSite, now: Now) -> Response:
    wanted = asked(request.query_params.multi_items(), site.vocabulary, now)
    if wanted.organisation:
        house = organisation_seen_by(db, viewer, wanted.organisation)
        wanted = wanted.of_house(house.name if house else None)
    shown = board(db, site.index, viewer, wanted)
    return render_list(request, "scenarios/board.html", shown.found, board=shown, **WORDS)


@router.get("/s/{code}", name="scenarios.by_code")
def go_to_code(request: Request, code: str, viewer: AnyViewer, db: Db) -> Response:
    """The short address of a public code leads to the need's own."""
    wanted = code.strip() if code.isprintable() else ""
    scenario = by_code(db, wanted.upper()) or by_code(db, wanted)
    if scenario is None or not may_see(viewer, scenario):
        raise NotFound
    return redirect(request, str(request.app.url_path_for("scenarios.show", public_id=scenario.public_id)))


@router.get("/scenarios/{public_id}", name="scenarios.show")
def show_need(
    request: Request, scenario: VisibleScenario, viewer: AnyViewer, db: Db, site: TheSite, now: Now
) -> Response:
    note_look(site, viewer, scenario, now)
    page = need_page(db, scenario, viewer, site.vocabulary, now)
    beside = beside_the_page(db, site, scenario, page)
    return render(request, "scenarios/show.html", page=page, scenario=scenario, **beside, **WORDS)


@router.get("/scenarios/{public_id}/files/{file_id}", name="scenarios.file")
def get_file(scenario: VisibleScenario, file_id: str, viewer: AnyViewer, db: Db, site: TheSite) -> Response:
    """An attachment; rights follow the need, and what its house marked confidential or took back stays inside."""
    inside = may_see_inside(viewer, scenario)
    return download(site.blobs, file_of(db, "scenario", scenario.id, file_id), inside=inside)
