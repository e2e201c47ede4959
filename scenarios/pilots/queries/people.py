"""Whom of a pilot's parties, curator and office a mail goes to."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session

from app.accounts.access import principal_of
from app.accounts.models import Person
from scenarios.matches.queries.people import curators_for
from scenarios.pilots.models import Side
from scenarios.pilots.queries.cases import Case
from scenarios.policy import is_curator
from scenarios.queries.people import caretakers, office_of


def people_of(db: Session, case: Case, *sides: Side) -> list[Person]:
    """Who looks after the pilot on these sides: whoever was named there, else the managers of the house."""
    return [
        person
        for party in case.parties
        if party.side in sides
        for person in caretakers(db, party.organisation_id, party.person_id)
    ]


def overseers(db: Session, case: Case, now: datetime) -> Sequence[Person]:
    """The curator to whom the need was handed, as long as she is one, else those of its field; and the office."""
    chosen = db.get(Person, case.need.curator_id) if case.need.curator_id else None
    curates = chosen is not None and is_curator(principal_of(db, chosen, now), case.need)
    curators = [chosen] if chosen is not None and curates else curators_for(db, case.need, now)
    return unique([*curators, *office_of(db, case.need, now)])


def unique(people: Iterable[Person]) -> list[Person]:
    return list({person.id: person for person in people}.values())
