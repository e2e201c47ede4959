"""Whom a mail about a demonstration goes to."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, or_, select

from app.accounts.models import Membership, Person, RoleGrant
from scenarios.demonstrations.lifecycle import AdoptionState
from scenarios.demonstrations.models import Adoption
from scenarios.models import Scenario
from scenarios.policy import REVIEWING


def department_of(db: Session, need: Scenario, now: datetime) -> Sequence[Person]:
    """Who may review for the need's field and district: its reviewers and the office."""
    query = (
        select(Person)
        .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .where(
            col(RoleGrant.role).in_(REVIEWING),
            RoleGrant.starts_at <= now,
            or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > now),
            col(RoleGrant.field).in_(["", need.field]),
            col(RoleGrant.district).in_(["", need.district]),
            col(Person.deleted_at).is_(None),
        )
    )
    return db.exec(query.distinct().order_by(col(Person.id))).all()


def adopters(db: Session, demonstration_id: int) -> Sequence[Person]:
    """Who began the copies that live, as long as they belong to the house."""
    query = (
        select(Person)
        .join(Adoption, col(Adoption.begun_by) == col(Person.id))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            Adoption.demonstration_id == demonstration_id,
            col(Adoption.state).in_([AdoptionState.WANTED, AdoptionState.ADOPTED]),
            Membership.organisation_id == Adoption.organisation_id,
            col(Membership.ended_at).is_(None),
            col(Person.deleted_at).is_(None),
        )
    )
    return db.exec(query.distinct().order_by(col(Person.id))).all()
