"""A match or an answer with both sides around it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.accounts.models import Organisation
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Answer, Introduction, Match
from scenarios.matches.queries.introductions import introduction_of, is_over
from scenarios.models import Scenario
from scenarios.timing import is_answerable
from suppliers.models import Supply


@dataclass(frozen=True)
class Both:
    """A need and a supply with whom they belong to."""

    need: Scenario
    owner: Organisation
    supply: Supply
    supplier: Organisation


@dataclass(frozen=True)
class Pair:
    """A need and a supply in touch, or about to be; `answerable` is whether the need takes answers, `answer` is what the
    supplier has said to it, if anything, and `lapsed` whether nobody can say yes any more."""

    match: Match
    need: Scenario
    supply: Supply
    answerable: bool
    answer: Answer | None = None
    introduction: Introduction | None = None
    lapsed: bool = False


def pair_of(db: Session, match: Match, now: datetime, answer: Answer | None = None) -> Pair:
    need, supply = db.get_one(Scenario, match.scenario_id), db.get_one(Supply, match.supply_id)
    introduction, given = introduction_of(db, match), answer or answer_of_match(db, match)
    lapsed = is_over(match, need, introduction, given, now)
    return Pair(match, need, supply, is_answerable(need, now), answer, introduction, lapsed)


def both(db: Session, scenario_id: int, supply_id: int) -> Both:
    need, supply = db.get_one(Scenario, scenario_id), db.get_one(Supply, supply_id)
    owner, supplier = db.get_one(Organisation, need.organisation_id), db.get_one(Organisation, supply.organisation_id)
    return Both(need, owner, supply, supplier)


def live_match(db: Session, scenario_id: int, supply_id: int) -> Match | None:
    """The one row of this pair that nothing supersedes."""
    query = select(Match).where(
        Match.scenario_id == scenario_id, Match.supply_id == supply_id, Match.state != MatchState.SUPERSEDED
    )
    return db.exec(query).one_or_none()


def match_by_public_id(db: Session, public_id: str) -> Match | None:
    return db.exec(select(Match).where(Match.public_id == public_id)).one_or_none()


def answer_by_public_id(db: Session, public_id: str) -> Answer | None:
    return db.exec(select(Answer).where(Answer.public_id == public_id)).one_or_none()


def answer_of_match(db: Session, match: Match) -> Answer | None:
    """The answer that made this match, if a supplier gave one."""
    return db.exec(select(Answer).where(Answer.match_id == match.id).order_by(col(Answer.id).desc()).limit(1)).first()
