"""What a tender is decided by, and what is known of it afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.core.i18n import N_
from scenarios.bids.lifecycle import OPENED, WRITABLE, BidState
from scenarios.bids.models import Bid, BidParty, Criterion, NoBid, Tender, Unsealing
from scenarios.bids.timing import GRACE
from scenarios.lifecycle import Route, ScenarioState
from scenarios.models import Scenario

UNSAID = N_("揭榜的需求要先写好评审办法：采购性质、评分项和权重、计算公式、最少份数和监督人。")


@dataclass(frozen=True)
class Terms:
    """A tender with its criteria in order; `row` is None where nothing was said yet."""

    row: Tender | None
    criteria: Sequence[Criterion]
    unsealing: Unsealing | None


def terms_of(db: Session, scenario_id: int) -> Terms:
    query = select(Criterion).where(Criterion.scenario_id == scenario_id)
    criteria = db.exec(query.order_by(col(Criterion.position), col(Criterion.id))).all()
    return Terms(db.get(Tender, scenario_id), criteria, db.get(Unsealing, scenario_id))


def unsettled(db: Session, scenario_id: int) -> list[str]:
    """What keeps a need from being submitted and opened: a tender says first how it will be decided."""
    need = db.get(Scenario, scenario_id)
    if need is None or need.route is not Route.TENDER or db.get(Tender, scenario_id) is not None:
        return []
    return [UNSAID]


def supervisor_of(db: Session, email: str) -> Person | None:
    """Who may be named to watch: somebody with an account, by her address."""
    query = select(Person).where(Person.email == email, col(Person.deleted_at).is_(None))
    return db.exec(query.where(col(Person.email_verified_at).is_not(None))).first()


def bidding_houses(db: Session, scenario_id: int) -> list[int]:
    """Every house that takes part in a bid which has been unsealed; none before."""
    query = select(BidParty.organisation_id).join(Bid, col(Bid.id) == BidParty.bid_id)
    opened = col(Bid.state).in_(OPENED), col(BidParty.confirmed_at).is_not(None)
    return list(db.exec(query.where(Bid.scenario_id == scenario_id, *opened)).all())


def no_bid_of(db: Session, scenario_id: int, organisation_ids: Sequence[int]) -> NoBid | None:
    """That a house of these has said that it will not bid."""
    query = select(NoBid).where(NoBid.scenario_id == scenario_id, col(NoBid.organisation_id).in_(organisation_ids))
    return db.exec(query).first()


def no_bid_tally(db: Session, scenario_id: int) -> list[tuple[str, int]]:
    """Reasons with how many houses gave them, the most frequent first."""
    query = select(NoBid.reason, func.count()).where(NoBid.scenario_id == scenario_id).group_by(NoBid.reason)
    return sorted(db.exec(query).all(), key=lambda one: (-one[1], one[0]))


def due(db: Session, now: datetime) -> list[int]:
    """Needs whose bids are to be unsealed at `now`, and that have said how."""
    query = (
        select(Scenario.id)
        .join(Tender, col(Tender.scenario_id) == Scenario.id)
        .outerjoin(Unsealing, col(Unsealing.scenario_id) == Scenario.id)
        .where(
            Scenario.route == Route.TENDER,
            Scenario.state == ScenarioState.CLOSED,
            col(Scenario.deadline) <= now - GRACE,
            col(Unsealing.scenario_id).is_(None),
        )
    )
    return list(db.exec(query).all())


def cancelled(db: Session) -> list[int]:
    """Needs that ended without an unsealing, and have bids that nobody has given back."""
    query = select(Scenario.id).join(Bid, col(Bid.scenario_id) == Scenario.id)
    ended = Scenario.state == ScenarioState.CANCELLED, col(Bid.state).in_([*WRITABLE, BidState.SUBMITTED])
    return list(db.exec(query.where(*ended).distinct()).all())
