"""Whom of a pilot's parties, curator and office a mail goes to."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.accounts.access import principal_of
from app.accounts.models import MemberRole, Membership, Person
from scenarios.matches.queries.people import curators_for
from scenarios.pilots.models import PilotParty, Side
from scenarios.pilots.queries.cases import Case
from scenarios.policy import is_curator
from scenarios.queries.people import office_of


def people_of(db: Session, case: Case, *sides: Side) -> list[Person]:
    """Who looks after the pilot on these sides: whoever was named there, else the managers of the house."""
    return [person for party in case.parties if party.side in sides for person in _keepers(db, party)]


def overseers(db: Session, case: Case, now: datetime) -> Sequence[Person]:
    """The curator to whom the need was handed, as long as she is one, else those of its field; and the office."""
    chosen = db.get(Person, case.need.curator_id) if case.need.curator_id else None
    curates = chosen is not None and is_curator(principal_of(db, chosen, now), case.need)
    curators = [chosen] if chosen is not None and curates else curators_for(db, case.need, now)
    return unique([*curators, *office_of(db, case.need, now)])


def unique(people: Iterable[Person]) -> list[Person]:
    return list({person.id: person for person in people}.values())


def _keepers(db: Session, party: PilotParty) -> list[Person]:
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
