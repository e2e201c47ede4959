"""Matches as their pages draw them: a row to decide by, and the reasons behind it. Each supply is loaded again through
the rule of its own list."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlmodel import Session, col, select

from app.accounts.models import Organisation
from app.core.html import format_deadline
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.site import Words
from matching.calibrate import Tier
from scenarios.matches.evidence import has_reasons, stored_verdicts
from scenarios.matches.inquiries import with_answers
from scenarios.matches.labels import SOURCES, STATUS, demand, match_tag, verdict_line
from scenarios.matches.lifecycle import UNTOUCHED, MatchState
from scenarios.matches.models import Match, MatchSource, Objection
from scenarios.matches.queries.inquiries import STANDING, Asking, askings_of_need, inquiry_tag
from scenarios.matches.queries.introductions import told_states
from scenarios.matches.queries.objections import objections_to_need
from scenarios.models import Scenario
from scenarios.timing import answers_end
from suppliers.models import Supply
from suppliers.queries import Card, cards_of, public

MOST_VERDICTS = 8
MOST_QUOTES = 2
SHORTEST_QUOTE = 6
TIERS: Final[Mapping[Tier, tuple[str, str]]] = {
    Tier.SURE: (N_("契合"), "success"),
    Tier.MAYBE: (N_("可能相关"), "neutral"),
    Tier.NEAREST: (N_("最接近的"), "neutral"),
}


@dataclass(frozen=True)
class MatchCard:
    """A match with its supply; `evidence` stands with what the supplier has answered to questions, and `hit` is what
    `scenarios/matches/candidates.html` draws."""

    match: Match
    card: Card
    evidence: Mapping[str, Any] | None
    hit: Mapping[str, Any]

    def told(self, status: tuple[str, str] | None, objection: Objection | None) -> "MatchCard":
        """With the state as a side may read it, and what the supplier says to what is quoted of it."""
        return replace(self, hit={**self.hit, "status": status, "objection": objection})


def match_cards(db: Session, matches: Sequence[Match], need: Scenario, words: Words) -> list[MatchCard]:
    """Cards in the order of `matches`, without those whose supply is not public now."""
    cards = supply_cards(db, [match.supply_id for match in matches])
    askings, objections = askings_of_need(db, need.id), objections_to_need(db, need.id)
    told = told_states(db, matches)
    return [
        _match_card(match, cards[match.supply_id], askings.get(match.supply_id), need, words).told(
            _status(match, told[match.id]), objections.get(match.supply_id)
        )
        for match in matches
        if match.supply_id in cards
    ]


def _match_card(match: Match, card: Card, asking: Asking | None, need: Scenario, words: Words) -> MatchCard:
    evidence = with_answers(match.evidence, asking.said if asking is not None else {})
    hit = match_hit(match, card, evidence, need, words) | {"inquiry": inquiry_line(asking)}
    return MatchCard(match, card, evidence, hit)


def objection_to_denial(hit: Mapping[str, Any]) -> str:
    """What the supplier says to what is quoted of it, as long as something is."""
    return hit["objection"].body if hit["denied"] and hit["objection"] is not None else ""


def inquiry_line(asking: Asking | None) -> dict[str, Any] | None:
    """The newest question of a pair that says anything: its state and where it stands."""
    if asking is None or asking.newest.state not in STANDING:
        return None
    return {"tag": inquiry_tag(asking.newest.state), "url": f"/inquiries/{asking.newest.public_id}"}


def supply_cards(db: Session, ids: Sequence[int]) -> dict[int, Card]:
    """Public supplies by id."""
    rows = db.exec(select(Supply).where(col(Supply.id).in_(ids), public())).all()
    return {card.supply.id: card for card in cards_of(db, rows)}


def match_hit(
    match: Match, card: Card, evidence: Mapping[str, Any] | None, need: Scenario, words: Words
) -> dict[str, Any]:
    """What a row to decide by is drawn from."""
    return (
        stored_reasons(evidence, words)
        | supply_hit(card, words)
        | {
            "score": round(match.score),
            "tier": tier_tag(match.tier),
            "status": _status(match, match.state),
            "why_url": "" if has_reasons(match.evidence) else why_url(need, card.supply),
        }
    )


def _status(match: Match, state: MatchState) -> tuple[str, str] | None:
    if match.invite_at is not None:
        return _("邀请待发出"), "info"
    if state not in UNTOUCHED:
        return match_tag(state)
    return (_(SOURCES[match.source]), "neutral") if match.source is not MatchSource.SYSTEM else None


def tier_tag(tier: Tier) -> tuple[str, str]:
    """Label and tone."""
    label, tone = TIERS[tier]
    return _(label), tone


def why_url(need: Scenario, supply: Supply, side: str = "supply") -> str:
    """Where the reasons of a pair are worked out when somebody asks; `side` is whose sentence is quoted."""
    return f"/why?need={need.public_id}&supply={supply.public_id}&side={side}"


def stored_reasons(evidence: Mapping[str, Any] | None, words: Words, *, seeking: bool = False) -> dict[str, Any]:
    """Quotes, terms, verdicts and shares as far as they are there; how many verdicts of each kind, and what the supply
    says it does not do (`denied`, as `quotes`). `seeking` says that needs were found: what was asked is the supply's."""
    kept = evidence or {}
    asked, found = ("supply", "need") if seeking else ("need", "supply")
    order = {"not_met": 0, "proof_missing": 1, "met": 2, "unclear": 3}
    verdicts = sorted(stored_verdicts(kept), key=lambda v: (not v["hard"], order.get(v["outcome"], 4)))
    return {
        "quotes": [{asked: pair["asked"], found: pair["found"]} for pair in _telling(kept.get("pairs", ()))],
        "counts": dict(Counter(STATUS.get(stored["outcome"], "unclear") for stored in verdicts)),
        "denied": [{asked: one["asked"], found: one["found"]} for one in kept.get("against", ())],
        "terms": list(kept.get("terms", ())),
        "verdicts": [verdict_line(stored, words) for stored in verdicts[:MOST_VERDICTS]],
        "shares": list(kept.get("shares", ())),
        "summary": "",
        "why_url": "",
        "inquiry": None,
        "objection": None,
    }


