"""Whom a mail about a panel goes to."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.accounts.models import Person
from scenarios.panels.models import Seat


def people_in(db: Session, seats: Sequence[Seat]) -> Sequence[Person]:
    """Those on these seats who have an account still."""
    ids = [one.person_id for one in seats]
    query = select(Person).where(col(Person.id).in_(ids), col(Person.deleted_at).is_(None))
    return db.exec(query.order_by(col(Person.id))).all()
