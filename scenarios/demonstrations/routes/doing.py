"""What people do with a demonstration and what is said against it: one handler for each table of deeds."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Doing
from app.core.errors import Invalid, NotFound
from app.core.files import Sent, SentFile, attach
from app.core.forms import Form, Posted, bind
from app.core.html import redirect
from app.core.i18n import gettext as _
from app.core.routing import Router
from scenarios.demonstrations.access import AnObjection, SeenDemonstration
from scenarios.demonstrations.actions.adopting import copy
from scenarios.demonstrations.deeds import DEEDS, DemoDeed, moved_on
from scenarios.demonstrations.models import DemoObjection
from scenarios.demonstrations.policy import may_see
from scenarios.demonstrations.queries.cases import Shown
from scenarios.demonstrations.queries.gallery import PATH
from scenarios.demonstrations.queries.pages import page_of
from scenarios.demonstrations.routes.shown import address, page

router = Router()


@router.post("/demonstrations/{public_id}/copy", name="demonstrations.copy")
def copy_it(request: Request, data: Posted, shown: SeenDemonstration, doer: Doer) -> Response:
    """One click: a draft of her house's own, linked, which she goes on to complete."""
    DEEDS["demonstration"]["copy"].require(doer.viewer, shown, lambda: moved_on(shown))
    houses = page_of(doer.db, doer.viewer, shown).houses
    asked = str(data.get("organisation", ""))
    house = next((one for one in houses if one.public_id == asked), houses[0])
    row = copy(doer.act(house.id), shown, house)
    said = _("已按这项应用起草需求，请补充贵单位的情况后提交；上线后请回来确认。")
    return redirect(request, f"/adoptions/{row.public_id}", said)


@router.post("/demonstrations/{public_id}/objections/{number}/{deed}", name="demonstrations.objection")
def do_with_objection(
    request: Request, deed: str, sent: Sent, data: Posted, shown: AnObjection, doer: Doer
) -> Response:
    return _carry_out(request, doer, shown, _named("objections", deed), deed, data, sent)


@router.post("/demonstrations/{public_id}/{deed}", name="demonstrations.deed")
def do_with_demonstration(
    request: Request, deed: str, sent: Sent, data: Posted, shown: SeenDemonstration, doer: Doer
) -> Response:
    return _carry_out(request, doer, shown, _named("demonstration", deed), deed, data, sent)


def _named(kind: str, name: str) -> DemoDeed:
    deed = DEEDS[kind].get(name)
    if deed is None or deed.act is None:
        raise NotFound
    return deed


def _carry_out(
    request: Request, doer: Doing, shown: Shown, deed: DemoDeed, name: str, data: Posted, sent: SentFile | None
) -> Response:
    """Done, or the page again with what was typed and why not."""
    deed.require(doer.viewer, shown, lambda: moved_on(shown))
    form = bind(deed.form, data)
    judge(form, deed, sent)
    if form.cleaned is not None and form.valid:
        try:
            with doer.db.begin_nested():
                said = done(doer, shown, deed, form.cleaned, sent, ("demonstration", shown.demonstration.id))
            return redirect(request, _after(doer, shown), said)
        except Invalid as refusal:
            form.add_error("__all__", refusal.sentence)
    return page(request, doer.db, doer.viewer, shown, {f"{shown.one.public_id}/{name}": form}, 422)


def _after(doer: Doing, shown: Shown) -> str:
    """Of an application that went back its objector sees her objection alone."""
    if may_see(doer.viewer, shown.case):
        return address(shown)
    return f"{address(shown)}/objections/{shown.one.public_id}" if isinstance(shown.one, DemoObjection) else PATH


def done(doer: Doing, shown: Shown, deed: DemoDeed, said: Any, sent: SentFile | None, parent: tuple[str, int]) -> str:
    """Carried out, with the file that came along kept under its parent."""
    act = deed.act_of(doer, shown)
    if "file" in deed.form.model_fields:
        secret = deed.form is not DEEDS["demonstration"]["designate"].form
        said.file = attach(act, sent, *parent, confidential=secret) if sent is not None else None
    return deed.carry_out(act, shown, said)


def judge(form: Form[Any], deed: DemoDeed, sent: SentFile | None) -> None:
    if sent is not None and "file" in deed.form.model_fields:
        sent.check(form)
    if deed.needs_file and sent is None:
        form.add_error("file", _("请先选择一个文件。"))
