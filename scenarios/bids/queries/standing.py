"""How what a bidder has stated of a capability stands to what the need demands."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from app.core.site import Words
from matching.requirements import Outcome, compare
from scenarios.bids.contents import Body
from scenarios.bids.queries.cases import BidCase
from scenarios.matches.evidence import stored_verdicts, verdicts_of
from scenarios.matches.labels import verdict_line
from scenarios.matches.queries.answers import own_supplies, own_supply
from scenarios.matches.sides import listed_supplies, need_side


def verdicts(db: Session, case: BidCase, body: Body, words: Words) -> list[Mapping[str, Any]]:
    """Demand by demand, the hard ones first; empty where no capability was chosen or the need demands nothing."""
    supply = own_supply(db, [case.lead, *case.partners], body.value("named", "supply"))
    if supply is None:
        return []
    side = listed_supplies(db, [supply.id], words).get(supply.id)
    found = compare(need_side(db, case.need, words).demands, side.statements) if side is not None else []
    return sorted(stored_verdicts(verdicts_of(found)), key=lambda one: not one["hard"])


def lines(found: Sequence[Mapping[str, Any]], words: Words) -> list[dict[str, str]]:
    """The same as `components/matches.html` draws them."""
    return [verdict_line(one, words) for one in found]


def is_unproven(found: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a hard demand wants a proof that the stated facts do not give."""
    return any(one["hard"] and one["outcome"] == Outcome.PROOF_MISSING for one in found)


def supply_options(db: Session, case: BidCase) -> list[tuple[str, str]]:
    """Capabilities and results of the houses that bid."""
    return [(one.public_id, one.name) for one in own_supplies(db, [case.lead, *case.partners])]
