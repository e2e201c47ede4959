"""Who belongs to which house, in which role, from when until when."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from app.accounts.models import MemberRole, Membership, Organisation, Person
from app.accounts.queries.organisations import has_managers
from app.core.acting import Act
from app.core.errors import Conflict
from app.core.history import audit
from app.core.i18n import gettext as _


def join(act: Act, person_id: int, organisation_id: int, *, role: MemberRole = MemberRole.MEMBER) -> Membership:
    """Make a person a member; a live membership of hers is answered with itself."""
    there = act.db.exec(
        select(Membership).where(
            Membership.person_id == person_id,
            Membership.organisation_id == organisation_id,
            col(Membership.ended_at).is_(None),
        )
    ).first()
    if there is not None:
        return there
    membership = Membership(person_id=person_id, organisation_id=organisation_id, role=role, started_at=act.now)
    act.db.add(membership)
    act.db.flush()
    audit(act, "member.joined", membership, {"person": person_id, "organisation": organisation_id})
    return membership


def change_role(act: Act, membership: Membership, role: MemberRole) -> None:
    """Give a member another role; raises `Conflict` where the house would be left without a manager."""
    if membership.role is role:
        return
    _keep_a_manager(act.db, membership)
    audit(act, "member.role", membership, {"from": membership.role, "to": role})
    membership.role = role
    act.db.add(membership)
    act.db.flush()


def end_membership(act: Act, membership: Membership) -> None:
    """The person leaves the house; raises `Conflict` for its last manager. Ending it again changes nothing."""
    if membership.ended_at is not None:
        return
    _keep_a_manager(act.db, membership)
    membership.ended_at = act.now
    act.db.add(membership)
    act.db.flush()
    audit(act, "member.left", membership, {"person": membership.person_id})


def _keep_a_manager(db: Session, membership: Membership) -> None:
    # The row of the house is locked first, so that two managers who leave at the same moment cannot both succeed.
    db.exec(select(Organisation.id).where(Organisation.id == membership.organisation_id).with_for_update()).one()
    last = membership.role is MemberRole.MANAGER and not has_managers(
        db, membership.organisation_id, but=membership.person_id
    )
    if last:
        raise Conflict(_("您是这个单位唯一的管理员，请先把一位同事设为管理员。"))


def end_all_memberships(db: Session, person: Person, now: datetime) -> None:
    """She leaves every house; raises `Conflict` where colleagues would be left without a manager."""
    query = select(Membership).where(Membership.person_id == person.id, col(Membership.ended_at).is_(None))
    for membership in db.exec(query).all():
        if _colleagues(db, membership):
            _keep_a_manager(db, membership)
        membership.ended_at = now
        db.add(membership)
    db.flush()


def _colleagues(db: Session, membership: Membership) -> int:
    return db.exec(
        select(func.count())
        .select_from(Membership)
        .where(
            Membership.organisation_id == membership.organisation_id,
            Membership.person_id != membership.person_id,
            col(Membership.ended_at).is_(None),
        )
    ).one()
