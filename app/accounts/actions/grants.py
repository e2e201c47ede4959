"""Roles entrusted to people: granted from a day until a day, ended, never deleted."""

from datetime import datetime

from sqlmodel import Session, col, or_, select

from app.accounts.models import Person, Role, RoleGrant
from app.accounts.policy import may_hold_together
from app.core.acting import Act
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.history import audit
from app.core.i18n import gettext as _


def grant_role(
    act: Act,
    person: Person,
    role: Role,
    *,
    field: str = "",
    district: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    note: str = "",
) -> RoleGrant:
    """Entrust `role` to a person, for one field or district or for all.

    Raises `Forbidden` for oneself, `Conflict` where she would hold two of business, system and audit or has this very
    grant, `Invalid` where the end does not come after the start.
    """
    starts_at = starts_at or act.now
    if act.actor.person_id == person.id:
        raise Forbidden(_("不能给自己授权，请由另一位有权限的同事办理。"))
    if ends_at is not None and ends_at <= max(starts_at, act.now):
        raise Invalid(_("结束日期必须晚于开始日期，也不能是过去的日期。"))
    # Two grants at the same moment must not slip past each other: the person's row is the lock.
    act.db.exec(select(Person.id).where(Person.id == person.id).with_for_update()).one()
    _refuse_mixture(live_grants(act.db, person.id, act.now), role, field, district)
    row = RoleGrant(
        person_id=person.id,
        role=role,
        field=field,
        district=district,
        starts_at=starts_at,
        ends_at=ends_at,
        granted_by=act.actor.person_id,
        note=note,
    )
    act.db.add(row)
    act.db.flush()
    audit(act, "grant.given", row, {"person": person.id, "role": role, "field": field, "district": district})
    return row


def live_grants(db: Session, person_id: int, now: datetime) -> list[RoleGrant]:
    """Grants in force now or to come."""
    query = select(RoleGrant).where(
        RoleGrant.person_id == person_id, or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > now)
    )
    return list(db.exec(query).all())


def _refuse_mixture(held: list[RoleGrant], role: Role, field: str, district: str) -> None:
    if not may_hold_together([role, *(grant.role for grant in held)]):
        raise Conflict(_("业务、系统管理、审计三类职责必须由不同的人担任：此人已有另一类角色，请先结束原有授权。"))
    if any((g.role, g.field, g.district) == (role, field, district) for g in held):
        raise Conflict(_("此人已有相同的授权，无需重复办理。"))


def end_grant(act: Act, grant: RoleGrant, note: str = "") -> None:
    """The role is over from now on; a grant that has not begun never does. Ending it again changes nothing."""
    if grant.ends_at is not None and grant.ends_at <= act.now:
        return
    grant.ends_at = act.now
    act.db.add(grant)
    audit(act, "grant.ended", grant, {"person": grant.person_id, "role": grant.role, "note": note})
