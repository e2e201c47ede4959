"""Which introduction of a match counts, and whether its days are over."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from app.accounts.models import Person
from scenarios.matches.models import Introduction, Match


def newest_introductions(db: Session, match_ids: Collection[int]) -> dict[int, Introduction]:
    """The introduction that counts, by match."""
    query = select(Introduction).where(col(Introduction.match_id).in_(match_ids)).order_by(col(Introduction.id))
    return {row.match_id: row for row in db.exec(query).all()}


def introductions_of_need(db: Session, scenario_id: int) -> dict[int, Introduction]:
    """The same of all matches of a need."""
    query = select(Introduction).join(Match, col(Match.id) == Introduction.match_id)
    query = query.where(Match.scenario_id == scenario_id).order_by(col(Introduction.id))
    return {row.match_id: row for row in db.exec(query).all()}


def introduction_of(db: Session, match: Match) -> Introduction | None:
    return newest_introductions(db, [match.id]).get(match.id)


def introduction_by_public_id(db: Session, public_id: str) -> Introduction | None:
    return db.exec(select(Introduction).where(Introduction.public_id == public_id)).one_or_none()


def is_over(introduction: Introduction | None, now: datetime) -> bool:
    """Whether its days are over and nothing has recorded that yet."""
    return introduction is not None and introduction.ended_at is None and introduction.due_at <= now


def introducers(db: Session, match: Match) -> list[Person]:
    """The curator who introduced the pair; nobody for one that found itself."""
    introduction = introduction_of(db, match)
    person = db.get(Person, introduction.curator_id) if introduction is not None else None
    return [person] if person is not None and person.deleted_at is None and person.locked_at is None else []
