"""After the deadline: every bid that was sealed is opened at once and for the first time, and a record is written of it;
or too few have come, and none is opened."""

import hashlib
from collections.abc import Sequence

from sqlmodel import col, select

from app.core.acting import Act
from app.core.errors import Conflict
from app.core.history import move, move_unseen, reveal
from app.core.i18n import gettext as _
from app.core.sealing import Broken
from app.vocabulary.queries import working_days_after
from scenarios.actions.following import follow
from scenarios.bids import occasions
from scenarios.bids.actions.opening import open_bid, open_submission
from scenarios.bids.contents import digest
from scenarios.bids.guards import defects
from scenarios.bids.lifecycle import BID, WRITABLE, BidEvent, BidState
from scenarios.bids.models import Bid, Purpose, Tender, Unsealing
from scenarios.bids.queries.cases import case_of, hold_alone
from scenarios.bids.queries.standing import is_unproven, verdicts
from scenarios.bids.timing import CORRECTING_DAYS, is_due
from scenarios.lifecycle import SCENARIO, ScenarioEvent, ScenarioState
from scenarios.models import Scenario


def unseal(act: Act, need: Scenario) -> None:
    """Once and for all; whoever comes second finds the record. Raises `core.sealing.NoKey`, and then nothing is done."""
    act.site.seals.names()
    tender = hold_alone(act.db, need.id)
    act.db.refresh(need)
    if tender is None or not is_due(need, act.now) or act.db.get(Unsealing, need.id) is not None:
        return
    _lapse(act, need)
    bids = _in_state(act, need, BidState.SUBMITTED)
    if len(bids) < max(1, tender.least_bids):
        _give_back(act, need, tender, bids)
    else:
        _open(act, need, tender, bids)
    follow(act.db, need, act.now)


def give_up(act: Act, need: Scenario) -> None:
    """The need was cancelled: nothing of it is opened any more."""
    hold_alone(act.db, need.id)
    act.db.refresh(need)
    if need.state is not ScenarioState.CANCELLED:
        raise Conflict
    _lapse(act, need)
    _return(act, _in_state(act, need, BidState.SUBMITTED), "cancelled")


def _open(act: Act, need: Scenario, tender: Tender, bids: Sequence[Bid]) -> None:
    # By their hashes, which are salted: an order that tells nothing of when, or by whom, and that nobody chooses.
    order = sorted(bids, key=lambda bid: bid.sha256)
    entries = [_entry(act, bid, number) for number, bid in enumerate(order, start=1)]
    record = _record(act, need, tender, len(bids), entries)
    record.correct_until = working_days_after(act.db, act.now, CORRECTING_DAYS)
    act.db.flush()
    reveal(act.db, BID.name, [bid.id for bid in order])
    for bid, entry in zip(order, entries, strict=True):
        move(act, bid, BID, BidEvent.UNSEAL, number=entry["number"], defects=_defects(act, bid, entry))
        act.tell(occasions.UNSEALED, case_of(act.db, bid, act.now))
    move(act, need, SCENARIO, ScenarioEvent.EVALUATE, evidence={"bids": len(bids)}, updated_at=act.now)
    act.tell(occasions.RECORDED, need, record)
    act.tell(occasions.TO_CONFIRM, need, tender)


def _entry(act: Act, bid: Bid, number: int) -> dict[str, object]:
    """Open one, and hold what is in it against the hash on its receipt. A broken one is named and stops no other."""
    try:
        found = hashlib.sha256(open_submission(act, bid, Purpose.UNSEAL)).hexdigest()
    except Broken:
        found = ""
    arrived = bid.arrived_at.isoformat() if bid.arrived_at else ""
    return {"number": number, "sha256": bid.sha256, "arrived_at": arrived, "verified": found == bid.sha256}


def _defects(act: Act, bid: Bid, entry: dict[str, object]) -> list[str]:
    if not entry["verified"]:
        return ["broken"]
    case, body = case_of(act.db, bid, act.now), open_bid(act, bid, Purpose.UNSEAL)
    found = verdicts(act.db, case, body, act.site.vocabulary)
    return defects(body, unproven=is_unproven(found))


def _give_back(act: Act, need: Scenario, tender: Tender, bids: Sequence[Bid]) -> None:
    """Too few: what has come stays sealed for good, so that it can be used in the next round."""
    record = _record(act, need, tender, len(bids), [])
    _return(act, bids, "too_few")
    note = _("收到 {received} 份应标书，少于公布的最少份数 {least} 份，没有拆封。").format(
        received=len(bids), least=tender.least_bids
    )
    move(act, need, SCENARIO, ScenarioEvent.DECLARE_NO_BID, note=note, updated_at=act.now)
    act.tell(occasions.RECORDED, need, record)
    act.tell(occasions.TO_CONFIRM, need, tender)


def _record(act: Act, need: Scenario, tender: Tender, received: int, entries: Sequence[dict[str, object]]) -> Unsealing:
    least = tender.least_bids
    said = [need.public_id, act.now.isoformat(), received, least, entries]
    row = Unsealing(
        scenario_id=need.id, at=act.now, received=received, least=least, entries=list(entries), sha256=digest(said)
    )
    act.db.add(row)
    act.db.flush()
    return row


def _return(act: Act, bids: Sequence[Bid], reason: str) -> None:
    for bid in bids:
        move_unseen(act, bid, BID, BidEvent.RETURN, reason=reason)
        act.tell(occasions.RETURNED, case_of(act.db, bid, act.now), reason)


def _lapse(act: Act, need: Scenario) -> None:
    for state in WRITABLE:
        for bid in _in_state(act, need, state):
            move_unseen(act, bid, BID, BidEvent.LAPSE)


def _in_state(act: Act, need: Scenario, state: BidState) -> Sequence[Bid]:
    query = select(Bid).where(Bid.scenario_id == need.id, Bid.state == state).order_by(col(Bid.id))
    return act.db.exec(query).all()
