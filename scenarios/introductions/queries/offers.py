"""An introduction with all around it, as its two sides and its curator see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.accounts.models import Organisation, Person
from app.accounts.policy import Viewer
from app.core.history import timeline
from app.core.models import StatusChange
from app.core.site import Words
from scenarios.matches.lifecycle import MATCH, MatchState
from scenarios.matches.models import Introduction, Match
from scenarios.matches.queries.answers import Dealing, dealings_of_need, dealings_of_suppliers
from scenarios.matches.queries.introductions import introduction_by_public_id
from scenarios.matches.queries.sides import Both, Pair, both, pair_of


@dataclass(frozen=True)
class Offer:
    introduction: Introduction
    pair: Pair
    sides: Both
    curator: Person
    venue: Organisation | None

    @property
    def match(self) -> Match:
        return self.pair.match


def offer_by_public_id(db: Session, public_id: str, now: datetime) -> Offer | None:
    introduction = introduction_by_public_id(db, public_id)
    if introduction is None:
        return None
    match = db.get_one(Match, introduction.match_id)
    return Offer(
        introduction=introduction,
        pair=pair_of(db, match, now),
        sides=both(db, match.scenario_id, match.supply_id),
        curator=db.get_one(Person, introduction.curator_id),
        venue=db.get(Organisation, introduction.venue_id) if introduction.venue_id else None,
    )


def dealing_of(db: Session, viewer: Viewer, offer: Offer, words: Words, now: datetime) -> Dealing | None:
    """The pair as the viewer's own side sees it, with the other's contact once both have said yes; None for others."""
    if viewer is None:
        return None
    if viewer.belongs_to(offer.sides.supplier.id):
        found = dealings_of_suppliers(db, viewer, [offer.sides.supplier.id], words, now, offer.match.id)
    elif viewer.belongs_to(offer.sides.owner.id):
        found = dealings_of_need(db, viewer, offer.pair.need, words, now, offer.match.id)
    else:
        return None
    return next(iter(found), None)


def has_agreed(viewer: Viewer, offer: Offer) -> bool:
    """Whether the viewer's own side has said yes and the other's is waited for."""
    if viewer is None or offer.pair.lapsed:
        return False
    house = {
        MatchState.INTERESTED_OWNER: offer.sides.owner.id,
        MatchState.INTERESTED_SUPPLIER: offer.sides.supplier.id,
    }.get(offer.match.state)
    return house is not None and viewer.belongs_to(house)


def moves_since(db: Session, offer: Offer) -> Sequence[StatusChange]:
    """What has become of the pair from this introduction on."""
    return [change for change in timeline(db, MATCH.name, offer.match.id) if change.at >= offer.introduction.offered_at]
