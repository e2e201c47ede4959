"""Whom a mail about a bid or its unsealing goes to."""

from collections.abc import Sequence

from sqlmodel import Session

from app.accounts.models import Person
from scenarios.bids.models import Tender
from scenarios.bids.queries.cases import BidCase
from scenarios.queries.people import caretakers


def people_of(db: Session, case: BidCase) -> list[Person]:
    """Who works on it in each house that bids: whoever began or joined it there, else the managers."""
    joined = [party for party in case.parties if party.confirmed_at is not None]
    found = [person for party in joined for person in caretakers(db, party.organisation_id, party.person_id)]
    return list({person.id: person for person in found}.values())


def supervisor(db: Session, tender: Tender) -> Sequence[Person]:
    person = db.get(Person, tender.supervisor_id) if tender.supervisor_id else None
    return [person] if person is not None and person.deleted_at is None else []
