"""A bid before the deadline: begun, shared with partners, handed in, taken back. Every move of it is unseen."""

import hashlib
from datetime import datetime

from sqlmodel import Session, func, select

from app.accounts.models import Organisation
from app.accounts.queries.ties import tied_to_any
from app.core.acting import Act
from app.core.clock import CITY, city_date
from app.core.errors import Conflict, Invalid
from app.core.history import move_unseen
from app.core.i18n import gettext as _
from scenarios.bids.actions.opening import keep_submission, new_bid, open_bid
from scenarios.bids.contents import text_of
from scenarios.bids.forms import MOST_PARTNERS
from scenarios.bids.guards import lacks
from scenarios.bids.lifecycle import BID, WRITABLE, BidEvent
from scenarios.bids.models import Bid, BidParty, BidRevision, Purpose, Unsealing
from scenarios.bids.queries.cases import BidCase, hold_open, place_of
from scenarios.bids.timing import deadline_of, takes_bids
from scenarios.models import Scenario


class Late(Conflict):
    """The whole of it arrived at or after the deadline."""

    def __init__(self, need: Scenario, arrived: datetime) -> None:
        super().__init__(
            _("已过截止时间，没有封存。截止时间是 {deadline}，您的内容完整到达的时间是 {arrived}。").format(
                deadline=exactly(deadline_of(need)), arrived=exactly(arrived)
            )
        )


def exactly(instant: datetime) -> str:
    """A moment of the city to the thousandth of a second."""
    return f"{instant.astimezone(CITY):%Y-%m-%d %H:%M:%S.%f}"[:-3]


def start(act: Act, need: Scenario, organisation_id: int, arrived: datetime) -> Bid:
    """An empty bid of this house. Raises `Conflict` where it bids already, `Invalid` where it may not."""
    _require_open(act.db, need, arrived)
    if tied_to_any(act.db, organisation_id, [need.organisation_id], city_date(act.now)):
        raise Invalid(_("贵单位就是场景方，或与场景方有关联关系，不能应标。"))
    _require_place(act.db, need.id, organisation_id)
    bid = new_bid(act, need, organisation_id)
    act.db.add(_party(act, bid, organisation_id, lead=True))
    act.db.flush()
    return bid


def invite(act: Act, case: BidCase, house: Organisation) -> None:
    """Ask a house to be a partner; it takes part once it has said yes."""
    _require_writable(case)
    if len(case.parties) > MOST_PARTNERS:
        raise Invalid(_("联合体除牵头单位外最多 {most} 家。").format(most=MOST_PARTNERS))
    if any(one.organisation_id == house.id for one in case.parties):
        raise Invalid(_("{name} 已经在这份应标书里了。").format(name=house.name))
    if tied_to_any(act.db, house.id, [case.need.organisation_id], city_date(act.now)):
        raise Invalid(_("{name} 就是场景方，或与场景方有关联关系，不能应标。").format(name=house.name))
    act.db.add(_party(act, case.bid, house.id))
    act.db.flush()


def join(act: Act, case: BidCase, organisation_id: int) -> None:
    """A house says yes: from here on it reads the bid, and bids in no other one. Raises `Conflict`."""
    _require_writable(case)
    _require_place(act.db, case.need.id, organisation_id)
    row = _row(case, organisation_id)
    row.confirmed_at, row.person_id = act.now, act.actor.person_id
    act.db.add(row)
    act.db.flush()


def leave(act: Act, case: BidCase, organisation_id: int) -> None:
    """A house says no, leaves, or is let go by the lead."""
    _require_writable(case)
    act.db.delete(_row(case, organisation_id))
    act.db.flush()


def submit(act: Act, case: BidCase, arrived: datetime) -> None:
    """Seal what is written as a submission; its receipt has the hash and the moment at which all of it had arrived.

    Raises `Late`, `Conflict`, and `Invalid` with what is missing.
    """
    _require_open(act.db, case.need, arrived)
    bid, body = case.bid, open_bid(act, case.bid, Purpose.SUBMIT)
    if found := lacks(body, case.kpis, case.names, case.asked):
        raise Invalid(found[0].sentence)
    text = text_of(bid.public_id, case.need.public_id, case.names, body)
    sha256, number = hashlib.sha256(text).hexdigest(), _next_number(act.db, bid)
    row = BidRevision(
        bid_id=bid.id, number=number, sha256=sha256, by_person_id=act.actor.person_id, arrived_at=arrived, body=b""
    )
    keep_submission(act, bid, text, row)
    move_unseen(act, bid, BID, BidEvent.SUBMIT, sealed=number, sha256=sha256, arrived_at=arrived)


def withdraw(act: Act, case: BidCase, arrived: datetime) -> None:
    """Take it back before the deadline; it may be changed and handed in again."""
    _require_open(act.db, case.need, arrived)
    move_unseen(act, case.bid, BID, BidEvent.WITHDRAW, sealed=None, sha256="", arrived_at=None)


def _require_open(db: Session, need: Scenario, arrived: datetime) -> None:
    """Holds the tender as it is until the end: nobody unseals it meanwhile. Raises `Late` or `Conflict`."""
    tender = hold_open(db, need.id)
    db.refresh(need)
    if tender is None:
        raise Conflict(_("这项需求还没有公布评审办法，暂时不能应标。"))
    if need.deadline is not None and arrived >= need.deadline:
        raise Late(need, arrived)
    if not takes_bids(need, arrived) or _is_unsealed(db, need.id):
        raise Conflict(_("这项需求现在不接受应标，没有封存。请看需求页面上的说明。"))


def _require_writable(case: BidCase) -> None:
    if case.bid.state not in WRITABLE:
        raise Conflict(_("应标书已经提交或已经截止，不能再改；截止前可以撤回后修改。"))


def _require_place(db: Session, scenario_id: int, organisation_id: int) -> None:
    if place_of(db, scenario_id, organisation_id) is not None:
        raise Conflict(_("贵单位已经在这项需求的另一份应标书里：每家单位只能参加一份，牵头和合作都算。"))


def _is_unsealed(db: Session, scenario_id: int) -> bool:
    return db.exec(select(Unsealing.scenario_id).where(Unsealing.scenario_id == scenario_id)).first() is not None


def _party(act: Act, bid: Bid, organisation_id: int, *, lead: bool = False) -> BidParty:
    return BidParty(
        bid_id=bid.id,
        scenario_id=bid.scenario_id,
        organisation_id=organisation_id,
        lead=lead,
        person_id=act.actor.person_id if lead else None,
        confirmed_at=act.now if lead else None,
        at=act.now,
    )


def _row(case: BidCase, organisation_id: int) -> BidParty:
    for one in case.parties:
        if one.organisation_id == organisation_id and not one.lead:
            return one
    raise Conflict(_("这家单位已经不在这份应标书里。"))


def _next_number(db: Session, bid: Bid) -> int:
    return (db.exec(select(func.max(BidRevision.number)).where(BidRevision.bid_id == bid.id)).one() or 0) + 1
