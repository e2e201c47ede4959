"""Loading is checking: matches and answers reach a handler only through one of these."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from app.accounts.access import Me, Ready
from app.accounts.policy import Principal
from app.core.db import Db
from app.core.errors import Forbidden, NotFound
from app.core.i18n import gettext as _
from scenarios.access import VisibleScenario
from scenarios.matches.models import Answer, Match
from scenarios.matches.policy import (
    may_curate,
    may_enter_curation,
    may_see_answer,
    may_see_answers,
    may_see_fitting_needs,
    may_see_matches,
    may_speak_as_owner,
)
from scenarios.matches.queries.sides import Both, answer_by_public_id, both, match_by_public_id
from scenarios.models import Scenario
from scenarios.policy import is_keeper
from suppliers.models import Supply
from suppliers.queries import by_public_id


@dataclass(frozen=True)
class LoadedMatch:
    """A match with its sides, for somebody who may see it."""

    match: Match
    sides: Both


@dataclass(frozen=True)
class LoadedAnswer:
    answer: Answer
    sides: Both


def load_matched_need(viewer: Me, scenario: VisibleScenario) -> Scenario:
    """The need for whoever may see its matches."""
    if not may_see_matches(viewer, scenario):
        raise NotFound
    return scenario


MatchedNeed = Annotated[Scenario, Depends(load_matched_need)]


def load_owned_need(viewer: Ready, scenario: VisibleScenario) -> Scenario:
    """The need for somebody who speaks for it."""
    if may_speak_as_owner(viewer, scenario):
        return scenario
    if is_keeper(viewer, scenario):
        raise Forbidden(_("贵单位通过核验后才能邀请和答复供给方。"))
    raise NotFound


OwnedNeed = Annotated[Scenario, Depends(load_owned_need)]


def load_curated_need(viewer: Ready, scenario: VisibleScenario) -> Scenario:
    """The need for a curator who may judge its matches."""
    if may_curate(viewer, scenario):
        return scenario
    if may_see_matches(viewer, scenario):
        raise Forbidden(_("这项需求不在您的撮合范围内，或者您与它有利害关系，应当回避。"))
    raise NotFound


CuratedNeed = Annotated[Scenario, Depends(load_curated_need)]


def load_need_with_answers(viewer: Me, scenario: VisibleScenario) -> Scenario:
    if not may_see_answers(viewer, scenario):
        raise NotFound
    return scenario


NeedWithAnswers = Annotated[Scenario, Depends(load_need_with_answers)]


def load_match(public_id: str, viewer: Ready, db: Db) -> LoadedMatch:
    """A match for one of its two sides or for whoever looks after the matches of the need."""
    match = match_by_public_id(db, public_id)
    if match is None:
        raise NotFound
    sides = both(db, match.scenario_id, match.supply_id)
    if not (may_see_matches(viewer, sides.need) or viewer.belongs_to(sides.supply.organisation_id)):
        raise NotFound
    return LoadedMatch(match, sides)


AMatch = Annotated[LoadedMatch, Depends(load_match)]


def load_answer(public_id: str, viewer: Ready, db: Db) -> LoadedAnswer:
    """An answer for the house that gave it or for whoever may see the answers to the need."""
    answer = answer_by_public_id(db, public_id)
    if answer is None:
        raise NotFound
    sides = both(db, answer.scenario_id, answer.supply_id)
    if not may_see_answer(viewer, sides.need, answer):
        raise NotFound
    return LoadedAnswer(answer, sides)


AnAnswer = Annotated[LoadedAnswer, Depends(load_answer)]


def load_own_supply(public_id: str, viewer: Me, db: Db) -> Supply:
    """A supply for those who may see which needs it fits."""
    supply = by_public_id(db, viewer, public_id)
    if supply is None or not may_see_fitting_needs(viewer, supply.organisation_id):
        raise NotFound
    return supply


OwnSupply = Annotated[Supply, Depends(load_own_supply)]


def load_curator(viewer: Me) -> Principal:
    if not may_enter_curation(viewer):
        raise NotFound
    return viewer


Curator = Annotated[Principal, Depends(load_curator)]
