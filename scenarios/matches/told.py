"""Who may be told about a match, an answer or a question: its two sides, as long as they may see the need."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from app.accounts.policy import Viewer
from app.core.mail import Telling
from app.core.slices import Rule
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


RULES: Mapping[str, Rule] = {"answer": _of_answer, "match": _of_match, "inquiry": _of_inquiry, "owner_news": _of_house}
