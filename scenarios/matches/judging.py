"""Judging candidates for a need: hits of the index become ranked pairs with verdicts. Nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.core.finding import SCENARIO, SUPPLY, Finder, Findings, Found
from app.core.site import Site
from matching.calibrate import Tier
from matching.requirements import Kind, Question, Verdict, compare, hard_filter, open_question, paying_question
from matching.sides import Side, kindred, weighed
from scenarios.matches.evidence import Evidence, against_of, verdicts_of, with_reasons
from scenarios.matches.sides import NeedSide, SupplySide

GROUPS = ("supply", "result")
DEPTH = 40
"""Hits looked at in each group: more than are kept, so that those who fail a hard demand do not starve the list."""
KEPT = 20
NEAR = 10


@dataclass(frozen=True)
class Pair:
    """One candidate judged: `rank` counts within its group from 1, near misses behind all that fit."""

    need: NeedSide
    supply: SupplySide
    score: float
    tier: Tier
    model: str
    verdicts: Sequence[Verdict]
    rank: int
    evidence: Evidence

    def explained(self, reasons: Mapping[str, Any]) -> "Pair":
        return replace(self, evidence=with_reasons(self.evidence, reasons))


@dataclass(frozen=True)
class Judged:
    """Everything worth keeping for a need; empty `pairs` is the answer that nothing fits well enough."""

    pairs: Sequence[Pair]
    model: str
    question: Question | None


def find(index: Finder, need: NeedSide, group: str) -> Findings:
    """The nearest of one group. What is not in the index, a restricted need above all, is searched for by its words."""
    if need.restricted or not index.text_of("scenario", need.scenario_id):
        return index.search(need.whole, [group], DEPTH)
    return index.neighbours("scenario", need.scenario_id, [group], DEPTH)


def from_the_need(site: Site, supply_id: int, hit: Found) -> Found:
    """A need that a supply found, as the need would find the supply: a pair has one score, whoever looks."""
    seen = site.index.scored(SCENARIO, hit.object_id, replace(hit, object_kind=SUPPLY, object_id=supply_id))
    return replace(hit, score=seen.score, tier=seen.tier)


def judge(need: NeedSide, found: Mapping[str, Findings], supplies: Mapping[int, SupplySide]) -> Judged:
    """Compare each hit with what the need demands; a supply of the owner's own house is no answer."""
    pairs: list[Pair] = []
    everybody: dict[int, Sequence[Verdict]] = {}
    for findings in found.values():
        hits = {hit.object_id: hit for hit in findings.hits if hit.object_kind == SUPPLY}
        group = {
            key: side
            for key in hits
            if (side := supplies.get(key)) is not None and side.organisation_id != need.organisation_id
        }
        verdicts = {key: compare(need.demands, side.statements) for key, side in group.items()}
        everybody |= verdicts
        order = hard_filter(verdicts)
        for rank, key in enumerate([*order.kept[:KEPT], *order.set_apart[:NEAR]], start=1):
            pairs.append(pair(need, group[key], hits[key], findings.model, rank, verdicts[key]))
    model = next((findings.model for findings in found.values()), "")
    return Judged(pairs, model, _question(need, everybody, supplies))


def pair(
    need: NeedSide, supply: SupplySide, hit: Found, model: str, rank: int, verdicts: Sequence[Verdict] | None = None
) -> Pair:
    """One pair judged on its own."""
    judged = compare(need.demands, supply.statements) if verdicts is None else verdicts
    against = against_of(need.side, supply.side)
    held = held_together(need.side, supply.side, hit, denied=bool(against["against"]))
    return Pair(need, supply, held.score, held.tier, model, judged, rank, verdicts_of(judged) | against)


def held_together(need: Side, supply: Side, hit: Found, *, denied: bool) -> Found:
    """The hit with what becomes of its score and tier by what the two texts say."""
    score, tier = weighed(hit.score, hit.tier, denied=denied, kindred=kindred(need, supply))
    return replace(hit, score=score, tier=tier)


def _question(
    need: NeedSide, verdicts: Mapping[int, Sequence[Verdict]], supplies: Mapping[int, SupplySide]
) -> Question | None:
    """Among what was demanded, what would sort the candidates best; else where they would run, if nobody said."""
    question = paying_question(verdicts)
    if question is not None:
        return question
    tried = open_question(list(need.demands), {key: supplies[key].statements for key in verdicts})
    return tried if tried is not None and tried.kind is Kind.DEPLOYMENT else None
