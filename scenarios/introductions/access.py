"""Loading is checking: introductions, cases and meetings reach a handler only through one of these."""

from typing import Annotated

from fastapi import Depends

from app.accounts.access import Me
from app.core.db import Db
from app.core.errors import NotFound
from app.core.site import Now
from scenarios.introductions.policy import may_see_offer
from scenarios.introductions.queries.offers import Offer, offer_by_public_id


def load_offer(public_id: str, viewer: Me, db: Db, now: Now) -> Offer:
    """An introduction for one of its two sides or for whoever looks after the matches of the need."""
    offer = offer_by_public_id(db, public_id, now)
    if offer is None or not may_see_offer(viewer, offer.pair.need, offer.sides.supplier.id):
        raise NotFound
    return offer


AnOffer = Annotated[Offer, Depends(load_offer)]
