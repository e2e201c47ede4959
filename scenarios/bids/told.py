"""Who may be told about a bid and its unsealing."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from app.accounts.policy import Viewer
from app.core.mail import Telling
from app.core.slices import Rule
from scenarios.bids.models import Bid, Tender
from scenarios.bids.policy import may_see
from scenarios.bids.queries.cases import case_of


def _of_bid(db: Session, viewer: Viewer, _telling: Telling, bid_id: int, now: datetime) -> bool:
    bid = db.get(Bid, bid_id)
    return bid is not None and may_see(viewer, case_of(db, bid, now))


def _of_unsealing(db: Session, viewer: Viewer, _telling: Telling, scenario_id: int, _now: datetime) -> bool:
    """Whoever watches over it still."""
    tender = db.get(Tender, scenario_id)
    return tender is not None and viewer is not None and tender.supervisor_id == viewer.person_id


RULES: Mapping[str, Rule] = {"bid": _of_bid, "unsealing": _of_unsealing}
