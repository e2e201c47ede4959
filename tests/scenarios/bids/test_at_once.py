"""The second of the deadline, on both engines: each bid is sealed or refused, none is lost, none counts twice."""

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlmodel import func, select

from app.accounts.access import principal_of
from app.accounts.models import Person
from app.core.acting import Act, act_in
from app.core.clock import FixedClock
from app.core.errors import Conflict
from app.core.models import StatusChange, UnseenChange
from app.core.site import Site
from scenarios.bids.actions.bidding import submit
from scenarios.bids.actions.clockwork import tick
from scenarios.bids.actions.unsealing import unseal
from scenarios.bids.lifecycle import BidState
from scenarios.bids.models import BidRevision
from scenarios.bids.queries.cases import BidCase, case_of, seen_bid
from scenarios.models import Scenario
from tests.scenarios.bids import helpers as h
from tests.scenarios.bids.helpers import SignedIn
from tests.support import Cast
from tests.support.at_once import at_once, post_at_once

pytestmark = pytest.mark.both_engines
IN_TIME = h.END - timedelta(milliseconds=1)
TERMS = {"terms": "true"}


def test_one_bid_handed_in_many_times_at_once_counts_once(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    need, firm = h.watched(site, cast), signed_in(cast.supplier)
    here = h.written(firm, need)
    answers = post_at_once(firm, 6, f"{here}/submit", TERMS)
    assert {one.status_code for one in answers} <= {303, 409}
    with site.database.reading() as db:
        assert db.exec(select(func.count()).select_from(BidRevision)).one() == 1
        assert db.exec(select(func.count()).select_from(UnseenChange)).one() == 1
    (bid,) = h.bids(site)
    assert bid.state is BidState.SUBMITTED
    assert bid.sha256 in firm.get(here).text


def test_one_house_begins_one_bid(site: Site, cast: Cast, signed_in: SignedIn) -> None:
    need, firm = h.watched(site, cast), signed_in(cast.supplier)
    post_at_once(firm, 4, f"/bids/for/{need}", {})
    assert len(h.bids(site)) == 1


@contextmanager
def handing_in(site: Site, person: int, here: str) -> Generator[tuple[Act, BidCase], None, None]:
    """A request whose body had arrived in time, loaded as every handler loads it."""
    with site.database.writing() as db:
        viewer = principal_of(db, db.get_one(Person, person), site.clock.now())
        bid = seen_bid(db, viewer, here.rsplit("/", 1)[1])
        assert bid is not None
        yield Act(db, site, viewer.acting(bid.organisation_id), IN_TIME), case_of(db, bid, IN_TIME)


def closed(site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int]) -> tuple[int, str]:
    """A need whose deadline is over, with one bid that was handed in and one that is written; the latter's address."""
    need = h.watched(site, cast, least=1)
    h.sealed(signed_in(cast.rival), need)
    here = h.written(signed_in(cast.supplier), need)
    clock.at = h.END
    drain()
    h.after_the_deadline(clock)
    return h.bids(site)[0].scenario_id, here


def test_what_is_under_way_is_waited_for(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int]
) -> None:
    _need, here = closed(site, cast, signed_in, clock, drain)
    inside = threading.Event()

    def hand_in() -> None:
        with handing_in(site, cast.supplier, here) as (act, case):
            submit(act, case, IN_TIME)
            inside.set()
            time.sleep(0.5)

    sender = threading.Thread(target=hand_in)
    sender.start()
    assert inside.wait(20)
    tick(site, clock.now())
    sender.join()
    assert h.record(site).received == 2
    assert {bid.state for bid in h.bids(site)} == {BidState.UNDER_CHECK}


def test_what_comes_to_it_after_the_unsealing_is_refused(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int]
) -> None:
    number, here = closed(site, cast, signed_in, clock, drain)
    inside, said = threading.Event(), list[str]()

    def open_all() -> None:
        with site.database.writing() as db:
            unseal(act_in(db, site), db.get_one(Scenario, number))
            inside.set()
            time.sleep(0.5)

    opener = threading.Thread(target=open_all)
    opener.start()
    assert inside.wait(20)
    try:
        with handing_in(site, cast.supplier, here) as (act, case):
            submit(act, case, IN_TIME)
    except Conflict as refused:
        said.append(refused.sentence)
    opener.join()
    assert len(said) == 1
    assert h.record(site).received == 1
    assert sorted(bid.state for bid in h.bids(site)) == [BidState.LAPSED, BidState.UNDER_CHECK]


def test_two_clocks_unseal_once(
    site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, drain: Callable[[], int]
) -> None:
    closed(site, cast, signed_in, clock, drain)
    at_once(4, lambda _number: tick(site, clock.now()))
    assert h.record(site).received == 1
    with site.database.reading() as db:
        told = db.exec(select(StatusChange.event).where(StatusChange.object_kind == "bid")).all()
    assert list(told) == ["submit", "unseal"]
