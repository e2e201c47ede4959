"""Who may be told about a match, an answer or a question: its two sides, as long as they may see the need."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.accounts.policy import Viewer
from app.core.mail import Telling
from app.core.slices import Ahead, Rule, ahead
from scenarios.matches.models import Answer, Inquiry, Match
from scenarios.matches.policy import may_see_answer, may_see_inquiry, may_see_matches
from scenarios.models import Scenario
from scenarios.policy import may_see
from suppliers.models import Supply


def _of_answer(db: Session, viewer: Viewer, _telling: Telling, answer_id: int, _now: datetime) -> bool:
    answer = db.get(Answer, answer_id)
    need = db.get(Scenario, answer.scenario_id) if answer is not None else None
    if answer is None or need is None or not may_see(viewer, need):
        return False
    return may_see_answer(viewer, need, answer)


def _of_match(db: Session, viewer: Viewer, _telling: Telling, match_id: int, _now: datetime) -> bool:
    match = db.get(Match, match_id)
    need = db.get(Scenario, match.scenario_id) if match is not None else None
    supply = db.get(Supply, match.supply_id) if match is not None else None
    if need is None or supply is None or viewer is None or not may_see(viewer, need):
        return False
    return may_see_matches(viewer, need) or viewer.belongs_to(supply.organisation_id)


def _of_inquiry(db: Session, viewer: Viewer, _telling: Telling, inquiry_id: int, _now: datetime) -> bool:
    inquiry = db.get(Inquiry, inquiry_id)
    need = db.get(Scenario, inquiry.scenario_id) if inquiry is not None else None
    supply = db.get(Supply, inquiry.supply_id) if inquiry is not None else None
    if need is None or supply is None or not may_see(viewer, need):
        return False
    return may_see_inquiry(viewer, need, supply.organisation_id)


def _of_house(_db: Session, viewer: Viewer, _telling: Telling, organisation_id: int, _now: datetime) -> bool:
    """What is new for the needs of a house: its own people."""
    return viewer is not None and viewer.belongs_to(organisation_id)


def _answers(db: Session, ids: Collection[int]) -> Sequence[object]:
    query = select(Answer, Scenario).join(Scenario, col(Scenario.id) == Answer.scenario_id)
    return ahead(db, Answer, ids, query)


def _matches(db: Session, ids: Collection[int]) -> Sequence[object]:
    """Without what they were judged on, which is long and decides nothing here."""
    evidence: Any = Match.evidence
    return ahead(db, Match, ids, _sides(Match).options(defer(evidence)))


def _inquiries(db: Session, ids: Collection[int]) -> Sequence[object]:
    return ahead(db, Inquiry, ids, _sides(Inquiry))


def _sides(model: type[Match | Inquiry]) -> Any:
    query: Any = select(model, Scenario, Supply).join(Scenario, col(Scenario.id) == model.scenario_id)
    return query.join(Supply, col(Supply.id) == model.supply_id)


RULES: Mapping[str, Rule] = {"answer": _of_answer, "match": _of_match, "inquiry": _of_inquiry, "owner_news": _of_house}
AHEAD: Mapping[str, Ahead] = {"answer": _answers, "match": _matches, "inquiry": _inquiries}
