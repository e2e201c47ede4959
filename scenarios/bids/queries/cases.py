"""A bid with all that decides about it. Who may not see one does not load it: every query here names the houses."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.accounts.models import Organisation
from app.accounts.policy import Principal, Viewer
from app.core.db import for_change
from scenarios.bids.lifecycle import BidState
from scenarios.bids.models import Bid, BidParty, Tender, Unsealing
from scenarios.models import Kpi, Scenario


@dataclass(frozen=True)
class BidCase:
    """A bid as its deeds and pages need it; `now` is the moment that counts for what is asked of it."""

    bid: Bid
    need: Scenario
    tender: Tender
    parties: Sequence[BidParty]
    organisations: dict[int, Organisation]
    kpis: Sequence[Kpi]
    unsealing: Unsealing | None
    now: datetime

    @property
    def state(self) -> BidState:
        return self.bid.state

    @property
    def lead(self) -> int:
        return self.bid.organisation_id

    @property
    def partners(self) -> list[int]:
        return [one.organisation_id for one in self.parties if not one.lead and one.confirmed_at is not None]

    @property
    def asked(self) -> list[int]:
        return [one.organisation_id for one in self.parties if one.confirmed_at is None]

    @property
    def names(self) -> list[str]:
        """Those that bid, the lead first."""
        return [self.organisations[one].name for one in (self.lead, *self.partners)]

    def party_of(self, viewer: Principal) -> BidParty:
        """The house of hers that is in this bid; where she has two, the one that has said yes."""
        hers = [one for one in self.parties if viewer.belongs_to(one.organisation_id)]
        return min(hers, key=lambda one: (not one.lead, one.confirmed_at is None))


def case_of(db: Session, bid: Bid, now: datetime) -> BidCase:
    parties = db.exec(select(BidParty).where(BidParty.bid_id == bid.id).order_by(col(BidParty.id))).all()
    ids = [one.organisation_id for one in parties]
    houses = db.exec(select(Organisation).where(col(Organisation.id).in_(ids))).all()
    kpis = select(Kpi).where(Kpi.scenario_id == bid.scenario_id).order_by(col(Kpi.position), col(Kpi.id))
    return BidCase(
        bid=bid,
        need=db.get_one(Scenario, bid.scenario_id),
        tender=db.get_one(Tender, bid.scenario_id),
        parties=parties,
        organisations={house.id: house for house in houses},
        kpis=db.exec(kpis).all(),
        unsealing=db.get(Unsealing, bid.scenario_id),
        now=now,
    )


def hold_open(db: Session, scenario_id: int) -> Tender | None:
    """The tender, kept as it is until this transaction ends: an unsealing waits for it, and it for an unsealing. Whoever
    takes this before a bid of it never waits crosswise."""
    return db.exec(for_change(db, select(Tender).where(Tender.scenario_id == scenario_id), shared=True)).one_or_none()


def hold_alone(db: Session, scenario_id: int) -> Tender | None:
    """The tender, for the one who unseals it."""
    return db.exec(for_change(db, select(Tender).where(Tender.scenario_id == scenario_id))).one_or_none()


def seen_bid(db: Session, viewer: Viewer, public_id: str) -> Bid | None:
    """The bid of this address if a house of hers is in it or is asked to be, held for a change by a request that writes."""
    if viewer is None:
        return None
    found = db.exec(select(Bid.id, Bid.scenario_id).where(Bid.public_id == public_id, _of(_houses(viewer)))).first()
    if found is None:
        return None
    hold_open(db, found[1])
    return db.exec(for_change(db, select(Bid).where(Bid.id == found[0]))).one()


def bids_of(db: Session, viewer: Principal, now: datetime) -> list[BidCase]:
    """Those of her houses, the newest first."""
    query = select(Bid).where(_of(_houses(viewer))).order_by(col(Bid.id).desc())
    return [case_of(db, bid, now) for bid in db.exec(query).all()]


def own_bid(db: Session, viewer: Viewer, scenario_id: int) -> Bid | None:
    """What a house of hers has to do with this tender."""
    if viewer is None:
        return None
    query = select(Bid).where(Bid.scenario_id == scenario_id, _of(_houses(viewer)))
    return db.exec(query.order_by(col(Bid.id))).first()


def place_of(db: Session, scenario_id: int, organisation_id: int) -> BidParty | None:
    """The place that a house has taken among those who bid."""
    query = select(BidParty).where(
        BidParty.scenario_id == scenario_id,
        BidParty.organisation_id == organisation_id,
        col(BidParty.confirmed_at).is_not(None),
    )
    return db.exec(query).one_or_none()


def _houses(viewer: Principal) -> list[int]:
    return [home.organisation_id for home in viewer.belongings]


def _of(houses: Collection[int]) -> ColumnElement[bool]:
    return col(Bid.id).in_(select(BidParty.bid_id).where(col(BidParty.organisation_id).in_(houses)))
