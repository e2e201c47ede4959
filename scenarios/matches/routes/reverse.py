"""The reverse: which open needs a supply fits, and why one pair fits."""

from fastapi import Request
from fastapi.responses import Response

from app.accounts.access import Me
from app.core.db import Db
from app.core.errors import NotFound
from app.core.html import render
from app.core.routing import Router
from app.core.site import Now, TheSite
from scenarios.matches.access import OwnSupply
from scenarios.matches.inquiries import with_answers
from scenarios.matches.policy import may_see_fitting_needs, may_see_matches
from scenarios.matches.queries.cards import stored_reasons
from scenarios.matches.queries.reverse import asked_pair, evidence_of, fitting_needs, keep_evidence
from scenarios.policy import may_see
from scenarios.queries.visibility import by_public_id
from suppliers.policy import is_public
from suppliers.queries import by_public_id as supply_by_public_id
from suppliers.queries import organisation_of

router = Router()


@router.get("/supplies/{public_id}/needs", name="matches.reverse")
def needs(request: Request, viewer: Me, supply: OwnSupply, db: Db, site: TheSite, now: Now) -> Response:
    listed = is_public(supply.state, organisation_of(db, supply).state)
    found = fitting_needs(db, site, viewer, supply, now) if listed else []
    indexed = listed and bool(site.index.text_of("supply", supply.id))
    return render(
        request,
        "suppliers/needs.html",
        block="results",
        supply=supply,
        found=found,
        listed=listed,
        indexed=indexed,
        own=viewer.belongs_to(supply.organisation_id),
    )


@router.get("/why", name="matches.why")
def why(
    request: Request, viewer: Me, site: TheSite, need: str = "", supply: str = "", side: str = "supply"
) -> Response:
    """The reasons of one pair, worked out when somebody asks and kept for the next one; `side` is whose sentence the
    row quotes."""
    with site.database.reading() as db:
        wanted, offered = by_public_id(db, need), supply_by_public_id(db, viewer, supply)
        if wanted is None or offered is None or not may_see(viewer, wanted):
            raise NotFound
        if not (may_see_matches(viewer, wanted) or may_see_fitting_needs(viewer, offered.organisation_id)):
            raise NotFound
        asked = asked_pair(db, wanted, offered, site.vocabulary)
    evidence = evidence_of(site, asked)
    with site.database.writing() as db:
        keep_evidence(db, asked, evidence)
    hit = stored_reasons(with_answers(evidence, asked.said), site.vocabulary)
    quoted = "need" if side == "need" else "supply"
    return render(
        request, "scenarios/matches/why.html", block="reasons", need=wanted, supply=offered, hit=hit, side=quoted
    )
