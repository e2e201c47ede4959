"""A tender after its unsealing, with all that decides about its panel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from app.accounts.policy import Viewer
from app.core.db import for_change, writes
from app.core.errors import NotFound
from scenarios.bids.lifecycle import OPENED, BidState
from scenarios.bids.models import Bid, Criterion, Part
from scenarios.bids.queries.tenders import Terms, bidding_houses, terms_of
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario
from scenarios.panels.lifecycle import SeatState
from scenarios.panels.models import Panel, PoolEntry, Result, Seat
from scenarios.panels.policy import Reading, reading_of

S = SeatState


class Stage(StrEnum):
    """How far the evaluation has come; what follows the signatures, the state of the need says."""

    BIDDING = "bidding"  # nothing is unsealed
    CHECKING = "checking"  # stamps and missing proofs are put right
    DRAWING = "drawing"  # the panel is to be drawn
    TECHNICAL = "technical"
    NAMED = "named"
    SIGNING = "signing"
    SIGNED = "signed"
    OVER = "over"


@dataclass(frozen=True)
class PanelCase:
    """`bids` are those that were unsealed, by their numbers; `results` those of all rounds; `now` the moment that counts."""

    need: Scenario
    terms: Terms
    panel: Panel
    seats: Sequence[Seat]
    bids: Sequence[Bid]
    results: Sequence[Result]
    bidders: Sequence[int]
    now: datetime

    @property
    def one(self) -> None:
        """What a member declares is kept with her seat."""

    @property
    def active(self) -> list[Seat]:
        """Seats that nobody has left."""
        return [one for one in self.seats if one.state is not S.RECUSED]

    @property
    def scored(self) -> list[Bid]:
        """Bids that are being scored."""
        return [one for one in self.bids if one.state is BidState.SCORING]

    @property
    def result(self) -> Result | None:
        """What this round has come to."""
        return next((one for one in self.results if one.round == self.panel.round), None)

    @property
    def full(self) -> bool:
        return len(self.active) == self.panel.size

    @property
    def stage(self) -> Stage:
        if self.terms.unsealing is None:
            return Stage.BIDDING
        if self.need.state is not ScenarioState.EVALUATING:
            return Stage.OVER
        if any(one.state is BidState.UNDER_CHECK for one in self.bids):
            return Stage.CHECKING
        return self._sitting() if self.panel.drawn_at is not None else Stage.DRAWING

    def _sitting(self) -> Stage:
        states = {one.state for one in self.active}
        if self.result is None:
            return Stage.TECHNICAL if S.SEATED in states or not self.full else Stage.NAMED
        return Stage.SIGNED if states == {S.SIGNED} else Stage.SIGNING

    @property
    def published(self) -> bool:
        """Whether everybody may read who judged, and why experts were passed over."""
        return self.need.state not in BEFORE_PUBLICITY

    def seat_of(self, viewer: Viewer) -> Seat | None:
        hers = [one for one in self.active if viewer is not None and one.person_id == viewer.person_id]
        return hers[0] if hers else None

    def reading(self, viewer: Viewer) -> Reading:
        """How much of the bids she reads."""
        revealed = self.panel.revealed_at is not None
        return reading_of(viewer, self.need, self.seats, self.bidders, revealed=revealed)

    def criteria(self, part: Part) -> list[Criterion]:
        return [one for one in self.terms.criteria if one.part is part]

    def bid(self, number: int) -> Bid:
        """Raises `NotFound`."""
        for one in self.bids:
            if one.number == number:
                return one
        raise NotFound


BEFORE_PUBLICITY = frozenset(
    {ScenarioState.OPEN, ScenarioState.SUSPENDED, ScenarioState.CLOSED, ScenarioState.EVALUATING}
)


def panel_case(db: Session, need: Scenario, now: datetime) -> PanelCase | None:
    """None where there is no panel yet. The panel is held for a change by a request that writes."""
    panel = db.exec(for_change(db, select(Panel).where(Panel.scenario_id == need.id))).one_or_none()
    if panel is None:
        return None
    if writes(db):  # it was read before the panel was held: somebody may have moved it on meanwhile
        db.refresh(need)
    seats = select(Seat).where(Seat.scenario_id == need.id).order_by(col(Seat.number))
    bids = select(Bid).where(Bid.scenario_id == need.id, col(Bid.state).in_(OPENED)).order_by(col(Bid.number))
    results = select(Result).where(Result.scenario_id == need.id).order_by(col(Result.round))
    return PanelCase(
        need=need,
        terms=terms_of(db, need.id),
        panel=panel,
        seats=db.exec(seats).all(),
        bids=db.exec(bids).all(),
        results=db.exec(results).all(),
        bidders=bidding_houses(db, need.id),
        now=now,
    )


def pool_of(db: Session, scenario_id: int) -> Sequence[PoolEntry]:
    query = select(PoolEntry).where(PoolEntry.scenario_id == scenario_id)
    return db.exec(query.order_by(col(PoolEntry.name), col(PoolEntry.id))).all()


def seats_of(db: Session, person_id: int) -> list[tuple[Seat, Scenario]]:
    """Where somebody judges, or did; the newest first."""
    query = select(Seat, Scenario).join(Scenario, col(Scenario.id) == Seat.scenario_id)
    return list(db.exec(query.where(Seat.person_id == person_id).order_by(col(Seat.id).desc())).all())
