"""What members have said of bids in this round."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session, col, select

from scenarios.bids.models import Bid, Criterion, Part
from scenarios.panels.lifecycle import SeatState
from scenarios.panels.models import Opinion, Score, Seat
from scenarios.panels.queries.cases import PanelCase

Points = Mapping[tuple[int, int], int | None]
"""(bid, criterion) → tenths."""


def scores_of(db: Session, seat: Seat, round_: int) -> Points:
    """All that one member has said, sent or not."""
    rows = db.exec(select(Score).where(Score.seat_id == seat.id, Score.round == round_)).all()
    return {(one.bid_id, one.criterion_id): one.tenths for one in rows}


def scores_in(db: Session, seats: Collection[int], round_: int) -> Sequence[Score]:
    """The scores of these seats, in a fixed order."""
    query = select(Score).where(col(Score.seat_id).in_(seats), Score.round == round_)
    return db.exec(query.order_by(col(Score.seat_id), col(Score.bid_id), col(Score.criterion_id))).all()


def opinion_of(db: Session, seat: Seat, round_: int, bid_id: int) -> str:
    row = db.get(Opinion, (seat.id, round_, bid_id))
    return row.text if row is not None else ""


def opinions_on(db: Session, case: PanelCase, bid_id: int, round_: int) -> list[str]:
    """What was said of a bid, without who said it."""
    members = [one.id for one in case.active]
    wanted = Opinion.bid_id == bid_id, Opinion.round == round_, col(Opinion.seat_id).in_(members)
    return [
        one.text for one in db.exec(select(Opinion).where(*wanted).order_by(col(Opinion.seat_id))).all() if one.text
    ]


def part_now(seat: Seat, *, revealed: bool) -> Part | None:
    """Which part she scores now; None where nothing is open to her."""
    if seat.state is SeatState.SEATED:
        return Part.TECHNICAL
    return Part.NAMED if seat.state is SeatState.TECHNICAL_SENT and revealed else None


def open_points(case: PanelCase, part: Part, said: Points) -> list[tuple[Bid, Criterion]]:
    """What she has not said yet of what is to be sent now."""
    return [(bid, one) for bid in case.scored for one in case.criteria(part) if said.get((bid.id, one.id)) is None]


def by_bid(rows: Sequence[Score]) -> Mapping[int, Mapping[int, list[int]]]:
    """Bid → criterion → what each member gave."""
    found: defaultdict[int, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one in rows:
        if one.tenths is not None:
            found[one.bid_id][one.criterion_id].append(one.tenths)
    return found
