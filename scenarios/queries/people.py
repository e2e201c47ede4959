"""Whom a mail about a need goes to."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, or_, select

from app.accounts.models import MemberRole, Membership, Person, Role, RoleGrant
from scenarios.models import Scenario


def keepers_of(db: Session, scenario: Scenario) -> Sequence[Person]:
    """Who looks after the need now and who sent it in, as long as they belong to its house; nobody for an import."""
    wanted = {scenario.holder_id or scenario.created_by, scenario.sent_by} - {None}
    query = (
        select(Person)
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            col(Person.id).in_(wanted),
            Membership.organisation_id == scenario.organisation_id,
            col(Membership.ended_at).is_(None),
            col(Person.deleted_at).is_(None),
        )
    )
    return db.exec(query.order_by(col(Person.id))).all()


def reviewer_of(db: Session, scenario: Scenario) -> Person | None:
    """Who took the need, unless the account is gone."""
    person = db.get(Person, scenario.reviewer_id) if scenario.reviewer_id else None
    return person if person is not None and person.deleted_at is None else None


def office_of(db: Session, scenario: Scenario, now: datetime) -> Sequence[Person]:
    """The office, and the district office within its zone."""
    in_force = or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > now)
    query = (
        select(Person)
        .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .where(
            col(RoleGrant.role).in_([Role.OFFICE, Role.DISTRICT_OFFICE]),
            RoleGrant.starts_at <= now,
            in_force,
            col(RoleGrant.field).in_(["", scenario.field]),
            col(RoleGrant.district).in_(["", scenario.district]),
            col(Person.deleted_at).is_(None),
        )
    )
    return db.exec(query.distinct().order_by(col(Person.id))).all()


def caretakers(db: Session, organisation_id: int, person_id: int | None) -> list[Person]:
    """Who looks after something for a house: the person named there as long as she is its member, else its managers."""
    members = db.exec(
        select(Person, Membership)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(
            Membership.organisation_id == organisation_id,
            col(Membership.ended_at).is_(None),
            col(Person.deleted_at).is_(None),
            col(Person.locked_at).is_(None),
        )
        .order_by(col(Membership.id))
    ).all()
    hers = [person for person, _membership in members if person.id == person_id]
    return hers or [person for person, membership in members if membership.role is MemberRole.MANAGER]
