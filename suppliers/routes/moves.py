"""List, suspend, relist; ask the researcher."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer
from app.accounts.models import Role
from app.core.acting import Act
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.finding import SUPPLY as SUPPLY_KIND
from app.core.forms import Posted, bind
from app.core.history import timeline
from app.core.html import redirect
from app.core.i18n import gettext as _
from app.core.routing import Router
from suppliers import actions
from suppliers.access import OwnSupply, SeenSupply
from suppliers.emails import researcher_confirmation
from suppliers.forms import SuspendForm
from suppliers.lifecycle import SupplyEvent
from suppliers.models import Supply
from suppliers.queries import organisation_of
from suppliers.routes.labels import allowed

router = Router()


@router.post("/supplies/{public_id}/moves/{event}", name="suppliers.move")
def move(request: Request, event: str, supply: SeenSupply, data: Posted, doer: Doer) -> Response:
    """One button of the lifecycle."""
    if event not in {known.value for known in SupplyEvent}:
        raise NotFound
    wanted = SupplyEvent(event)
    if not allowed(doer.viewer, supply, wanted, timeline(doer.db, SUPPLY_KIND, supply.id)):
        raise Forbidden(_refusal(doer.viewer.belongs_to(supply.organisation_id), wanted))
    home = doer.viewer.belonging(supply.organisation_id)
    actor = doer.viewer.acting(supply.organisation_id) if home else doer.viewer.acting(role=Role.OFFICE.value)
    if wanted is SupplyEvent.SUSPEND:
        return _suspend(request, Act(doer.db, doer.site, actor, doer.now), supply, data)
    try:
        actions.list_supply(Act(doer.db, doer.site, actor, doer.now), supply)
    except Invalid as refused:
        return redirect(request, _overview(request, supply), refused.sentence, "warning")
    return redirect(request, _profile(request, supply), _("已发布，现在可以被检索和推荐。"))


def _suspend(request: Request, act: Act, supply: Supply, data: Posted) -> Response:
    form = bind(SuspendForm, data)
    if form.cleaned is None:
        return redirect(request, _profile(request, supply), _("下架说明最多 300 字，请删减后再提交。"), "warning")
    actions.suspend_supply(act, supply, note=form.cleaned.note)
    return redirect(request, _profile(request, supply), _("已下架，不再被检索和推荐；需要时可以重新发布。"))


def _refusal(inside: bool, event: SupplyEvent) -> str:
    if inside and event is SupplyEvent.RELIST:
        return _("现在不能重新发布：单位未通过核验，或这项供给由专班下架，需由专班恢复。")
    if inside:
        return _("单位还没有通过核验。核验通过前可以先存草稿，通过后再发布。")
    return _("只有本单位的成员可以办理这项供给。")


@router.post("/supplies/{public_id}/researcher", name="suppliers.ask_researcher")
def ask_researcher(request: Request, supply: OwnSupply, doer: Doer) -> Response:
    """Mail the researcher a link to confirm what was written for her."""
    actor = doer.viewer.acting(supply.organisation_id)
    try:
        detail, secret = actions.ask_researcher(Act(doer.db, doer.site, actor, doer.now), supply)
    except Invalid as refused:
        return redirect(request, _overview(request, supply), refused.sentence, "warning")
    path = str(request.app.url_path_for("suppliers.confirm", token=secret))
    house = organisation_of(doer.db, supply).name
    doer.site.post.queue(doer.db, researcher_confirmation(supply, detail, house, doer.viewer.name, path), doer.now)
    return redirect(request, _overview(request, supply), _("确认邮件已发给完成人。"))


def _overview(request: Request, supply: Supply) -> str:
    return str(request.app.url_path_for("suppliers.overview", public_id=supply.public_id))


def _profile(request: Request, supply: Supply) -> str:
    return str(request.app.url_path_for("suppliers.show", public_id=supply.public_id))
