"""Which introduction of a match counts, and whether its days are over."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from app.accounts.models import Person
from scenarios.lifecycle import ScenarioState
from scenarios.matches.lifecycle import ANSWERABLE, UNDECIDED, AnswerState, MatchState
from scenarios.matches.models import Answer, Introduction, Match
from scenarios.models import Scenario
from scenarios.timing import state_at

RUNNING = (ScenarioState.OPEN, ScenarioState.SUSPENDED, ScenarioState.PILOTING)
"""States of a need in which its owner and a supplier may still find each other."""


def newest_introductions(db: Session, match_ids: Collection[int]) -> dict[int, Introduction]:
    """The introduction that counts, by match."""
    query = select(Introduction).where(col(Introduction.match_id).in_(match_ids)).order_by(col(Introduction.id))
    return {row.match_id: row for row in db.exec(query).all()}


def newest_answers(db: Session, match_ids: Collection[int]) -> dict[int, Answer]:
    """The newest answer of each match."""
    rows = db.exec(select(Answer).where(col(Answer.match_id).in_(match_ids)).order_by(col(Answer.id))).all()
    return {row.match_id or 0: row for row in rows}


def lapsed_of_need(db: Session, need: Scenario, now: datetime) -> frozenset[int]:
    """The matches of a need for which nobody can say yes any more; see `is_over`."""
    query = select(Match).where(Match.scenario_id == need.id, col(Match.state).in_(UNDECIDED))
    rows = {match.id: match for match in db.exec(query).all()}
    offers, answers = newest_introductions(db, rows), newest_answers(db, rows)
    return frozenset(n for n, match in rows.items() if is_over(match, need, offers.get(n), answers.get(n), now))


def introduction_of(db: Session, match: Match) -> Introduction | None:
    return newest_introductions(db, [match.id]).get(match.id)


def introduction_by_public_id(db: Session, public_id: str) -> Introduction | None:
    return db.exec(select(Introduction).where(Introduction.public_id == public_id)).one_or_none()


def is_over(
    match: Match, need: Scenario, introduction: Introduction | None, answer: Answer | None, now: datetime
) -> bool:
    """Whether nobody can say yes any more, recorded or not: the days of the introduction are over, or the need has ended.

    What the supplier took up with an answer of its own waits for the owner as long as the answer does.
    """
    answered = answer is not None and answer.state is AnswerState.SENT
    if match.state not in UNDECIDED or answered:
        return False
    late = introduction is not None and introduction.ended_at is None and introduction.due_at <= now
    return late or state_at(need, now) not in RUNNING


def is_discreet(match: Match, introduction: Introduction | None, answer: Answer | None) -> bool:
    """Whether neither side is told if the other has said yes: an introduction runs, and nobody has answered in words."""
    worded = answer is not None and answer.state is AnswerState.SENT
    runs = introduction is not None and introduction.ended_at is None
    return match.state in UNDECIDED and runs and not worded


def told_state(match: Match, introduction: Introduction | None, answer: Answer | None) -> MatchState:
    """The state of a pair as its two sides may read it."""
    return MatchState.OFFERED if is_discreet(match, introduction, answer) else match.state


def told_states(db: Session, matches: Collection[Match]) -> dict[int, MatchState]:
    """`told_state` of many, by match."""
    undecided = [match.id for match in matches if match.state in UNDECIDED]
    offers = newest_introductions(db, undecided) if undecided else {}
    answers = newest_answers(db, undecided) if undecided else {}
    return {match.id: told_state(match, offers.get(match.id), answers.get(match.id)) for match in matches}


def is_last_word(match: Match, introduction: Introduction | None, answer: Answer) -> bool:
    """Whether the supplier has been asked nothing since it answered: what it is asked anew, it answers anew."""
    asked_anew = introduction is not None and introduction.offered_at > answer.created_at
    return not asked_anew and match.state not in ANSWERABLE


def introducers(db: Session, match: Match) -> list[Person]:
    """The curator who introduced the pair; nobody for one that found itself."""
    introduction = introduction_of(db, match)
    person = db.get(Person, introduction.curator_id) if introduction is not None else None
    return [person] if person is not None and person.deleted_at is None and person.locked_at is None else []
