"""What the clock has to do with panels."""

from datetime import datetime

from sqlmodel import Session, col, select

from scenarios.bids.lifecycle import BidState
from scenarios.bids.models import Bid, Tender, Unsealing
from scenarios.lifecycle import Route, ScenarioState
from scenarios.models import Scenario
from scenarios.panels.lifecycle import SeatState
from scenarios.panels.models import Panel, Seat
from scenarios.panels.queries.cases import panel_case, pool_of
from scenarios.panels.queries.pool import candidates

S = ScenarioState


def unpromised(db: Session) -> list[int]:
    """Tenders that take bids, or did, and have no secret for their draw yet."""
    query = (
        select(Scenario.id)
        .join(Tender, col(Tender.scenario_id) == Scenario.id)
        .outerjoin(Panel, col(Panel.scenario_id) == Scenario.id)
        .where(
            Scenario.route == Route.TENDER,
            col(Scenario.state).in_([S.OPEN, S.SUSPENDED, S.CLOSED, S.EVALUATING]),
            col(Panel.scenario_id).is_(None),
        )
    )
    return list(db.exec(query.order_by(col(Scenario.id))).all())


def checked(db: Session, now: datetime) -> list[int]:
    """Needs whose time for corrections is over."""
    query = (
        select(Scenario.id)
        .join(Unsealing, col(Unsealing.scenario_id) == Scenario.id)
        .join(Bid, col(Bid.scenario_id) == Scenario.id)
        .where(Scenario.state == S.EVALUATING, Bid.state == BidState.UNDER_CHECK, col(Unsealing.correct_until) <= now)
    )
    return list(db.exec(query.distinct().order_by(col(Scenario.id))).all())


def unfit(db: Session, now: datetime) -> dict[int, str]:
    """Seats whose members may not judge any more, with why, and who have not signed."""
    query = select(Scenario).join(Panel, col(Panel.scenario_id) == Scenario.id)
    found = {}
    for need in db.exec(query.where(Scenario.state == S.EVALUATING, col(Panel.drawn_at).is_not(None))).all():
        if (case := panel_case(db, need, now)) is not None:
            entries = pool_of(db, need.id)
            reasons = {one.code: one.conflict for one in candidates(db, case, entries)}
            codes = {one.id: one.public_id for one in entries}
            sitting = [one for one in case.active if one.state is not SeatState.SIGNED]
            found.update({one.id: why for one in sitting if (why := reasons[codes[one.entry_id]])})
    return found


def slow(db: Session, before: datetime) -> list[int]:
    """Seats that have been waited for since before this moment: she can do something, and has not."""
    query = (
        select(Seat, Scenario)
        .join(Scenario, col(Scenario.id) == Seat.scenario_id)
        .where(Scenario.state == S.EVALUATING, Seat.waits_since <= before)
        .where(col(Seat.state).in_([SeatState.SEATED, SeatState.TECHNICAL_SENT, SeatState.SCORED]))
    )
    return [seat.id for seat, need in db.exec(query.order_by(col(Seat.id))).all() if _can_act(db, seat, need, before)]


def _can_act(db: Session, seat: Seat, need: Scenario, now: datetime) -> bool:
    """Whether it is she who is waited for, and not others before her."""
    case = panel_case(db, need, now)
    if case is None or seat.state is SeatState.SEATED:
        return case is not None
    return case.panel.revealed_at is not None if seat.state is SeatState.TECHNICAL_SENT else case.result is not None
