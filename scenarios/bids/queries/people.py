"""Whom a mail about a bid or its unsealing goes to."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.accounts.models import MemberRole, Membership, Person
from scenarios.bids.models import BidParty, Tender
from scenarios.bids.queries.cases import BidCase


def people_of(db: Session, case: BidCase) -> list[Person]:
    """Who works on it in each house that bids: whoever began or joined it there, else the managers."""
    found = [person for party in case.parties if party.confirmed_at is not None for person in _keepers(db, party)]
    return list({person.id: person for person in found}.values())


def supervisor(db: Session, tender: Tender) -> Sequence[Person]:
    person = db.get(Person, tender.supervisor_id) if tender.supervisor_id else None
    return [person] if person is not None and person.deleted_at is None else []


def _keepers(db: Session, party: BidParty) -> list[Person]:
    members = db.exec(
        select(Person, Membership)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(
            Membership.organisation_id == party.organisation_id,
            col(Membership.ended_at).is_(None),
            col(Person.deleted_at).is_(None),
            col(Person.locked_at).is_(None),
        )
        .order_by(col(Membership.id))
    ).all()
    hers = [person for person, _membership in members if person.id == party.person_id]
    return hers or [person for person, membership in members if membership.role is MemberRole.MANAGER]
