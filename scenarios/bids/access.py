"""Loading is checking: bids and tenders reach a handler only through one of these."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from app.accounts.access import AnyViewer, Me
from app.core.acting import Act
from app.core.db import Db
from app.core.errors import NotFound
from app.core.site import Arrived, TheSite
from scenarios.access import VisibleScenario
from scenarios.bids.models import Tender
from scenarios.bids.policy import may_read
from scenarios.bids.queries.cases import BidCase, case_of, seen_bid
from scenarios.bids.queries.tenders import Terms, terms_of
from scenarios.lifecycle import Route
from scenarios.models import Scenario


@dataclass(frozen=True)
class Tendered:
    """A need of the route 揭榜 with what it is decided by."""

    need: Scenario
    terms: Terms

    @property
    def row(self) -> Tender:
        """Raises `NotFound` where nothing was said yet."""
        if self.terms.row is None:
            raise NotFound
        return self.terms.row


def load_tender(need: VisibleScenario, db: Db) -> Tendered:
    """The tender of this address, for whoever may see the need."""
    if need.route is not Route.TENDER:
        raise NotFound
    return Tendered(need, terms_of(db, need.id))


SeenTender = Annotated[Tendered, Depends(load_tender)]


def load_bid(public_id: str, viewer: Me, db: Db, arrived: Arrived) -> BidCase:
    """The bid of this address for the houses that are in it or are asked to be; for all others there is none."""
    bid = seen_bid(db, viewer, public_id)
    if bid is None:
        raise NotFound
    return case_of(db, bid, arrived)


SeenBid = Annotated[BidCase, Depends(load_bid)]


def load_read_bid(viewer: Me, case: SeenBid) -> BidCase:
    """The same for those who may read what it says."""
    if not may_read(viewer, case):
        raise NotFound
    return case


ReadBid = Annotated[BidCase, Depends(load_read_bid)]


def reading(viewer: AnyViewer, case: ReadBid, db: Db, site: TheSite, arrived: Arrived) -> Act:
    """Whoever reads or changes a bid does so for her house in it."""
    assert viewer is not None
    return Act(db, site, viewer.acting(case.party_of(viewer).organisation_id), arrived)


BidAct = Annotated[Act, Depends(reading)]
