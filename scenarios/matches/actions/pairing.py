"""Making a match by hand, and letting both sides see each other's contacts."""

from app.core.acting import Act
from app.core.errors import Conflict
from app.core.finding import SCENARIO, SUPPLY, Found
from app.core.history import audit
from app.core.site import Site
from scenarios.matches import occasions
from scenarios.matches.consent import logged
from scenarios.matches.judging import DEPTH, GROUPS, pair
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match, MatchSource
from scenarios.matches.queries.introductions import introduction_of
from scenarios.matches.queries.sides import both
from scenarios.matches.sides import listed_supplies, need_side
from scenarios.models import Scenario, Secrecy
from suppliers.models import Supply


def pair_by_hand(act: Act, need: Scenario, supply: Supply, source: MatchSource) -> Match:
    """A match that no search suggested: judged like the others, as far as that needs no encoding."""
    side = need_side(act.db, need, act.site.vocabulary)
    other = listed_supplies(act.db, [supply.id], act.site.vocabulary).get(supply.id)
    hit, model = _found(act.site, need, supply)
    judged = pair(side, other, hit, model, 0) if other is not None else None
    seen = judged or hit
    match = Match(
        scenario_id=need.id,
        supply_id=supply.id,
        source=source,
        score=round(seen.score, 2),
        tier=seen.tier,
        model=model,
        scenario_hash=side.hash,
        supply_hash=other.hash if other is not None else "",
        evidence=judged.evidence if judged is not None else None,
        decided_by=act.actor.person_id,
        created_at=act.now,
        updated_at=act.now,
    )
    act.db.add(match)
    act.db.flush()
    return match


def _found(site: Site, need: Scenario, supply: Supply) -> tuple[Found, str]:
    """How well the pair fits by the index, 0 when it is not among the nearest or one side is not indexed."""
    unknown = Found(SUPPLY, supply.id, 0.0, "")
    if need.secrecy is not Secrecy.PUBLIC:
        return unknown, ""
    findings = site.index.neighbours(SCENARIO, need.id, GROUPS, DEPTH * len(GROUPS))
    return next((hit for hit in findings.hits if hit.object_id == supply.id), unknown), findings.model


def release_contacts(act: Act, match: Match) -> None:
    """Both sides have said yes. The state shows the contacts; this keeps that and when it happened, and on what words.

    Raises `Conflict` where they have not.
    """
    if match.state is not MatchState.MUTUAL:
        raise Conflict
    detail = {"scenario_id": match.scenario_id, "supply_id": match.supply_id} | logged()
    audit(act, "contacts_released", row=match, detail=detail)
    settle(act, match)


def settle(act: Act, match: Match) -> None:
    """An introduction has come to something or to nothing: its curator is told, once."""
    offer = introduction_of(act.db, match)
    if offer is None or offer.ended_at is not None:
        return
    offer.ended_at = act.now
    act.db.add(offer)
    act.db.flush()
    act.tell(occasions.OFFER_SETTLED, match, both(act.db, match.scenario_id, match.supply_id))
