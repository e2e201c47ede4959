"""Loading is checking: matches and answers reach a handler only through one of these."""

from typing import Annotated

from fastapi import Depends

from app.accounts.access import Me, Ready
from app.accounts.policy import Principal
from app.core.db import Db
from app.core.errors import Forbidden, NotFound
from app.core.i18n import gettext as _
from app.core.site import Now
from scenarios.access import VisibleScenario
from scenarios.matches.models import Match
from scenarios.matches.policy import (
    lacks_to_ask,
    lacks_to_curate,
    lacks_to_speak_as_owner,
    may_enter_curation,
    may_see_answer,
    may_see_answers,
    may_see_fitting_needs,
    may_see_inquiry,
    may_see_matches,
)
from scenarios.matches.queries.inquiries import Asked, asked_with, inquiry_by_public_id
from scenarios.matches.queries.sides import Pair, answer_by_public_id, match_by_public_id, pair_of
from scenarios.models import Scenario
from scenarios.policy import is_keeper, may_see
from suppliers.models import Supply
from suppliers.queries import by_public_id


def load_matched_need(viewer: Me, scenario: VisibleScenario) -> Scenario:
    """The need for whoever may see its matches."""
    if not may_see_matches(viewer, scenario):
        raise NotFound
    return scenario


MatchedNeed = Annotated[Scenario, Depends(load_matched_need)]


def _unless(missing: str, scenario: Scenario, *, known: bool) -> Scenario:
    """The need, unless something is missing: then its sentence for those who may know that the page exists."""
    if missing:
        raise Forbidden(_(missing)) if known else NotFound()
    return scenario


def load_owned_need(viewer: Ready, scenario: VisibleScenario) -> Scenario:
    """The need for somebody who speaks for it."""
    return _unless(lacks_to_speak_as_owner(viewer, scenario), scenario, known=is_keeper(viewer, scenario))


OwnedNeed = Annotated[Scenario, Depends(load_owned_need)]


def load_curated_need(viewer: Ready, scenario: VisibleScenario) -> Scenario:
    """The need for a curator who may judge its matches."""
    return _unless(lacks_to_curate(viewer, scenario), scenario, known=may_see_matches(viewer, scenario))


CuratedNeed = Annotated[Scenario, Depends(load_curated_need)]


def load_need_with_answers(viewer: Me, scenario: VisibleScenario) -> Scenario:
    if not may_see_answers(viewer, scenario):
        raise NotFound
    return scenario


NeedWithAnswers = Annotated[Scenario, Depends(load_need_with_answers)]


def load_match(public_id: str, viewer: Ready, db: Db, now: Now) -> Pair:
    """A match for one of its two sides or for whoever looks after the matches of the need."""
    match = match_by_public_id(db, public_id)
    if match is None:
        raise NotFound
    pair = pair_of(db, match, now)
    if not (may_see_matches(viewer, pair.need) or viewer.belongs_to(pair.supply.organisation_id)):
        raise NotFound
    return pair


AMatch = Annotated[Pair, Depends(load_match)]


def load_answer(public_id: str, viewer: Ready, db: Db, now: Now) -> Pair:
    """An answer for the house that gave it or for whoever may see the answers to the need."""
    answer = answer_by_public_id(db, public_id)
    if answer is None:
        raise NotFound
    pair = pair_of(db, db.get_one(Match, answer.match_id), now, answer)
    if not may_see_answer(viewer, pair.need, answer):
        raise NotFound
    return pair


AnAnswer = Annotated[Pair, Depends(load_answer)]


def load_asking_need(viewer: Ready, scenario: VisibleScenario) -> Scenario:
    """The need for somebody who may ask suppliers about it."""
    return _unless(lacks_to_ask(viewer, scenario), scenario, known=may_see_matches(viewer, scenario))


AskingNeed = Annotated[Scenario, Depends(load_asking_need)]


def load_inquiry(public_id: str, viewer: Ready, db: Db, now: Now) -> Asked:
    """A question for one of its two sides."""
    inquiry = inquiry_by_public_id(db, public_id)
    if inquiry is None:
        raise NotFound
    asked = asked_with(db, inquiry, now)
    if not may_see(viewer, asked.need) or not may_see_inquiry(viewer, asked.need, asked.supply.organisation_id):
        raise NotFound
    return asked


AnInquiry = Annotated[Asked, Depends(load_inquiry)]


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
