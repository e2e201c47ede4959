"""The page of a panel, what is done there, and where somebody judges."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AnyViewer, Doer, Me
from app.core.db import Db
from app.core.errors import Invalid, NotFound
from app.core.forms import Form, Posted, bind
from app.core.html import redirect, render
from app.core.routing import Router
from scenarios.panels.access import SeenPanel
from scenarios.panels.deeds import DEEDS, moved_on
from scenarios.panels.queries.cases import seats_of
from scenarios.panels.routes.shown import SAID, address, page

router = Router()
PLACES = {"recuse": "recusing", "sign": "signing"}


@router.get("/panels", name="panels.mine")
def show_mine(request: Request, viewer: Me, db: Db) -> Response:
    return render(request, "scenarios/panels/mine.html", rows=seats_of(db, viewer.person_id), **SAID)


@router.get("/scenarios/{public_id}/evaluation", name="panels.show")
def show(request: Request, case: SeenPanel, viewer: AnyViewer, db: Db) -> Response:
    return page(request, db, viewer, case)


@router.post("/scenarios/{public_id}/evaluation/{deed}", name="panels.deed")
def carry_out(request: Request, deed: str, case: SeenPanel, data: Posted, doer: Doer) -> Response:
    """Done, or the page again with why not."""
    found = DEEDS.get(deed)
    if found is None or found.act is None:
        raise NotFound
    found.require(doer.viewer, case, lambda: moved_on(case))
    form: Form[Any] = bind(found.form, data)
    if form.cleaned is not None:
        try:
            with doer.db.begin_nested():
                said = found.carry_out(doer.act(), case, form.cleaned)
            return redirect(request, address(case), said)
        except Invalid as refusal:
            form.add_error("__all__", refusal.sentence)
    return page(request, doer.db, doer.viewer, case, 422, **{PLACES.get(deed, "refused"): form})
