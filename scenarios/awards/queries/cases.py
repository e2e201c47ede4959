"""A tender from its signed result on: the panel with what was decided, objected and taken away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.accounts.policy import Viewer
from app.core.db import for_change
from scenarios.awards.lifecycle import WAITING, ObjectionState
from scenarios.awards.models import Decision, Disqualification, Objection
from scenarios.awards.policy import lacks_to_answer, may_read_objection
from scenarios.bids.lifecycle import BidState
from scenarios.bids.models import Bid
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario
from scenarios.panels.queries.cases import PanelCase, Stage, panel_case
from scenarios.pilots.lifecycle import LOST
from scenarios.pilots.models import Origin, Pilot

B = BidState
LEFT_OUT = (B.UNDER_CHECK, B.SCORING, B.RANKED, B.RECOMMENDED, B.RESERVE)
"""States of bids that are left out when a round ends."""


@dataclass(frozen=True)
class AwardCase:
    """`decisions` in order, the newest counts; `pilot` is the one that follows the award, unless it was lost."""

    panel: PanelCase
    decisions: Sequence[Decision]
    objections: Sequence[Objection]
    proposed: Sequence[Disqualification]
    pilot: Pilot | None

    @property
    def one(self) -> None:
        """Every deed here writes a row of its own, and keeps what is declared with it: what somebody reports under her
        name is for other eyes than the decision."""

    @property
    def need(self) -> Scenario:
        return self.panel.need

    @property
    def now(self) -> datetime:
        return self.panel.now

    @property
    def decision(self) -> Decision | None:
        """The newest of this round: one that an objection has overturned holds no more."""
        last = self.decisions[-1] if self.decisions else None
        return last if last is not None and last.round == self.panel.panel.round else None

    @property
    def in_publicity(self) -> bool:
        return self.need.state is ScenarioState.PUBLICITY

    @property
    def decidable(self) -> bool:
        """Whether the owner may decide: for an award all must have signed, nothing keeps her from ending the round."""
        return self.panel.stage in {Stage.DRAWING, Stage.TECHNICAL, Stage.NAMED, Stage.SIGNING, Stage.SIGNED}

    @property
    def chosen(self) -> Bid | None:
        """The bid that is chosen or awarded."""
        return next((one for one in self.panel.bids if one.state in {B.RECOMMENDED, B.AWARDED}), None)

    @property
    def awarded(self) -> Bid | None:
        bid = self.chosen
        return bid if self.need.state is ScenarioState.AWARDED and bid is not None and bid.state is B.AWARDED else None

    @property
    def reserves(self) -> list[Bid]:
        """Those who follow, by rank."""
        result = self.panel.result
        order = [line["number"] for line in result.lines] if result is not None else []
        return [bid for number in order for bid in self.panel.bids if bid.number == number and bid.state is B.RESERVE]

    @property
    def waiting(self) -> list[Objection]:
        return [one for one in self.objections if one.state in WAITING]

    @property
    def takes_objections(self) -> bool:
        until = self.decision.objections_until if self.decision else None
        return self.in_publicity and until is not None and self.now < until

    @property
    def takes_reports(self) -> bool:
        until = self.decision.publicity_until if self.decision else None
        return self.in_publicity and until is not None and self.now < until

    @property
    def deciders(self) -> list[int | None]:
        return [one.by_person_id for one in self.decisions]

    def lacks_to_answer(self, viewer: Viewer) -> str:
        return lacks_to_answer(viewer, self.need, self.panel.seats, self.deciders, self.panel.bidders)

    def read_by(self, viewer: Viewer) -> list[Objection]:
        """The objections that she may read."""
        answers = not self.lacks_to_answer(viewer)
        return [
            one
            for one in self.objections
            if may_read_objection(viewer, self.need, one, self.panel.bidders, answers=answers)
        ]


@dataclass(frozen=True)
class ObjectionCase:
    """An objection with the tender it is about."""

    one: Objection
    award: AwardCase

    @property
    def state(self) -> ObjectionState:
        return self.one.state


def award_case(db: Session, need: Scenario, now: datetime) -> AwardCase | None:
    """None where there is no panel yet."""
    panel = panel_case(db, need, now)
    if panel is None:
        return None
    decisions = select(Decision).where(Decision.scenario_id == need.id).order_by(col(Decision.id))
    objections = select(Objection).where(Objection.scenario_id == need.id).order_by(col(Objection.id))
    ids = [one.id for one in panel.bids]
    proposed = select(Disqualification).where(col(Disqualification.bid_id).in_(ids)).order_by(col(Disqualification.id))
    pilots = select(Pilot).where(Pilot.scenario_id == need.id, Pilot.origin == Origin.AWARD)
    live = pilots.where(col(Pilot.state).not_in(LOST)).order_by(col(Pilot.id).desc())
    return AwardCase(
        panel=panel,
        decisions=db.exec(decisions).all(),
        objections=db.exec(objections).all(),
        proposed=db.exec(proposed).all(),
        pilot=db.exec(live).first(),
    )


def objection_of(db: Session, public_id: str) -> Objection | None:
    return db.exec(for_change(db, select(Objection).where(Objection.public_id == public_id))).one_or_none()


def to_award(db: Session, now: datetime) -> list[int]:
    """Needs whose publicity and time for objections are over."""
    newest = select(Decision.scenario_id, col(Decision.publicity_until), col(Decision.objections_until))
    query = newest.join(Scenario, col(Scenario.id) == Decision.scenario_id)
    rows = db.exec(query.where(Scenario.state == ScenarioState.PUBLICITY).order_by(col(Decision.id))).all()
    last = {number: (shown, open_) for number, shown, open_ in rows}
    return sorted(n for n, ends in last.items() if all(end is not None and end <= now for end in ends))


def over(db: Session) -> list[int]:
    """Needs that have ended, with bids that wait for something still."""
    ended = [ScenarioState.CANCELLED, ScenarioState.COMPLETED, ScenarioState.DEMONSTRATED]
    query = select(Bid.scenario_id).join(Scenario, col(Scenario.id) == Bid.scenario_id)
    waiting = query.where(col(Bid.state).in_(LEFT_OUT), col(Scenario.state).in_(ended))
    return list(db.exec(waiting.distinct().order_by(col(Bid.scenario_id))).all())


def late(db: Session, now: datetime) -> list[int]:
    """Objections whose answer is overdue, and of which the office has not been told."""
    waiting = col(Objection.state).in_(WAITING), Objection.due_at <= now, col(Objection.told_late).is_(False)
    return list(db.exec(select(Objection.id).where(*waiting)).all())
