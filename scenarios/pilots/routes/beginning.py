"""A pilot begins: from a match, or from an agreement reached elsewhere."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Doing
from app.accounts.models import Organisation, OrganisationState
from app.accounts.policy import SUPPLIER_KINDS
from app.accounts.queries.organisations import find_suppliers, organisation_seen_by
from app.core.errors import Conflict
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.listing import Question, question
from app.core.routing import Router
from scenarios.pilots.access import ABeginning, Beginning
from scenarios.pilots.actions.beginning import Partners, begin
from scenarios.pilots.forms import BeginElsewhereForm, BeginForm, PurchaseForm, check
from scenarios.pilots.guards import purchase_lacks
from scenarios.pilots.models import PilotAgreement
from scenarios.pilots.queries.pages import beginnable
from scenarios.pilots.routes.shown import SAID
from scenarios.policy import may_pilot

router = Router()
PAGE = "scenarios/pilots/new.html"
OFFERED = 8
PURCHASE = set(PurchaseForm.model_fields)


@router.get("/pilots/new", name="pilots.new")
def show_form(request: Request, doer: Doer, beginning: ABeginning, q: Question = "") -> Response:
    if not may_pilot(beginning.need):
        raise Conflict(_("这项需求现在不能开始试点：它已经暂停、取消或尚未确定承担单位。"))
    return _page(request, doer, beginning, blank(_form_of(beginning), **_usual(beginning)), q)


@router.post("/pilots/new", name="pilots.begin")
def begin_pilot(request: Request, data: Posted, doer: Doer, beginning: ABeginning) -> Response:
    form: Form[Any] = bind(_form_of(beginning), data)
    check(form, doer.site.vocabulary)
    supplier = beginning.supplier or _supplier(doer, beginning, form)
    if form.cleaned is not None:
        said = form.cleaned.model_dump(include=PURCHASE)
        for lack in purchase_lacks(PilotAgreement(pilot_id=0, **said)):
            form.add_error("purchase", _(lack.sentence))
    if form.cleaned is None or not form.valid or supplier is None:
        return _page(request, doer, beginning, form, question(str(data.get("q", ""))), 422)
    partners = Partners(beginning.need, beginning.owner, supplier, beginning.match, beginning.supply)
    hers = next(one.id for one in (beginning.owner, supplier) if doer.viewer.belongs_to(one.id))
    reason = getattr(form.cleaned, "origin_reason", "")
    pilot = begin(doer.act(hers), partners, form.cleaned.model_dump(include=PURCHASE), reason)
    return redirect(request, f"/pilots/{pilot.public_id}", _("已发起试点，请对方确认。"))


def _form_of(beginning: Beginning) -> type[PurchaseForm]:
    return BeginForm if beginning.match is not None else BeginElsewhereForm


def _usual(beginning: Beginning) -> dict[str, Any]:
    """Hospitals, departments and schools pay with public money where they pay."""
    return {"purchase": "free", "public_money": beginning.owner.kind in {"hospital", "department", "school"}}


def _supplier(doer: Doing, beginning: Beginning, form: Form[Any]) -> Organisation | None:
    """The house that was chosen from those found: a verified supplier that the owner's own person is not part of."""
    house = organisation_seen_by(doer.db, doer.viewer, form.value("organisation"))
    fits = house is not None and house.kind in SUPPLIER_KINDS and house.state is OrganisationState.VERIFIED
    if house is None or not fits or house.id == beginning.owner.id:
        form.found["organisation"] = [_("请先查找，再选择一家通过核验的供给方。")]
        return None
    if doer.viewer.belongs_to(house.id):
        form.found["organisation"] = [_("您同时属于双方单位，应当回避，请由只属于一方的同事办理。")]
        return None
    return house


def _page(request: Request, doer: Doing, beginning: Beginning, form: Form[Any], q: str, status: int = 200) -> Response:
    found = list(find_suppliers(doer.db, q, OFFERED)) if q else []
    chosen = organisation_seen_by(doer.db, doer.viewer, form.value("organisation"))
    if chosen is not None and chosen.id not in {house.id for house in found}:
        found.insert(0, chosen)
    return render(
        request,
        PAGE,
        status=status,
        beginning=beginning,
        need=beginning.need,
        form=form,
        q=q,
        found=[one for one in found if one.kind in SUPPLIER_KINDS and one.id != beginning.owner.id],
        begun=beginnable(doer.db, beginning.need) if beginning.match is None else [],
        **SAID,
    )
