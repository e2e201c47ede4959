"""A member's own scores: kept as she types, sent once, never changed; and what follows when all have sent."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from app.core.acting import Act
from app.core.actors import SYSTEM
from app.core.errors import Conflict, Invalid
from app.core.history import move
from app.core.i18n import gettext as _
from app.core.personal.declaring import declare
from app.core.upserts import insert_into
from scenarios.bids.actions.opening import open_bid
from scenarios.bids.contents import digest
from scenarios.bids.labels import numbered
from scenarios.bids.lifecycle import BID, BidEvent
from scenarios.bids.models import Bid, Part, Purpose
from scenarios.panels import flags, occasions
from scenarios.panels.actions.pool import substitute
from scenarios.panels.forms import SignForm
from scenarios.panels.formula import Weighed, standings, stored
from scenarios.panels.lifecycle import SEAT, SeatEvent, SeatState
from scenarios.panels.models import Opinion, Result, Score, Seat
from scenarios.panels.queries.cases import PanelCase, panel_case
from scenarios.panels.queries.pool import houses_elsewhere
from scenarios.panels.queries.scores import by_bid, open_points, part_now, scores_in, scores_of

S = SeatState
SENDS = {Part.TECHNICAL: SeatEvent.SEND_TECHNICAL, Part.NAMED: SeatEvent.SEND_NAMED}


def keep(act: Act, case: PanelCase, seat: Seat, bid: Bid, said: Mapping[int, int | None], opinion: str) -> None:
    """Keep what she gives a bid now, by criterion; of the part that is hers to score. Raises `Conflict`."""
    part = _part(case, seat)
    if bid not in case.scored or not set(said) <= {one.id for one in case.criteria(part)}:
        raise Conflict(_("这一部分的分数已经提交，不能再改。"))
    for criterion, tenths in said.items():
        key = {"seat_id": seat.id, "round": case.panel.round, "bid_id": bid.id, "criterion_id": criterion}
        row = insert_into(act.db, Score).values(**key, tenths=tenths, at=act.now)
        act.db.connection().execute(
            row.on_conflict_do_update(index_elements=list(key), set_={"tenths": tenths, "at": act.now})
        )
    key = {"seat_id": seat.id, "round": case.panel.round, "bid_id": bid.id}
    text = insert_into(act.db, Opinion).values(**key, text=opinion, at=act.now)
    act.db.connection().execute(
        text.on_conflict_do_update(index_elements=list(key), set_={"text": opinion, "at": act.now})
    )
    act.db.flush()
    act.db.expire_all()


def send(act: Act, case: PanelCase, seat: Seat) -> None:
    """Send what she has scored; the move keeps its hash, and nothing of it is changed any more. Raises `Invalid` with what
    is missing."""
    part = _part(case, seat)
    said = scores_of(act.db, seat, case.panel.round)
    if missing := open_points(case, part, said):
        bid, criterion = missing[0]
        told = _("还有 {count} 处没有打分，例如{bid}的“{criterion}”。").format(
            count=len(missing), bid=numbered(bid.number), criterion=criterion.name
        )
        raise Invalid(told)
    sheet = sorted([bid, criterion, tenths] for (bid, criterion), tenths in said.items())
    evidence = {"round": case.panel.round, "sha256": digest(sheet)}
    move(act, seat, SEAT, SENDS[part], evidence=evidence, waits_since=act.now)
    _go_on(act, case)


def recuse(act: Act, case: PanelCase, seat: Seat, reason: str) -> None:
    """Leave the seat to the next of the draw. Her scores do not count."""
    move(act, seat, SEAT, SeatEvent.RECUSE, reason=reason)
    substitute(act, case)
    _go_on(act, case)


def vacate(act: Act, case: PanelCase, seat: Seat, reason: str) -> None:
    """Somebody who may not judge any more, by the same rules as in the draw: the next follows. Once there is a result her
    scores stand, for they were sent before, and the others sign."""
    move(act, seat, SEAT, SeatEvent.RECUSE, reason=reason)
    if case.result is None:
        substitute(act, case)
        return _go_on(act, case)
    return _tell_if_signed(act, case)


def sign(act: Act, case: PanelCase, seat: Seat, said: SignForm) -> None:
    """Sign the result, with what she does not agree with."""
    if case.result is None:
        raise Conflict
    move(act, seat, SEAT, SeatEvent.SIGN, evidence={"sha256": case.result.sha256}, dissent=said.dissent)
    declare(act, seat, said.declared)
    _tell_if_signed(act, case)


def _tell_if_signed(act: Act, case: PanelCase) -> None:
    if case.active and all(one.state is S.SIGNED for one in case.active):
        act.tell(occasions.TO_DECIDE, case)


def reopen(act: Act, case: PanelCase) -> None:
    """Begin another round: everybody scores anew, what was said before stays as it was."""
    for seat in case.active:
        if seat.state is not S.SEATED:
            move(act, seat, SEAT, SeatEvent.SCORE_AGAIN, dissent="", waits_since=act.now)
    case.panel.round += 1
    act.db.add(case.panel)
    act.db.flush()
    act.tell(occasions.SEATED, case, case.active)
    for _place in range(case.panel.size - len(case.active)):  # of those who left after the result
        substitute(act, case)


def _part(case: PanelCase, seat: Seat) -> Part:
    part = part_now(seat, revealed=case.panel.revealed_at is not None)
    if part is None or case.result is not None:
        raise Conflict(_("现在没有要您打分的内容：已经提交的分数不能再改。"))
    return part


def _go_on(act: Act, case: PanelCase) -> None:
    """Open names and prices once everybody has sent the technical part; compute once everybody has sent all."""
    fresh = panel_case(act.db, case.need, act.now)
    assert fresh is not None
    if not fresh.full or any(one.state is S.SEATED for one in fresh.active):
        return
    if fresh.panel.revealed_at is None:
        fresh.panel.revealed_at = act.now
        act.db.add(fresh.panel)
        act.tell(occasions.REVEALED, fresh)
    if not fresh.criteria(Part.NAMED):
        for seat in fresh.active:
            if seat.state is S.TECHNICAL_SENT:
                move(act.by(SYSTEM), seat, SEAT, SeatEvent.SEND_NAMED, waits_since=act.now)
    if all(one.state is S.SCORED for one in fresh.active):
        compute(act.by(SYSTEM), fresh)


def compute(act: Act, case: PanelCase) -> Result:
    """The published formula over the members' own scores, and nothing else."""
    rows = scores_in(act.db, [one.id for one in case.active], case.panel.round)
    given, prices = by_bid(rows), {}
    for bid in case.scored:
        price = open_bid(act, bid, Purpose.JUDGE).value("named", "price", None)
        prices[bid.number or 0] = int(price or 0)
    assert case.terms.row is not None
    lines = standings(
        [Weighed(one.id, one.part, one.weight) for one in case.terms.criteria],
        case.terms.row.formula,
        {bid.number or 0: given[bid.id] for bid in case.scored},
        prices,
        case.panel.seed,
    )
    plain = [[one.seat_id, one.bid_id, one.criterion_id, one.tenths] for one in rows]
    result = Result(
        scenario_id=case.need.id,
        round=case.panel.round,
        lines=stored(lines),
        flags=flags.stored(_flags(act, case, rows, prices)),
        sha256=digest([case.need.public_id, case.panel.round, stored(lines), plain, prices]),
        at=act.now,
    )
    act.db.add(result)
    act.db.flush()
    for line in lines:
        said = {"rank": line.rank, "total": line.total, "result": result.sha256}
        move(act, case.bid(line.number), BID, BidEvent.RANK, evidence=said)
    act.tell(occasions.TO_SIGN, case)
    return result


def _flags(act: Act, case: PanelCase, rows: Sequence[Score], prices: Mapping[int, int]) -> list[flags.Flag]:
    """Reasons to look at what has just been computed."""
    numbers, sheets = {one.id: one.number for one in case.active}, defaultdict[int, list[int | None]](list)
    for row in rows:
        sheets[numbers[row.seat_id]].append(row.tenths)
    here = {one.organisation_id: one.number or 0 for one in case.scored}
    return [
        *flags.of_bids(len(case.bids), len(case.scored)),
        *flags.of_scores(sheets),
        *flags.of_prices(prices),
        *flags.of_pairs(here, houses_elsewhere(act.db, case.need.id)),
    ]
