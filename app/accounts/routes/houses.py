"""What identifies a house, put right by those who verify; suspending and reinstating by the office."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts import emails, policy
from app.accounts.access import Doer, Doing, JudgedOrganisation
from app.accounts.actions import correct_identity, reinstate, suspend
from app.accounts.forms import IdentityForm, ReasonForm
from app.accounts.lifecycle import ORGANISATION, OrganisationEvent
from app.accounts.models import Organisation
from app.accounts.names import check_code
from app.accounts.policy import Principal
from app.accounts.queries.organisations import managers, members
from app.accounts.routes.choosing import check_terms
from app.accounts.routes.claims import judging_role
from app.core.errors import Conflict, Forbidden
from app.core.forms import Form, Posted, bind, blank
from app.core.history import timeline
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.models import StatusChange
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


@router.post("/office/organisations/{public_id}/suspend", name="accounts.suspend")
def suspend_house(request: Request, organisation: JudgedOrganisation, data: Posted, doer: Doer) -> Response:
    form = _reason(data, doer.viewer, organisation)
    if form.cleaned is None:
        return _page(request, doer, organisation, _as_it_is(organisation), reason=form, status=422)
    change = suspend(doer.act(role=judging_role(doer.viewer)), organisation, form.cleaned.reason)
    return _told(request, doer, organisation, change)


@router.post("/office/organisations/{public_id}/reinstate", name="accounts.reinstate")
def reinstate_house(request: Request, organisation: JudgedOrganisation, data: Posted, doer: Doer) -> Response:
    form = _reason(data, doer.viewer, organisation)
    if form.cleaned is None:
        return _page(request, doer, organisation, _as_it_is(organisation), reason=form, status=422)
    change = reinstate(doer.act(role=judging_role(doer.viewer)), organisation, form.cleaned.reason)
    return _told(request, doer, organisation, change)


def _reason(data: Posted, viewer: Principal, organisation: Organisation) -> Form[ReasonForm]:
    if not policy.may_suspend_organisation(viewer, organisation.id):
        raise Forbidden(_("只有专班可以暂停或恢复单位。"))
    return bind(ReasonForm, data)


def _told(request: Request, doer: Doing, organisation: Organisation, change: StatusChange) -> Response:
    for manager in managers(doer.db, organisation.id):
        mail = emails.organisation_moved(doer.site.settings.origin, manager, organisation, change.id, change.note)
        doer.act().send(mail)
    return redirect(request, _here(organisation), flash=_("已办理，并已通知单位管理员。"))


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
    events = ORGANISATION.events_from(organisation.state)
    may_suspend = policy.may_suspend_organisation(doer.viewer, organisation.id)
    return render(
        request,
        PAGE,
        block="form",
        status=status,
        organisation=organisation,
        form=form,
        reason_form=reason or blank(ReasonForm),
        suspendable=may_suspend and OrganisationEvent.SUSPEND in events,
        reinstatable=may_suspend and OrganisationEvent.REINSTATE in events,
        code_check=check_code(organisation.uscc),
        people=members(doer.db, organisation.id),
        history=timeline(doer.db, ORGANISATION.name, organisation.id),
        kinds=doer.site.vocabulary.options("organisation_kind", organisation.kind),
        districts=doer.site.vocabulary.options("district", organisation.district),
    )
