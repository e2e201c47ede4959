"""Copies of a house's own: what it has begun, and what it says came of it."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Doer, Me
from app.accounts.policy import Viewer
from app.core.db import Db
from app.core.errors import Invalid, NotFound
from app.core.files import Sent, download, file_of
from app.core.forms import Form, Posted, bind
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import TheSite
from scenarios.demonstrations.access import AnAdoption
from scenarios.demonstrations.actions.stating import adoption_paper
from scenarios.demonstrations.deeds import DEEDS
from scenarios.demonstrations.lifecycle import ADOPTION, AdoptionState
from scenarios.demonstrations.queries.adoptions import adoption_page, adoptions_of, said_so_far
from scenarios.demonstrations.queries.cases import Shown
from scenarios.demonstrations.queries.papers import is_newest, paper_of, statements_of
from scenarios.demonstrations.routes.doing import done, judge
from scenarios.demonstrations.routes.shown import SAID, context

router = Router()


@router.get("/adoptions", name="adoptions.list")
def show_list(request: Request, viewer: Me, db: Db) -> Response:
    return render(request, "scenarios/demonstrations/adoptions.html", rows=adoptions_of(db, viewer), **SAID)


@router.get("/adoptions/{public_id}", name="adoptions.show")
def show(request: Request, shown: AnAdoption, viewer: Me, db: Db) -> Response:
    return _page(request, db, viewer, shown, {})


@router.post("/adoptions/{public_id}/paper", name="adoptions.print")
def print_statement(request: Request, shown: AnAdoption, doer: Doer) -> Response:
    """Freeze what is stated now and show it as a paper."""
    if shown.one.state is not AdoptionState.ADOPTED:
        raise Invalid(_("确认上线以后才能生成打印稿。"))
    paper = adoption_paper(doer.act(), shown)
    return redirect(request, f"/adoptions/{shown.one.public_id}/papers/{paper.code}")


@router.get("/adoptions/{public_id}/papers/{code}", name="adoptions.paper")
def show_paper(request: Request, code: str, shown: AnAdoption, db: Db) -> Response:
    paper, here = paper_of(db, code, shown.one), f"/adoptions/{shown.one.public_id}"
    if paper is None:
        raise NotFound
    return render(
        request,
        "scenarios/pilots/paper.html",
        paper=paper,
        newest=is_newest(db, paper),
        trail=[(_("我的推广"), "/adoptions"), (shown.demonstration.title, here)],
        back=(_("返回"), here),
    )


@router.get("/adoptions/{public_id}/files/{file_id}", name="adoptions.file")
def get_file(file_id: str, shown: AnAdoption, db: Db, site: TheSite) -> Response:
    return download(site.blobs, file_of(db, ADOPTION.name, shown.one.id, file_id), inside=True)


@router.post("/adoptions/{public_id}/{deed}", name="adoptions.deed")
def carry_out(request: Request, deed: str, sent: Sent, data: Posted, shown: AnAdoption, doer: Doer) -> Response:
    one = DEEDS["adoption"].get(deed)
    if one is None:
        raise NotFound
    state, _tone = SAID["adoption_labels"][shown.one.state]
    late = _("您的操作没有生效：这项推广现在是“{state}”，请刷新页面查看。").format(state=_(state))
    one.require(doer.viewer, shown, lambda: late)
    form: Form[Any] = bind(one.form, data)
    judge(form, one, sent)
    if form.cleaned is not None and form.valid:
        try:
            with doer.db.begin_nested():
                said = done(doer, shown, one, form.cleaned, sent, (ADOPTION.name, shown.one.id))
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
        papers=statements_of(db, shown.one),
        **context(viewer, shown, opened),
    )
