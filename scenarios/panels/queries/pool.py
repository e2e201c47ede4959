"""Who may be drawn: the experts of a tender with what keeps each of them from judging."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, or_, select

from app.accounts.models import Membership, Organisation, Person, Role, RoleGrant, Stake
from app.accounts.queries.ties import edges_on
from app.accounts.ties import are_tied
from app.core.clock import city_date
from scenarios.bids.lifecycle import OPENED
from scenarios.bids.models import Bid, BidParty
from scenarios.models import Scenario
from scenarios.panels.drawing import Candidate
from scenarios.panels.models import PoolEntry
from scenarios.panels.queries.cases import PanelCase


def candidates(
    db: Session, case: PanelCase, entries: Sequence[PoolEntry], drawing: int | None = None
) -> list[Candidate]:
    """The experts as the draw needs them, at this moment; `drawing` is who has it drawn."""
    people = [one.person_id for one in entries]
    since = case.need.created_at
    houses, stakes = _houses(db, entries, since), _stakes(db, people, since)
    concerned = {*_concerned(case), drawing, case.panel.drawn_by, *(one.added_by for one in entries)}
    gone = set(db.exec(select(Person.id).where(col(Person.id).in_(people), _is_gone())).all())
    edges = edges_on(db, city_date(case.now))
    together = _together(db, case)

    def tied(one: PoolEntry, others: Collection[int]) -> bool:
        return any(are_tied(house, other, edges) for house in houses[one.person_id] for other in others)

    def conflict(one: PoolEntry) -> str:
        hers = houses[one.person_id]
        found = {
            "gone": one.person_id in gone,
            "part": one.person_id in concerned,
            "house": bool(hers & set(case.bidders)),
            "stake": bool(stakes[one.person_id] & set(case.bidders)),
            "tie": tied(one, case.bidders),
            "together": bool(hers & together),
        }
        return next((code for code, holds in found.items() if holds), "")

    owner = [case.need.organisation_id]
    return [
        Candidate(one.public_id, conflict(one), case.need.organisation_id in houses[one.person_id] or tied(one, owner))
        for one in entries
    ]


def panellists(db: Session, need: Scenario, now: datetime) -> Sequence[Person]:
    """Everybody whom the office has made 评审专家 of the need's field."""
    query = (
        select(Person)
        .join(RoleGrant, col(RoleGrant.person_id) == Person.id)
        .where(
            RoleGrant.role == Role.PANELLIST,
            col(RoleGrant.field).in_(["", need.field]),
            col(RoleGrant.district).in_(["", need.district]),
            RoleGrant.starts_at <= now,
            or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > now),
            ~_is_gone(),
        )
    )
    return db.exec(query.distinct().order_by(col(Person.id))).all()


def person_of(db: Session, email: str) -> Person | None:
    """An account that may be entered, by its address."""
    query = select(Person).where(Person.email == email, ~_is_gone(), col(Person.email_verified_at).is_not(None))
    return db.exec(query).first()


def house_of(db: Session, person_id: int, name: str) -> tuple[int | None, str]:
    """The house an expert comes from: the one that is named if the site knows it, else hers."""
    known = db.exec(select(Organisation).where(Organisation.name == name)).first() if name else None
    if known is not None or name:
        return (known.id if known else None), name
    home = db.exec(
        select(Organisation)
        .join(Membership, col(Membership.organisation_id) == Organisation.id)
        .where(Membership.person_id == person_id, col(Membership.ended_at).is_(None))
        .order_by(col(Membership.id))
    ).first()
    return (home.id, home.name) if home else (None, "")


def houses_elsewhere(db: Session, scenario_id: int) -> list[set[int]]:
    """The houses that bid in each other tender that was unsealed."""
    query = select(BidParty.scenario_id, BidParty.organisation_id).join(Bid, col(Bid.id) == BidParty.bid_id)
    opened = col(Bid.state).in_(OPENED), col(BidParty.confirmed_at).is_not(None), Bid.scenario_id != scenario_id
    found = defaultdict[int, set[int]](set)
    for number, house in db.exec(query.where(*opened)).all():
        found[number].add(house)
    return list(found.values())


def _is_gone() -> ColumnElement[bool]:
    return or_(col(Person.deleted_at).is_not(None), col(Person.locked_at).is_not(None))


def _concerned(case: PanelCase) -> set[int | None]:
    """Those who have had a hand in the need, and whoever watches over it."""
    need = case.need
    return {need.holder_id, need.created_by, need.sent_by, case.terms.row.supervisor_id if case.terms.row else None}


def _houses(db: Session, entries: Sequence[PoolEntry], since: datetime) -> Mapping[int, set[int]]:
    """Those she is a member of or has been since the need was begun, and the one that the office has entered."""
    found = defaultdict[int, set[int]](set)
    people = [one.person_id for one in entries]
    query = select(Membership.person_id, Membership.organisation_id)
    live = col(Membership.person_id).in_(people), _lasted(col(Membership.ended_at), since)
    for person, house in db.exec(query.where(*live)).all():
        found[person].add(house)
    for one in entries:
        if one.organisation_id is not None:
            found[one.person_id].add(one.organisation_id)
    return found


def _stakes(db: Session, people: Collection[int], since: datetime) -> Mapping[int, set[int]]:
    found = defaultdict[int, set[int]](set)
    query = select(Stake.person_id, Stake.organisation_id)
    live = col(Stake.person_id).in_(people), _lasted(col(Stake.ended_at), since)
    for person, house in db.exec(query.where(*live)).all():
        found[person].add(house)
    return found


def _lasted(ended: Mapped[datetime | None], since: datetime) -> ColumnElement[bool]:
    """What ended while the need was there already keeps her from judging still."""
    return or_(ended.is_(None), ended > since)


def _together(db: Session, case: PanelCase) -> set[int]:
    """Houses that have bid together with one of the bidders, in a tender that was unsealed."""
    opened = select(Bid.id).where(col(Bid.state).in_(OPENED))
    theirs = select(BidParty.bid_id).where(
        col(BidParty.organisation_id).in_(case.bidders),
        col(BidParty.confirmed_at).is_not(None),
        col(BidParty.bid_id).in_(opened),
    )
    beside = col(BidParty.bid_id).in_(theirs), col(BidParty.confirmed_at).is_not(None)
    return set(db.exec(select(BidParty.organisation_id).where(*beside)).all())
