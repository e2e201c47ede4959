"""Panel × person: who keeps it, who judges, and how much of a bid each reads, cell by cell."""

from dataclasses import dataclass, replace

import pytest

from app.accounts.policy import Viewer
from app.core.site import Site
from scenarios.lifecycle import ScenarioState
from scenarios.panels.lifecycle import SEAT, SeatState
from scenarios.panels.policy import (
    Reading,
    lacks_to_judge,
    lacks_to_keep_panel,
    lacks_to_recuse,
    may_see_flags,
    may_see_names,
    may_see_progress,
    reading_of,
)
from tests.scenarios.bids import helpers as b
from tests.scenarios.helpers import read
from tests.scenarios.test_visibility import viewers
from tests.support import Cast

HOUSE = {"owner", "colleague", "two_hats"}


@dataclass(frozen=True)
class Sitting:
    person_id: int
    state: SeatState = SeatState.SEATED


@pytest.fixture
def everybody(site: Site, cast: Cast) -> dict[str, Viewer]:
    return viewers(site, cast)


def test_who_keeps_and_who_judges(site: Site, cast: Cast, everybody: dict[str, Viewer]) -> None:
    need = read(site, b.watched(site, cast))
    seats = [Sitting(cast.verifier), Sitting(cast.stranger, SeatState.RECUSED)]
    assert {name for name, one in everybody.items() if not lacks_to_keep_panel(one, need, [cast.firm])} == {"office"}
    assert {name for name, one in everybody.items() if not lacks_to_judge(one, seats, [cast.firm])} == {"verifier"}
    assert {name for name, one in everybody.items() if not lacks_to_recuse(one, seats)} == {"verifier"}
    seen = {name for name, one in everybody.items() if may_see_names(one, need, seats, [cast.firm], published=False)}
    assert seen == {"office", "verifier"}
    assert all(may_see_names(one, need, seats, [cast.firm], published=True) for one in everybody.values())
    told = {name for name, one in everybody.items() if may_see_progress(one, need, seats)}
    assert told == HOUSE | {"office", "auditor", "verifier"}
    assert {name for name, one in everybody.items() if may_see_flags(one, need, [cast.firm])} == {"office", "auditor"}
    assert need.state is ScenarioState.OPEN


def test_whoever_holds_a_stake_in_a_bidder_neither_keeps_nor_judges_nor_reads(
    site: Site, cast: Cast, everybody: dict[str, Viewer]
) -> None:
    """Entered after the draw, it counts all the same; to leave the panel it takes nothing away."""
    need, bidders = read(site, b.watched(site, cast)), [cast.firm]
    seats = [Sitting(cast.verifier, SeatState.TECHNICAL_SENT)]
    held = {name: replace(one, stakes=frozenset(bidders)) for name, one in everybody.items() if one is not None}
    for name, one in held.items():
        assert lacks_to_keep_panel(one, need, bidders), name
        assert lacks_to_judge(one, seats, bidders), name
        assert not may_see_names(one, need, seats, bidders, published=False), name
        assert not may_see_flags(one, need, bidders), name
        assert reading_of(one, need, seats, bidders, revealed=True) is Reading.NOTHING, name
    assert "请申请回避" in lacks_to_judge(held["verifier"], seats, bidders)
    assert not lacks_to_recuse(held["verifier"], seats)


@pytest.mark.parametrize("revealed", [False, True])
@pytest.mark.parametrize("state", SeatState)
def test_how_much_each_reads(
    site: Site, cast: Cast, everybody: dict[str, Viewer], state: SeatState, *, revealed: bool
) -> None:
    """The owner's people and the panel, never a bidder, never an office; who has not sent reads no names."""
    need = read(site, b.watched(site, cast))
    seats, bidders = [Sitting(cast.verifier, state), Sitting(cast.supplier)], [cast.firm, cast.research]
    expected = dict.fromkeys(everybody, Reading.NOTHING)
    expected |= dict.fromkeys(HOUSE, Reading.ALL if revealed else Reading.TECHNICAL)
    if state is not SeatState.RECUSED:
        early = state is SeatState.SEATED or not revealed
        expected["verifier"] = Reading.TECHNICAL if early else Reading.ALL
    found = {name: reading_of(one, need, seats, bidders, revealed=revealed) for name, one in everybody.items()}
    assert found == expected
    partial = {name: reading_of(one, need, seats, [cast.hospital], revealed=True) for name, one in everybody.items()}
    assert not {name for name in HOUSE if partial[name] is not Reading.NOTHING}


def test_every_state_of_a_seat_is_reached() -> None:
    assert SEAT.reachable() == SEAT.states() == set(SeatState)
    assert SEAT.terminal() == {SeatState.RECUSED}
