"""Reading ties between houses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, or_, select

from app.accounts.models import Organisation, OrganisationTie
from app.accounts.ties import Edge, are_tied

MOST = 500


@dataclass(frozen=True)
class Tied:
    """One tie with its two houses."""

    tie: OrganisationTie
    organisation: Organisation
    other: Organisation


def edges_on(db: Session, day: date) -> list[Edge]:
    """The ties in force on a day."""
    query = select(OrganisationTie).where(
        OrganisationTie.since <= day, or_(col(OrganisationTie.until).is_(None), col(OrganisationTie.until) > day)
    )
    return [(row.organisation_id, row.other_id, row.kind) for row in db.exec(query).all()]


def tied_to_any(db: Session, house: int, others: Iterable[int], day: date) -> bool:
    """Whether a house is not independent of one of the others on this day."""
    edges = edges_on(db, day)
    return any(are_tied(house, other, edges) for other in others)


def all_ties(db: Session, day: date, *, ended: bool) -> list[Tied]:
    """Ties in force or to come, or those that ended; the newest first."""
    over = col(OrganisationTie.until) <= day
    rows = db.exec(
        select(OrganisationTie)
        .where(over if ended else or_(col(OrganisationTie.until).is_(None), ~over))
        .order_by(col(OrganisationTie.id).desc())
        .limit(MOST)
    ).all()
    ids = {number for row in rows for number in (row.organisation_id, row.other_id)}
    houses = {one.id: one for one in db.exec(select(Organisation).where(col(Organisation.id).in_(ids))).all()}
    return [Tied(row, houses[row.organisation_id], houses[row.other_id]) for row in rows]


def tie_by_public_id(db: Session, public_id: str) -> OrganisationTie | None:
    return db.exec(select(OrganisationTie).where(OrganisationTie.public_id == public_id)).one_or_none()
