"""Which open needs a supply fits, and why one pair fits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.models import Organisation
from app.accounts.policy import Viewer
from app.core.finding import SCENARIO, SUPPLY, Found
from app.core.site import Site, Words
from matching.calibrate import Tier
from matching.requirements import compare
from matching.sides import Side, at_odds
from scenarios.matches.evidence import Evidence, has_reasons, verdicts_of, with_reasons
from scenarios.matches.inquiries import Key, Said, with_answers
from scenarios.matches.judging import from_the_need, held_together
from scenarios.matches.labels import match_tag
from scenarios.matches.lifecycle import UNDER_WAY, MatchState
from scenarios.matches.models import Match
from scenarios.matches.policy import may_see_inquiry
from scenarios.matches.queries.cards import inquiry_line, need_hit, stored_reasons, tier_tag, why_url
from scenarios.matches.queries.inquiries import Asking, askings_of_need, askings_of_supply
from scenarios.matches.queries.introductions import told_states
from scenarios.matches.queries.objections import objections_of_supply
from scenarios.matches.queries.sides import live_match
from scenarios.matches.sides import NeedSide, SupplySide, listed_supplies, need_side
from scenarios.models import Scenario
from scenarios.queries.visibility import visible_to
from scenarios.timing import is_listed
from suppliers.models import Supply

SHOWN = 20


@dataclass(frozen=True)
class FittingNeed:
    """A need with its match, if it has one; `hit` is what the macro draws."""

    need: Scenario
    match: Match | None
    hit: dict[str, Any]


def open_needs(
    db: Session, viewer: Viewer, hits: Sequence[Found], words: Words, now: datetime
) -> list[tuple[Scenario, dict[str, Any]]]:
    """Those of the needs found that the viewer may see and the clock holds open, in their order, without reasons."""
    scores = {hit.object_id: hit.score for hit in hits if hit.object_kind == SCENARIO}
    rows = db.exec(
        select(Scenario, Organisation)
        .join(Organisation, col(Organisation.id) == Scenario.organisation_id)
        .where(col(Scenario.id).in_(scores), visible_to(viewer))
    ).all()
    found = {
        need.id: (need, need_hit(need, owner, words, scores[need.id])) for need, owner in rows if is_listed(need, now)
    }
    return [found[number] for number in scores if number in found]


def fitting_needs(db: Session, site: Site, viewer: Viewer, supply: Supply, now: datetime) -> list[FittingNeed]:
    """Open needs near a supply; those that a person decided on say so, dismissed ones are left out."""
    rows = db.exec(select(Match).where(Match.supply_id == supply.id, Match.state != MatchState.SUPERSEDED)).all()
    matches, told = {row.scenario_id: row for row in rows}, told_states(db, rows)
    findings = site.index.neighbours(SUPPLY, supply.id, [SCENARIO], SHOWN)
    hits = _as_told(site, findings.hits, supply, matches)
    near = open_needs(db, viewer, hits, site.vocabulary, now)
    tiers = {hit.object_id: hit.tier for hit in hits}
    askings, objections = askings_of_supply(db, supply.id), objections_of_supply(db, supply.id)
    return [
        FittingNeed(
            need,
            match,
            _known(match, _heard(viewer, askings.get(need.id), need, supply), need, supply, site.vocabulary)
            | {"status": _status(match, told)}
            | hit
            | {"tier": tier_tag(tiers[need.id]), "objection": objections.get(need.id)},
        )
        for need, hit in near
        if need.organisation_id != supply.organisation_id
        and ((match := matches.get(need.id)) is None or match.state is not MatchState.DISMISSED)
    ]


def _as_told(site: Site, hits: Sequence[Found], supply: Supply, matches: Mapping[int, Match]) -> list[Found]:
    """The needs found with the score and tier that their owners read of the pair: its match's, else what they would find."""
    stored = [replace(hit, score=row.score, tier=row.tier) for hit in hits if (row := matches.get(hit.object_id))]
    ours = Side.of(site.index.text_of(SUPPLY, supply.id))
    others = [_held(site, ours, from_the_need(site, supply.id, hit)) for hit in hits if hit.object_id not in matches]
    near = [*stored, *(hit for hit in others if hit.tier is not Tier.NEAREST)]
    return sorted(near, key=lambda hit: (list(Tier).index(hit.tier), -hit.score))


def _held(site: Site, supply: Side, hit: Found) -> Found:
    need = Side.of(site.index.text_of(SCENARIO, hit.object_id))
    return held_together(need, supply, hit, denied=bool(at_odds(need, supply)))


def _heard(viewer: Viewer, asking: Asking | None, need: Scenario, supply: Supply) -> Asking | None:
    """What this viewer reads of the questions of a pair."""
    return asking if may_see_inquiry(viewer, need, supply.organisation_id) else None


def _known(match: Match | None, asking: Asking | None, need: Scenario, supply: Supply, words: Words) -> dict[str, Any]:
    """What is stored of the pair."""
    evidence = match.evidence if match is not None else None
    said = with_answers(evidence, asking.said if asking is not None else {})
    return stored_reasons(said, words) | {
        "inquiry": inquiry_line(asking),
        "why_url": "" if has_reasons(evidence) else why_url(need, supply, "need"),
    }


def _status(match: Match | None, told: Mapping[int, MatchState]) -> tuple[str, str] | None:
    """The state of a pair is shown once somebody has taken it up."""
    return match_tag(told[match.id]) if match is not None and match.state in UNDER_WAY else None


@dataclass(frozen=True)
class Asked:
    """One pair whose reasons somebody wants to see."""

    need: Scenario
    supply: Supply
    sides: tuple[NeedSide, SupplySide] | None
    match: Match | None
    said: Mapping[Key, Said]


def asked_pair(db: Session, viewer: Viewer, need: Scenario, supply: Supply, words: Words) -> Asked:
    other = listed_supplies(db, [supply.id], words).get(supply.id)
    sides = (need_side(db, need, words), other) if other is not None else None
    asking = _heard(viewer, askings_of_need(db, need.id).get(supply.id), need, supply)
    return Asked(need, supply, sides, live_match(db, need.id, supply.id), asking.said if asking is not None else {})


def evidence_of(site: Site, asked: Asked) -> Evidence:
    """What is stored, or worked out now; call it outside any transaction."""
    match = asked.match
    if match is not None and has_reasons(match.evidence):
        return dict(match.evidence or {})
    if asked.sides is None:
        return dict(match.evidence or {}) if match is not None else {}
    need, supply = asked.sides
    (reasons,) = site.index.reasons(need.whole, [supply.whole], need.language)
    same = match is not None and (match.scenario_hash, match.supply_hash) == (need.hash, supply.hash)
    known = (match.evidence or {}) if match is not None and same else {}
    return with_reasons({**known, **verdicts_of(compare(need.demands, supply.statements))}, reasons)
