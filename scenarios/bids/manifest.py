"""Bids as a part of the site."""

from collections.abc import Collection

from sqlalchemy import delete
from sqlmodel import Session, col

from app.core.finding import SCENARIO
from app.core.occasions import mails_of
from app.core.slices import Slice
from scenarios.bids import occasions
from scenarios.bids.models import Bid, BidLook, BidParty, BidRevision, Criterion, NoBid, Tender, Unsealing
from scenarios.bids.queries.tenders import unsettled
from scenarios.bids.told import RULES


def _of_needs(db: Session, ids: Collection[int]) -> None:
    """Needs of an import that is undone, on which nobody has bid."""
    for table in (NoBid, Unsealing, Criterion, Tender):
        db.connection().execute(delete(table).where(col(table.scenario_id).in_(ids)))


BIDS = Slice(
    routes="scenarios.bids.routes",
    unspoken=["/bids"],  # that somebody writes, hands in, how often and when
    work=["scenarios.bids.actions.clockwork"],
    tables=[Bid, BidLook, BidParty, BidRevision],
    mails=mails_of(occasions),
    samples="scenarios.bids.samples",
    may_know=RULES,
    detaching={SCENARIO: _of_needs},
    hindrances={SCENARIO: unsettled},
)
