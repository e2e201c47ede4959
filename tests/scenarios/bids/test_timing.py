"""The instants that decide about bids, each on both of its sides."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scenarios.bids.timing import GRACE, is_due, is_over, takes_bids
from scenarios.lifecycle import Route, ScenarioState
from scenarios.models import Scenario

S = ScenarioState
DEADLINE = datetime(2026, 12, 31, 16, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def tender(state: ScenarioState, **more: Any) -> Scenario:
    return Scenario(**{"route": Route.TENDER, "state": state, "deadline": DEADLINE, **more})


@pytest.mark.parametrize("state", [S.OPEN, S.CLOSED])
def test_what_has_arrived_before_the_deadline_is_in_time(state: ScenarioState) -> None:
    """Also where the clock has closed the need while it was under way; the deadline's own instant is too late."""
    assert takes_bids(tender(state), DEADLINE - MOMENT)
    assert not takes_bids(tender(state), DEADLINE)


@pytest.mark.parametrize("state", sorted(set(S) - {S.OPEN, S.CLOSED}))
def test_in_every_other_state_nothing_is_taken(state: ScenarioState) -> None:
    assert not takes_bids(tender(state), DEADLINE - MOMENT)


@pytest.mark.parametrize("more", [{"route": Route.MATCH_ONLY}, {"deadline": None}])
def test_without_a_tender_and_its_deadline_nothing_is_taken(more: dict[str, Any]) -> None:
    assert not takes_bids(tender(S.OPEN, **more), DEADLINE - MOMENT)
    assert not is_due(tender(S.CLOSED, **more), DEADLINE + GRACE)


def test_bids_are_unsealed_when_what_was_under_way_has_had_its_time() -> None:
    assert not is_due(tender(S.CLOSED), DEADLINE + GRACE - MOMENT)
    assert is_due(tender(S.CLOSED), DEADLINE + GRACE)
    assert not is_due(tender(S.OPEN), DEADLINE + GRACE)


@pytest.mark.parametrize("state", [S.OPEN, S.SUSPENDED])
def test_a_tender_is_over_at_its_deadline_or_when_it_has_ended(state: ScenarioState) -> None:
    assert not is_over(tender(state), DEADLINE - MOMENT)
    assert is_over(tender(state), DEADLINE)
    assert is_over(tender(S.CANCELLED), DEADLINE - MOMENT)
