"""Members of a house: roles, invitations, requests to join, leaving, handing over."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response

from app.accounts import emails, handover, policy
from app.accounts.access import Doer, InnerOrganisation, ManagedOrganisation, Ready
from app.accounts.actions import change_role, end_membership, invite, revoke_invitation
from app.accounts.forms import HandOverForm, InviteForm, MemberRoleForm
from app.accounts.models import MemberRole, Organisation, Person
from app.accounts.policy import Viewer
from app.accounts.queries.organisations import (
    Member,
    claims_of_house,
    invitation_by_public_id,
    is_managed,
    member,
    members,
    open_invitations,
)
from app.core.db import Db
from app.core.errors import AppError, Forbidden, NotFound
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.routing import Router
from app.core.site import Now

router = Router()
PAGE, HAND_OVER = "accounts/members.html", "accounts/hand_over.html"


def one_member(person_id: str, organisation: InnerOrganisation, db: Db) -> Member:
    """The member of the address."""
    found = member(db, organisation.id, person_id)
    if found is None:
        raise NotFound
    return found


OneMember = Annotated[Member, Depends(one_member)]


@router.get("/organisations/{public_id}/members", name="accounts.members")
def show(request: Request, organisation: InnerOrganisation, db: Db, viewer: Ready, now: Now) -> Response:
    return _page(request, organisation, db, viewer, now, blank(InviteForm, role=MemberRole.MEMBER))


@router.post("/organisations/{public_id}/invitations", name="accounts.invite")
def invite_one(request: Request, organisation: ManagedOrganisation, data: Posted, doer: Doer) -> Response:
    form = bind(InviteForm, data)
    if not policy.may_invite(doer.viewer, organisation.id):
        raise Forbidden(_("单位通过核验后才能邀请同事。"))
    if form.cleaned is None:
        return _page(request, organisation, doer.db, doer.viewer, doer.now, form, status=422)
    try:
        made, secret = invite(doer.act(organisation.id), organisation.id, form.cleaned.email, form.cleaned.role)
    except AppError as refusal:
        form.add_error("email", refusal.sentence)
        return _page(request, organisation, doer.db, doer.viewer, doer.now, form, status=refusal.status)
    inviter = doer.db.get_one(Person, doer.viewer.person_id)
    mail = emails.invitation(doer.site.settings.origin, made, secret, inviter, organisation, doer.viewer.language)
    doer.act().send(mail)
    text = _("邀请已发到 {email}，7 天内有效。").format(email=made.email)
    return redirect(request, f"/organisations/{organisation.public_id}/members", flash=text)


@router.post("/organisations/{public_id}/invitations/{invitation_id}/revoke", name="accounts.revoke_invitation")
def revoke(request: Request, organisation: ManagedOrganisation, invitation_id: str, doer: Doer) -> Response:
    found = invitation_by_public_id(doer.db, organisation.id, invitation_id)
    if found is None:
        raise NotFound
    revoke_invitation(doer.act(organisation.id), found)
    return redirect(request, f"/organisations/{organisation.public_id}/members", flash=_("邀请已撤回。"))


@router.post("/organisations/{public_id}/members/{person_id}/role", name="accounts.change_role")
def set_role(request: Request, organisation: ManagedOrganisation, one: OneMember, data: Posted, doer: Doer) -> Response:
    form = bind(MemberRoleForm, data)
    if form.cleaned is None:
        raise NotFound(_("没有这种角色，请从列表中选择。"))
    change_role(doer.act(organisation.id), one.membership, form.cleaned.role)
    return redirect(request, f"/organisations/{organisation.public_id}/members", flash=_("成员角色已更改。"))


@router.post("/organisations/{public_id}/members/{person_id}/end", name="accounts.end_membership")
def end(request: Request, organisation: InnerOrganisation, one: OneMember, doer: Doer) -> Response:
    """A manager ends it, or the person leaves of her own accord."""
    own = one.person.id == doer.viewer.person_id
    if not own and not policy.may_manage_organisation(doer.viewer, organisation.id):
        raise Forbidden(_("只有本单位的管理员可以办理这件事。"))
    end_membership(doer.act(organisation.id), one.membership)
    if own:
        text = _("您已退出「{name}」。").format(name=organisation.name)
        return redirect(request, "/account", flash=text)
    mail = emails.membership_ended(one.person, one.membership.id, organisation, doer.now)
    doer.act().send(mail)
    return redirect(request, f"/organisations/{organisation.public_id}/members", flash=_("已结束该成员的身份。"))


@router.get("/organisations/{public_id}/members/{person_id}/hand-over", name="accounts.hand_over")
def ask_hand_over(request: Request, organisation: InnerOrganisation, one: OneMember, db: Db, viewer: Ready) -> Response:
    _check_hand_over(viewer, organisation, one)
    return _hand_over_page(request, organisation, one, db, blank(HandOverForm))


@router.post("/organisations/{public_id}/members/{person_id}/hand-over", name="accounts.hand_over_now")
def hand_over(request: Request, organisation: InnerOrganisation, one: OneMember, data: Posted, doer: Doer) -> Response:
    """Everything the member looks after for this house goes to a colleague, who is told."""
    _check_hand_over(doer.viewer, organisation, one)
    form = bind(HandOverForm, data)
    taker = member(doer.db, organisation.id, form.cleaned.taker) if form.cleaned else None
    if taker is None or taker.person.id == one.person.id:
        form.found = {"taker": [_("请选择接手的同事。")]}
        return _hand_over_page(request, organisation, one, doer.db, form, status=422)
    act = doer.act(organisation.id)
    count = sum(handover.hand_over(act, one.person, taker.person, organisation.id).values())
    if taker.person.id != doer.viewer.person_id:
        mail = emails.handed_over(doer.site.settings.origin, taker.person, one.person, organisation, count, doer.now)
        doer.act().send(mail)
    text = _("已把 {count} 项事务移交给 {name}。").format(count=count, name=taker.person.name)
    return redirect(request, f"/organisations/{organisation.public_id}/members", flash=text)


def _check_hand_over(viewer: Viewer, organisation: Organisation, one: Member) -> None:
    if not policy.may_hand_over(viewer, organisation.id, one.person.id):
        raise Forbidden(_("只有本人或本单位的管理员可以移交。"))


def _hand_over_page(
    request: Request, organisation: Organisation, one: Member, db: Db, form: Form[HandOverForm], status: int = 200
) -> Response:
    everybody = members(db, organisation.id)
    return render(
        request,
        HAND_OVER,
        block="form",
        status=status,
        form=form,
        organisation=organisation,
        giver=one.person,
        takers=[(m.person.public_id, m.person.name) for m in everybody if m.person.id != one.person.id],
        kept=[
            (_(label), count)
            for label, count in handover.kept_by(db, request.app.state.site.slices, one.person.id, organisation.id)
        ],
    )


def _page(
    request: Request,
    organisation: Organisation,
    db: Db,
    viewer: Viewer,
    now: Now,
    form: Form[InviteForm],
    status: int = 200,
) -> Response:
    house_id = organisation.id
    may_manage = policy.may_manage_organisation(viewer, house_id)
    return render(
        request,
        PAGE,
        block="form",
        status=status,
        form=form,
        organisation=organisation,
        people=members(db, house_id),
        invitations=open_invitations(db, house_id, now) if may_manage else [],
        requests=claims_of_house(db, house_id) if may_manage and is_managed(db, organisation) else [],
        may_manage=may_manage,
        may_invite=policy.may_invite(viewer, house_id),
    )
