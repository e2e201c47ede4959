"""What identifies a house, put right by those who verify; suspending and reinstating by the office."""

from collections.abc import Callable

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Doer, Doing, JudgedOrganisation
from app.accounts.actions import correct_identity
from app.accounts.deeds import HOUSES, house_moved_on
from app.accounts.forms import IdentityForm, ReasonForm
from app.accounts.lifecycle import ORGANISATION
from app.accounts.models import Organisation
from app.accounts.names import check_code
from app.accounts.queries.organisations import members
from app.accounts.routes.choosing import check_terms
from app.accounts.routes.claims import judging_role
from app.core.deeds import open_to
from app.core.errors import Conflict
from app.core.forms import Form, Posted, bind, blank
from app.core.history import timeline
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router

router = Router()
PAGE = "office/organisation.html"


@router.get("/office/organisations/{public_id}", name="accounts.correct")
def show(request: Request, organisation: JudgedOrganisation, doer: Doer) -> Response:
    return _page(request, doer, organisation, _as_it_is(organisation))


@router.post("/office/organisations/{public_id}", name="accounts.save_identity")
def save(request: Request, organisation: JudgedOrganisation, data: Posted, doer: Doer) -> Response:
    form = bind(IdentityForm, data)
    if form.cleaned is not None:
        check_terms(doer.db, form, form.cleaned.kind, form.cleaned.district, organisation)
    if not form.valid or form.cleaned is None:
        return _page(request, doer, organisation, form, status=422)
    try:
        values = form.cleaned.model_dump(exclude={"version"})
        act = doer.act(role=judging_role(doer.viewer))
        correct_identity(act, organisation, values, form.cleaned.version)
    except Conflict as refusal:
        form.add_error("", refusal.sentence)
        return _page(request, doer, organisation, form, status=409)
    return redirect(request, _here(organisation), flash=_("单位登记信息已更正。"))


def _deed(name: str) -> Callable[..., Response]:
    """The handler of one deed with a house."""
    deed = HOUSES[name]

    def carry_out(request: Request, organisation: JudgedOrganisation, data: Posted, doer: Doer) -> Response:
        deed.require(doer.viewer, organisation, lambda: house_moved_on(organisation))
        form = bind(ReasonForm, data)
        if form.cleaned is None:
            return _page(request, doer, organisation, _as_it_is(organisation), reason=form, status=422)
        said = deed.carry_out(doer.act(role=judging_role(doer.viewer)), organisation, form.cleaned)
        return redirect(request, _here(organisation), flash=said)

    return carry_out


for _name in HOUSES:
    router.post(f"/office/organisations/{{public_id}}/{_name}", name=f"accounts.{_name}")(_deed(_name))


def _here(organisation: Organisation) -> str:
    return f"/office/organisations/{organisation.public_id}"


def _as_it_is(organisation: Organisation) -> Form[IdentityForm]:
    return blank(IdentityForm, **organisation.model_dump(include=set(IdentityForm.model_fields)))


def _page(
    request: Request,
    doer: Doing,
    organisation: Organisation,
    form: Form[IdentityForm],
    *,
    reason: Form[ReasonForm] | None = None,
    status: int = 200,
) -> Response:
    return render(
        request,
        PAGE,
        block="form",
        status=status,
        organisation=organisation,
        form=form,
        reason_form=reason or blank(ReasonForm),
        deeds=open_to(HOUSES, doer.viewer, organisation),
        code_check=check_code(organisation.uscc),
        people=members(doer.db, organisation.id),
        history=timeline(doer.db, ORGANISATION.name, organisation.id),
        kinds=doer.site.vocabulary.options("organisation_kind", organisation.kind),
        districts=doer.site.vocabulary.options("district", organisation.district),
    )
