"""List, suspend, relist; ask the researcher."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer
from app.accounts.models import Role
from app.core.errors import Invalid, NotFound
from app.core.forms import Form, Posted, bind
from app.core.html import redirect
from app.core.i18n import gettext as _
from app.core.routing import Router
from suppliers import actions
from suppliers.access import OwnSupply, SeenSupply
from suppliers.deeds import MOVES, moved_on, standing
from suppliers.emails import researcher_confirmation
from suppliers.models import Supply
from suppliers.queries import organisation_of

router = Router()


@router.post("/supplies/{public_id}/moves/{event}", name="suppliers.move")
def move(request: Request, event: str, supply: SeenSupply, data: Posted, doer: Doer) -> Response:
    """One button of the lifecycle."""
    deed, one = MOVES.get(event), standing(doer.db, supply)
    if deed is None:
        raise NotFound
    deed.require(doer.viewer, one, lambda: moved_on(supply))
    form: Form[Any] = bind(deed.form, data)
    if form.cleaned is None:
        return redirect(request, _profile(request, supply), _("下架说明最多 300 字，请删减后再提交。"), "warning")
    inside = doer.viewer.belongs_to(supply.organisation_id)
    act = doer.act(supply.organisation_id) if inside else doer.act(role=Role.OFFICE.value)
    try:
        said = deed.carry_out(act, one, form.cleaned)
    except Invalid as refused:
        return redirect(request, _overview(request, supply), refused.sentence, "warning")
    return redirect(request, _profile(request, supply), said)


@router.post("/supplies/{public_id}/researcher", name="suppliers.ask_researcher")
def ask_researcher(request: Request, supply: OwnSupply, doer: Doer) -> Response:
    """Mail the researcher a link to confirm what was written for her."""
    act = doer.act(supply.organisation_id)
    try:
        detail, secret = actions.ask_researcher(act, supply)
    except Invalid as refused:
        return redirect(request, _overview(request, supply), refused.sentence, "warning")
    path = str(request.app.url_path_for("suppliers.confirm", token=secret))
    house = organisation_of(doer.db, supply).name
    act.send(researcher_confirmation(supply, detail, house, doer.viewer.name, path))
    return redirect(request, _overview(request, supply), _("确认邮件已发给完成人。"))


def _overview(request: Request, supply: Supply) -> str:
    return str(request.app.url_path_for("suppliers.overview", public_id=supply.public_id))


def _profile(request: Request, supply: Supply) -> str:
    return str(request.app.url_path_for("suppliers.show", public_id=supply.public_id))
