"""The link of an invitation: looked at by GET, accepted by POST, by the owner of the address it was sent to."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import AnyViewer, Doer
from app.accounts.actions import accept_invitation
from app.accounts.emails import masked
from app.accounts.models import Invitation
from app.accounts.queries.organisations import invitation_by_token
from app.core.db import Db
from app.core.errors import Conflict, Forbidden
from app.core.forms import Posted
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.ids import hashed
from app.core.listing import address
from app.core.routing import Router
from app.core.site import Now

router = Router()


@router.get("/invitation", name="accounts.invitation")
def show(request: Request, db: Db, viewer: AnyViewer, now: Now, token: str = "") -> Response:
    """Who invites into which house, and what to do next: accept, sign in or sign up."""
    found = invitation_by_token(db, hashed(token)) if token else None
    if found is None or not _counts(found[0], now):
        return render(request, "accounts/invitation.html", status=410, invitation=None)
    invitation, house, inviter = found
    here = address("/invitation", [("token", token)])
    return render(
        request,
        "accounts/invitation.html",
        invitation=invitation,
        house=house,
        inviter=inviter,
        token=token,
        masked=masked(invitation.email),
        fits=viewer is not None and viewer.email == invitation.email,
        sign_in=address("/sign-in", [("next", here)]),
        sign_up=address("/sign-up", [("email", invitation.email), ("next", here)]),
    )


@router.post("/invitation", name="accounts.accept_invitation")
def accept(request: Request, data: Posted, doer: Doer) -> Response:
    """A forwarded link is worth nothing to another address."""
    found = invitation_by_token(doer.db, hashed(str(data.get("token", ""))))
    if found is None:
        raise Conflict(_("这份邀请已被使用、撤回或过期，请联系邀请您的同事重新发送。"))
    invitation, house, _inviter = found
    if doer.viewer.email != invitation.email:
        text = _("这份邀请发给了 {email}，请用该邮箱的账户登录后接受。")
        raise Forbidden(text.format(email=masked(invitation.email)))
    accept_invitation(doer.act(), invitation)
    text = _("您已加入「{name}」。").format(name=house.name)
    return redirect(request, "/desk", flash=text)


def _counts(invitation: Invitation, now: Now) -> bool:
    return invitation.accepted_at is None and invitation.revoked_at is None and invitation.expires_at > now
