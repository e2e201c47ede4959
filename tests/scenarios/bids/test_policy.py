"""Bid × state × person: the rule and the database agree on who sees one, and so do buttons and refusals."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.accounts.policy import Viewer
from app.core.clock import FixedClock
from app.core.site import Site
from scenarios.bids.deeds import DEEDS
from scenarios.bids.lifecycle import BID, BidState
from scenarios.bids.models import Bid, BidParty
from scenarios.bids.policy import (
    bidder_houses,
    lacks_to_decline,
    lacks_to_join,
    lacks_to_lead,
    lacks_to_leave,
    lacks_to_name_supervisor,
    lacks_to_set_terms,
    lacks_to_supervise,
    may_read,
    may_see,
    may_see_tally,
)
from scenarios.bids.queries.cases import case_of, seen_bid
from scenarios.lifecycle import Route, ScenarioState
from tests.scenarios.bids import helpers as h
from tests.scenarios.helpers import read
from tests.scenarios.test_visibility import viewers
from tests.support import Cast

BIDDERS = {"supplier", "institute"}
"""Who leads the bid, and who takes part in it; the rival is asked to."""


@dataclass(frozen=True)
class Houses:
    lead: int
    partners: list[int] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)


def the_bid(site: Site, cast: Cast, state: BidState) -> Bid:
    """A bid of the firm with the institute, to which the rival is asked."""
    number, now = read(site, h.watched(site, cast)).id, site.clock.now()
    with site.database.writing() as db:
        said: dict[str, Any] = {"seal_key": "", "wrapped": b"", "body": b"", "created_at": now}
        bid = Bid(scenario_id=number, organisation_id=cast.firm, state=state, **said)
        db.add(bid)
        db.flush()
        for house, lead, yes in ((cast.firm, True, now), (cast.research, False, now), (cast.rival_firm, False, None)):
            party = BidParty(
                bid_id=bid.id, scenario_id=number, organisation_id=house, lead=lead, confirmed_at=yes, at=now
            )
            db.add(party)
        db.flush()
        db.refresh(bid)
        db.expunge(bid)
        return bid


@pytest.mark.parametrize("state", BidState)
def test_a_bid_is_there_for_its_houses_alone(site: Site, cast: Cast, state: BidState) -> None:
    """In every state, and for no role of the site."""
    bid, now = the_bid(site, cast, state), site.clock.now()
    everybody = viewers(site, cast)
    with site.database.reading() as db:
        loaded = {name for name, viewer in everybody.items() if seen_bid(db, viewer, bid.public_id) is not None}
        case = case_of(db, bid, now)
    assert loaded == BIDDERS | {"rival"}
    assert {name for name, viewer in everybody.items() if may_see(viewer, case)} == loaded
    assert {name for name, viewer in everybody.items() if may_read(viewer, case)} == BIDDERS


def test_what_each_may_do(site: Site, cast: Cast, clock: FixedClock) -> None:
    houses = Houses(cast.firm, [cast.research], [cast.rival_firm])
    rules = {"supplier": lacks_to_lead, "institute": lacks_to_leave, "rival": lacks_to_join}
    everybody = viewers(site, cast)
    for name, rule in rules.items():
        assert {one for one, viewer in everybody.items() if not rule(viewer, houses)} == {name}
    draft = the_bid(site, cast, BidState.DRAFT)
    with site.database.reading() as db:
        case = case_of(db, draft, clock.now())
    able = {
        name: {one for one, viewer in everybody.items() if deed.allowed(viewer, case)} for name, deed in DEEDS.items()
    }
    lead = {name: {"supplier"} for name in ("edit", "submit", "invite", "let-go")}
    assert able == lead | {
        "withdraw": set(),
        "correct": set(),
        "join": {"rival"},
        "refuse": {"rival"},
        "leave": {"institute"},
    }


def test_the_owners_side(site: Site, cast: Cast) -> None:
    need, everybody = read(site, h.watched(site, cast)), viewers(site, cast)
    writers = {"owner", "colleague", "two_hats"}

    def those(allowed: Callable[[Viewer], object]) -> set[str]:
        return {name for name, viewer in everybody.items() if allowed(viewer)}

    assert those(lambda viewer: not lacks_to_set_terms(viewer, need)) == set()  # it is open: nothing changes any more
    need.state = ScenarioState.DRAFT
    assert those(lambda viewer: not lacks_to_set_terms(viewer, need)) == writers
    assert those(lambda viewer: not lacks_to_name_supervisor(viewer, need)) == writers
    assert those(lambda viewer: may_see_tally(viewer, need)) == writers
    need.route = Route.MATCH_ONLY
    assert those(lambda viewer: not lacks_to_set_terms(viewer, need)) == set()
    assert those(lambda viewer: not lacks_to_decline(viewer, need)) == those(bidder_houses)
    assert those(bidder_houses) == {"supplier", "rival", "institute"}
    assert those(lambda viewer: not lacks_to_supervise(viewer, cast.auditor, [cast.firm])) == {"auditor"}
    assert those(lambda viewer: not lacks_to_supervise(viewer, cast.supplier, [cast.firm])) == set()
    assert those(lambda viewer: not lacks_to_supervise(viewer, None, [])) == set()


def test_every_state_is_reached_and_none_leads_back_from_the_end() -> None:
    assert BID.reachable() == BID.states() == set(BidState)
    assert BID.terminal() == {
        BidState.LAPSED,
        BidState.RETURNED,
        BidState.INELIGIBLE,
        BidState.DECLINED,
        BidState.NOT_AWARDED,
        BidState.DISQUALIFIED,
    }
