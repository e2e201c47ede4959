"""Invitations of colleagues by mail."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.accounts.actions.members import join
from app.accounts.models import Invitation, MemberRole, Membership, Organisation, Person
from app.core.acting import Act
from app.core.errors import Conflict, TooMany
from app.core.history import audit
from app.core.i18n import gettext as _
from app.core.ids import hashed, token

LIFETIME = timedelta(days=7)
MOST_A_DAY = 50
MOST_TO_ONE = 5
"""Invitations of one house to one address in a day: whoever did not read the first will not read the tenth."""


def invite(act: Act, organisation_id: int, email: str, role: MemberRole) -> tuple[Invitation, str]:
    """Write an invitation; returns it and the secret for its link. An older open one to this address is revoked.

    Raises `Conflict` for an address whose owner is a member already, `TooMany` beyond `MOST_A_DAY` for one house
    and `MOST_TO_ONE` for one address.
    """
    _refuse_flood(act.db, organisation_id, email, act.now)
    if _is_member(act.db, organisation_id, email):
        raise Conflict(_("使用这个邮箱的同事已经是本单位成员。"))
    open_ones = (
        col(Invitation.organisation_id) == organisation_id,
        col(Invitation.email) == email,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
    )
    act.db.connection().execute(update(Invitation).where(*open_ones).values(revoked_at=act.now))
    secret = token()
    invitation = Invitation(
        organisation_id=organisation_id,
        email=email,
        role=role,
        token_hash=hashed(secret),
        invited_by=act.actor.person_id or 0,
        expires_at=act.now + LIFETIME,
        created_at=act.now,
    )
    act.db.add(invitation)
    act.db.flush()
    audit(act, "invitation.sent", invitation, {"email": email, "role": role})
    return invitation, secret


def _refuse_flood(db: Session, organisation_id: int, email: str, now: datetime) -> None:
    # Counted in the request's own transaction: the house is loaded in it, so the throttle's separate one would wait.
    # The row of the house is the lock, so that of many at once no more pass.
    db.exec(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update()).one()
    recent = db.exec(
        select(Invitation.email).where(
            Invitation.organisation_id == organisation_id, Invitation.created_at > now - timedelta(days=1)
        )
    ).all()
    if len(recent) >= MOST_A_DAY:
        raise TooMany(_("今天发出的邀请已达上限，请明天再发。"))
    if recent.count(email) >= MOST_TO_ONE:
        raise TooMany(_("今天已多次邀请这个邮箱，请明天再发，或请对方查看垃圾邮件箱。"))


def _is_member(db: Session, organisation_id: int, email: str) -> bool:
    return (
        db.exec(
            select(Membership.id)
            .join(Person, col(Person.id) == Membership.person_id)
            .where(
                Membership.organisation_id == organisation_id,
                Person.email == email,
                col(Membership.ended_at).is_(None),
            )
        ).first()
        is not None
    )


def revoke_invitation(act: Act, invitation: Invitation) -> None:
    """The link is worth nothing any more; raises `Conflict` where it was used already."""
    if invitation.accepted_at is not None:
        raise Conflict(_("对方已经接受邀请，无法撤回；如需取消，请结束其成员身份。"))
    if invitation.revoked_at is None:
        invitation.revoked_at = act.now
        act.db.add(invitation)
        audit(act, "invitation.revoked", invitation, {"email": invitation.email})


def accept_invitation(act: Act, invitation: Invitation) -> Membership:
    """Become a member by it; of two clicks one counts and the other raises `Conflict`."""
    act.db.flush()
    hit = act.db.connection().execute(
        update(Invitation)
        .where(
            col(Invitation.id) == invitation.id,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.revoked_at).is_(None),
            col(Invitation.expires_at) > act.now,
        )
        .values(accepted_at=act.now)
    )
    if hit.rowcount != 1:
        raise Conflict(_("这份邀请已被使用、撤回或过期，请联系邀请您的同事重新发送。"))
    return join(act, act.actor.person_id or 0, invitation.organisation_id, role=invitation.role)
