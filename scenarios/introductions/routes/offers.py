"""One introduction: what its two sides are asked, and what has become of it. The answers are deeds with its match."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Me
from app.core.db import Db
from app.core.html import render
from app.core.routing import Router
from app.core.site import Now, TheSite
from scenarios.introductions.access import AnOffer
from scenarios.introductions.labels import slot_tag
from scenarios.introductions.policy import may_see_moves
from scenarios.introductions.queries.meetings import talks_of_match
from scenarios.introductions.queries.offers import dealing_of, has_agreed, moves_since
from scenarios.introductions.sharing import offer_text
from scenarios.matches import consent
from scenarios.matches.deeds import deeds_of
from scenarios.matches.labels import match_tag
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.policy import may_see_matches
from scenarios.matches.queries.introductions import told_state

router = Router()


@router.get("/introductions/{public_id}", name="introductions.show")
def show(request: Request, viewer: Me, offer: AnOffer, db: Db, site: TheSite, now: Now) -> Response:
    inside = may_see_moves(viewer, offer.pair.need, offer.sides.supplier.id)
    return render(
        request,
        "scenarios/introductions/show.html",
        offer=offer,
        state=match_tag(
            offer.match.state if inside else told_state(offer.match, offer.introduction, offer.pair.answer)
        ),
        dealing=dealing_of(db, viewer, offer, site.vocabulary, now),
        deeds=deeds_of(viewer)(offer.pair),
        moves=[(match_tag(MatchState(move.to_state)), move) for move in moves_since(db, offer)],
        chat_text=offer_text(offer, site.settings.origin),
        agreed=has_agreed(viewer, offer),
        talks=talks_of_match(db, offer.match.id, now),
        slot_tag=slot_tag,
        looks_after=may_see_matches(viewer, offer.pair.need),
        inside=inside,
        consent=consent.shown(),
    )
