"""The table of permissions of matches, answers and contacts, cell by cell."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.models import MemberRole, OrganisationState, Role
from app.accounts.policy import Belonging, Grant, Principal, Viewer
from scenarios.lifecycle import Route, ScenarioState
from scenarios.matches.lifecycle import ANSWER, MATCH, RELEASED, AnswerState, MatchEvent, MatchState
from scenarios.matches.policy import (
    lacks_to_answer,
    lacks_to_ask,
    lacks_to_curate,
    lacks_to_judge,
    lacks_to_speak_as_owner,
    lacks_to_watch,
    lacks_to_weigh,
    may_see_answer,
    may_see_answers,
    may_see_fitting_needs,
    may_see_inquiry,
    may_see_matches,
    may_see_owner_contact,
    may_see_supplier_contact,
)
from scenarios.models import Secrecy
from scenarios.timing import is_answerable

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
HOSPITAL, FIRM, RIVAL = 1, 2, 3


@dataclass(frozen=True)
class Need:
    organisation_id: int = HOSPITAL
    state: ScenarioState = ScenarioState.OPEN
    secrecy: Secrecy = Secrecy.PUBLIC
    route: Route = Route.MATCH_ONLY
    field: str = "health"
    district: str = "gaoxin"
    created_by: int | None = 1
    sent_by: int | None = None
    submitted_at: datetime | None = NOW
    upload_id: int | None = None
    reviewer_id: int | None = None
    curator_id: int | None = None
    deadline: datetime | None = NOW + timedelta(days=30)
    valid_until: datetime | None = None


@dataclass(frozen=True)
class Given:
    organisation_id: int = FIRM
    state: AnswerState = AnswerState.SENT


def person(
    number: int, *homes: Belonging, grants: tuple[Grant, ...] = (), stakes: frozenset[int] = frozenset()
) -> Principal:
    return Principal(number, f"p{number}", "某人", "x@example.com", belongings=homes, grants=grants, stakes=stakes)


def home(number: int, kind: str, state: OrganisationState = OrganisationState.VERIFIED) -> Belonging:
    return Belonging(number, f"o{number}", "单位", kind, state, MemberRole.MEMBER, approval_required=False)


OWNER = person(1, home(HOSPITAL, "hospital"))
SUPPLIER = person(2, home(FIRM, "firm"))
OTHER = person(3, home(RIVAL, "firm"))
NEW = person(4, home(4, "firm", OrganisationState.CLAIMED))
CURATOR = person(5, grants=(Grant(Role.CURATOR),))
INDUSTRY = person(6, grants=(Grant(Role.CURATOR, "industry"),))
REVIEWER = person(7, grants=(Grant(Role.REVIEWER, "health"),))
OFFICE = person(8, grants=(Grant(Role.OFFICE),))
STRANGER = person(9)
AUDITOR = person(10, grants=(Grant(Role.AUDITOR),))
TWO_HATS = person(11, home(HOSPITAL, "hospital"), grants=(Grant(Role.CURATOR),))
STAKE = person(12, grants=(Grant(Role.CURATOR),), stakes=frozenset({FIRM}))
EVERYBODY: dict[str, Viewer] = {
    "anonymous": None,
    "owner": OWNER,
    "supplier": SUPPLIER,
    "other": OTHER,
    "new": NEW,
    "curator": CURATOR,
    "industry": INDUSTRY,
    "reviewer": REVIEWER,
    "office": OFFICE,
    "stranger": STRANGER,
    "auditor": AUDITOR,
    "two_hats": TWO_HATS,
    "stake": STAKE,
}
NEED = Need()
TABLE: dict[str, tuple[Callable[[Viewer], bool], set[str]]] = {
    "see matches": (
        lambda v: may_see_matches(v, NEED),
        {"owner", "curator", "reviewer", "office", "two_hats", "stake"},
    ),
    "speak as owner": (lambda v: not lacks_to_speak_as_owner(v, NEED), {"owner", "two_hats"}),
    "curate": (lambda v: not lacks_to_curate(v, NEED), {"curator", "office", "stake"}),
    "judge the firm": (lambda v: not lacks_to_judge(v, NEED, FIRM), {"curator", "office"}),
    "weigh the firm": (lambda v: not lacks_to_weigh(v, NEED, FIRM), {"owner", "two_hats", "curator", "office"}),
    "ask": (lambda v: not lacks_to_ask(v, NEED), {"owner", "two_hats", "curator", "office", "stake"}),
    "see a question": (
        lambda v: may_see_inquiry(v, NEED, FIRM),
        {"owner", "two_hats", "curator", "reviewer", "office", "stake", "supplier"},
    ),
    "see answers": (lambda v: may_see_answers(v, NEED), {"owner", "curator", "office", "two_hats", "stake"}),
    "see this answer": (
        lambda v: may_see_answer(v, NEED, Given()),
        {"owner", "supplier", "curator", "office", "two_hats", "stake"},
    ),
    "answer": (lambda v: not lacks_to_answer(v, NEED), {"supplier", "other"}),
    "owner's contact": (lambda v: may_see_owner_contact(v, MatchState.MUTUAL, FIRM), {"supplier"}),
    "supplier's contact": (
        lambda v: may_see_supplier_contact(v, NEED, MatchState.MUTUAL),
        {"owner", "two_hats"},
    ),
    "fitting needs": (
        lambda v: may_see_fitting_needs(v, FIRM),
        {"supplier", "curator", "industry", "office", "two_hats", "stake"},
    ),
    "watch": (lambda v: not lacks_to_watch(v, NEED), set(EVERYBODY) - {"anonymous", "owner", "two_hats"}),
}


@pytest.mark.parametrize("deed", TABLE)
@pytest.mark.parametrize("who", EVERYBODY)
def test_table(deed: str, who: str) -> None:
    rule, allowed = TABLE[deed]
    assert rule(EVERYBODY[who]) is (who in allowed)


@pytest.mark.parametrize("state", [s for s in MatchState if s not in RELEASED])
def test_no_contact_before_both_said_yes(state: MatchState) -> None:
    for viewer in EVERYBODY.values():
        assert not may_see_owner_contact(viewer, state, FIRM)
        assert not may_see_supplier_contact(viewer, NEED, state)


def test_the_clock_ends_answers_at_the_instant() -> None:
    end = NOW + timedelta(days=30)
    assert is_answerable(NEED, end - timedelta(microseconds=1))
    assert not is_answerable(NEED, end)


@pytest.mark.parametrize("state", [s for s in ScenarioState if s is not ScenarioState.OPEN])
def test_only_an_open_need_is_answered(state: ScenarioState) -> None:
    assert not is_answerable(replace(NEED, state=state), NOW)


def test_nobody_answers_her_own_house() -> None:
    both = person(20, home(HOSPITAL, "enterprise"))
    assert lacks_to_answer(both, NEED)


def test_a_restricted_need_is_answered_by_verified_houses() -> None:
    hidden = replace(NEED, secrecy=Secrecy.RESTRICTED)
    assert not lacks_to_answer(SUPPLIER, hidden)
    assert lacks_to_answer(NEW, hidden)


def test_a_need_handed_over_is_the_chosen_curator_s() -> None:
    assert not lacks_to_curate(INDUSTRY, replace(NEED, curator_id=INDUSTRY.person_id))
    assert lacks_to_curate(TWO_HATS, replace(NEED, curator_id=TWO_HATS.person_id))


def test_the_office_speaks_for_imported_needs_only() -> None:
    assert not lacks_to_speak_as_owner(OFFICE, replace(NEED, upload_id=1))
    assert lacks_to_speak_as_owner(OFFICE, NEED)


def test_lifecycles_reach_every_state_and_never_supersede_a_decision() -> None:
    assert MATCH.reachable() == MATCH.states() == frozenset(MatchState)
    assert ANSWER.reachable() == frozenset(AnswerState)
    assert [s for s in MatchState if MatchEvent.SUPERSEDE in MATCH.events_from(s)] == [MatchState.SUGGESTED]
