"""Reading declared interests: one's own, everybody's."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.accounts.models import Organisation, Person, Stake

MOST = 500


@dataclass(frozen=True)
class Declared:
    """One interest with whom it ties to whom."""

    stake: Stake
    person: Person
    organisation: Organisation


def stakes_of(db: Session, person_id: int) -> list[Declared]:
    """What she has declared, those in force first."""
    return sorted(_declared(db, Stake.person_id == person_id), key=lambda one: one.stake.ended_at is not None)


def all_stakes(db: Session, *, ended: bool) -> list[Declared]:
    """Everybody's interests in force, or those that ended; the newest first."""
    over = col(Stake.ended_at).is_not(None)
    return _declared(db, over if ended else ~over)


def _declared(db: Session, where: ColumnElement[bool] | bool) -> list[Declared]:
    rows = db.exec(
        select(Stake, Person, Organisation)
        .join(Person, col(Person.id) == Stake.person_id)
        .join(Organisation, col(Organisation.id) == Stake.organisation_id)
        .where(where)
        .order_by(col(Stake.id).desc())
        .limit(MOST)
    ).all()
    return [Declared(stake, person, house) for stake, person, house in rows]
