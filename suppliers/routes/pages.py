"""The directory and the profile."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AnyViewer
from app.accounts.models import Organisation, Role
from app.accounts.policy import Viewer
from app.accounts.queries.organisations import organisation_seen_by
from app.core.db import Db
from app.core.deeds import open_to
from app.core.errors import NotFound
from app.core.files import files_of
from app.core.finding import SUPPLY
from app.core.history import timeline
from app.core.html import redirect, render, render_list
from app.core.routing import Router
from app.core.site import Site, TheSite
from suppliers.actions.watching import is_watching
from suppliers.completeness import assess
from suppliers.deeds import MOVES, standing
from suppliers.labels import state_of
from suppliers.models import Supply
from suppliers.policy import homes_of_supply, lacks_to_edit, may_see_private
from suppliers.queries import (
    Card,
    by_code,
    by_public_id,
    detail_of,
    directory,
    listed_cards,
    organisation_of,
    read_asked,
    values_of,
)
from suppliers.sharing import supply_text

router = Router()
MOST_SIMILAR = 4


@router.get("/supplies", name="suppliers.directory")
def show_directory(request: Request, db: Db, viewer: AnyViewer, site: TheSite) -> Response:
    """What everybody may find."""
    asked = read_asked(request.query_params.multi_items(), site.vocabulary)
    if asked.organisation:
        house = organisation_seen_by(db, viewer, asked.organisation)
        asked = asked.of_house(house.name if house else None)
    shown = directory(db, asked, site.index)
    may_enter = bool(homes_of_supply(viewer))
    return render_list(request, "suppliers/directory.html", shown.found, directory=shown, may_enter=may_enter)


@router.get("/supplies/{public_id}", name="suppliers.show")
def show(request: Request, public_id: str, db: Db, viewer: AnyViewer, site: TheSite) -> Response:
    """One capability or result; its published code leads to it too."""
    supply = by_public_id(db, viewer, public_id)
    if supply is None:
        known = by_code(db, viewer, public_id)
        if known is None:
            raise NotFound
        return redirect(request, str(request.app.url_path_for("suppliers.show", public_id=known.public_id)))
    house = organisation_of(db, supply)
    private = may_see_private(viewer, supply.organisation_id)
    return render(
        request,
        "suppliers/show.html",
        **profile(db, supply, house, private=private),
        similar=_similar(db, site, supply),
        released=site.slices.is_acquainted(db, viewer, SUPPLY, supply.id),
        can_edit=not lacks_to_edit(viewer, supply.organisation_id),
        chat_text=supply_text(supply, house, site.vocabulary, site.settings.origin),
        may_watch=viewer is not None and not viewer.belongs_to(supply.organisation_id),
        watching=viewer is not None and is_watching(db, viewer.person_id, supply.id),
        curates=viewer is not None and (viewer.has(Role.CURATOR) or viewer.has(Role.OFFICE)),
        **_inside(db, viewer, supply, private=private),
    )


def profile(db: Db, supply: Supply, house: Organisation, *, private: bool) -> dict[str, Any]:
    """What the body of a profile shows, here and to the researcher who is asked to confirm it."""
    files = files_of(db, SUPPLY, supply.id)
    return {
        "supply": supply,
        "values": values_of(db, supply),
        "house": house,
        "detail": detail_of(db, supply),
        "files": [file for file in files if private or not file.confidential],
        "private": private,
        "state": state_of(supply.state),
    }


def _inside(db: Db, viewer: Viewer, supply: Supply, *, private: bool) -> dict[str, Any]:
    """What only its own people and the office see."""
    if not private:
        return {"completeness": None, "history": [], "buttons": {}}
    return {
        "completeness": assess(values_of(db, supply)),
        "history": timeline(db, SUPPLY, supply.id),
        "buttons": open_to(MOVES, viewer, standing(db, supply)),
    }


def _similar(db: Db, site: Site, supply: Supply) -> list[Card]:
    if not site.index.ready:
        return []
    findings = site.index.neighbours(SUPPLY, supply.id, ("supply", "result"), limit=MOST_SIMILAR * 2)
    ids = [hit.object_id for hit in findings.hits if hit.object_kind == SUPPLY and hit.object_id != supply.id]
    return [] if findings.no_match or not ids else listed_cards(db, ids, MOST_SIMILAR)
