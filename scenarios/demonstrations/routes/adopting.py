"""Copies of a house's own: what it has begun, and what it says came of it."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Doer, Me
from app.accounts.policy import Viewer
from app.core.db import Db
from app.core.errors import Invalid, NotFound
from app.core.forms import Form, Posted, bind
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from scenarios.demonstrations.access import AnAdoption
from scenarios.demonstrations.deeds import DEEDS
from scenarios.demonstrations.queries.adoptions import adoption_page, adoptions_of, said_so_far
from scenarios.demonstrations.queries.cases import Shown
from scenarios.demonstrations.routes.shown import SAID, context

router = Router()


@router.get("/adoptions", name="adoptions.list")
def show_list(request: Request, viewer: Me, db: Db) -> Response:
    return render(request, "scenarios/demonstrations/adoptions.html", rows=adoptions_of(db, viewer), **SAID)


@router.get("/adoptions/{public_id}", name="adoptions.show")
def show(request: Request, shown: AnAdoption, viewer: Me, db: Db) -> Response:
    return _page(request, db, viewer, shown, {})


@router.post("/adoptions/{public_id}/{deed}", name="adoptions.deed")
def carry_out(request: Request, deed: str, data: Posted, shown: AnAdoption, doer: Doer) -> Response:
    one = DEEDS["adoption"].get(deed)
    if one is None:
        raise NotFound
    state, _tone = SAID["adoption_labels"][shown.one.state]
    late = _("您的操作没有生效：这项推广现在是“{state}”，请刷新页面查看。").format(state=_(state))
    one.require(doer.viewer, shown, lambda: late)
    form: Form[Any] = bind(one.form, data)
    if form.cleaned is not None:
        try:
            with doer.db.begin_nested():
                said = one.carry_out(one.act_of(doer, shown), shown, form.cleaned)
            return redirect(request, f"/adoptions/{shown.one.public_id}", said)
        except Invalid as refusal:
            form.add_error("__all__", refusal.sentence)
    return _page(request, doer.db, doer.viewer, shown, {f"{shown.one.public_id}/{deed}": form}, 422)


def _page(
    request: Request, db: Session, viewer: Viewer, shown: Shown, opened: dict[str, Form[Any]], status: int = 200
) -> Response:
    return render(
        request,
        "scenarios/demonstrations/adoption.html",
        status=status,
        adoption=shown.one,
        page=adoption_page(db, shown),
        said=said_so_far(db, shown),
        **context(viewer, shown, opened),
    )