def _telling(pairs: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """Pairs worth reading: one or two words on either side say nothing, unless there is nothing else."""
    telling = [pair for pair in pairs if min(len(pair["asked"]), len(pair["found"])) >= SHORTEST_QUOTE]
    return (telling or pairs)[:MOST_QUOTES]


def supply_hit(card: Card, words: Words, score: float = 0) -> dict[str, Any]:
    """A supply as a hit, without reasons."""
    supply = card.supply
    return {
        "score": round(score),
        "title": supply.name,
        "url": f"/supplies/{supply.public_id}",
        "organisation": card.organisation.name,
        "organisation_url": f"/organisations/{card.organisation.public_id}",
        "kind": words.label(supply.kind.value, "supply_kind"),
        "facts": [
            words.label(supply.district, "district"),
            f"TRL {supply.trl}" if supply.trl else "",
            *words.labels(card.terms.get("deployment", ()), "deployment"),
        ],
        "summary": card.summary,
    }


def need_hit(need: Scenario, owner: Organisation, words: Words, score: float = 0) -> dict[str, Any]:
    """A need as a hit, without reasons."""
    text = " ".join(need.description.split())
    end = answers_end(need)
    return {
        "score": round(score),
        "title": need.title,
        "url": f"/scenarios/{need.public_id}",
        "organisation": owner.name,
        "organisation_url": f"/organisations/{owner.public_id}",
        "kind": _("应用场景"),
        "facts": [
            words.label(need.field, "field"),
            words.label(need.district, "district"),
            _("截止 {day}").format(day=format_deadline(end)) if end is not None else "",
        ],
        "summary": text if len(text) <= 160 else text[:159] + "…",
    }


def gap_line(stored: Mapping[str, Any], words: Words) -> str:
    """What a near miss would need: 除了“部署方式：本地部署”，其余都合适."""
    return _("除“{demand}”不满足外，其余硬性要求没有冲突").format(demand=demand(stored, words))
