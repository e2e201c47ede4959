"""What a match was judged on, as JSON in its row. Pure.

    verdicts   [{kind, origin, text, better, hard, outcome, reason, quote}]     what is demanded, how the supply stands to it
    against    [{asked, found}]     what the need asks for in the sentence `asked`, the supply says no to in `found`
    pairs      [{asked, found, similarity}]     grounds: a sentence of the need, and the one of the supply that answers it
    terms      [str]     words of content that both use
    shares     [{label, percent}]

The first two are read and always there, in older rows only `verdicts`; the others are worked out by the encoder, later.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from matching.calibrate import Tier
from matching.requirements import Choice, Credential, Fact, Measure, Outcome, Question, Reason, Requirement, Verdict
from matching.sides import Side, at_odds

Evidence = dict[str, Any]
CELLS = frozenset({"deployment", "domestic_stack", "trl", "delivery_days", "region"})
"""Fields of a supply that hold codes and bare figures: nothing to quote."""
REASONED = ("pairs", "terms", "shares", "against")


def verdicts_of(verdicts: Sequence[Verdict]) -> Evidence:
    """The part of the evidence that is read rather than computed by the encoder."""
    return {"verdicts": [_stored(verdict) for verdict in verdicts]}


def against_of(need: Side, supply: Side) -> Evidence:
    """The part of the evidence that tells what the supply says no to."""
    return {"against": [{"asked": asked.text, "found": said.text} for asked, said in at_odds(need, supply)]}


def with_reasons(evidence: Mapping[str, Any], reasons: Mapping[str, Any]) -> Evidence:
    """`evidence` together with what `Finder.reasons` says about the pair."""
    return {**evidence, **{name: reasons[name] for name in REASONED if name in reasons}}


def read_part(evidence: Mapping[str, Any] | None) -> Evidence:
    """What is read and always there."""
    return {name: (evidence or {}).get(name) for name in ("verdicts", "against")}


def has_reasons(evidence: Mapping[str, Any] | None) -> bool:
    return evidence is not None and "pairs" in evidence


def reasoned(tier: Tier, evidence: Mapping[str, Any] | None) -> Tier:
    """The tier that a pair keeps once its reasons were looked for: without a single quote nothing is sure."""
    groundless = has_reasons(evidence) and not (evidence or {}).get("pairs")
    return Tier.MAYBE if groundless and tier is Tier.SURE else tier


def gaps(evidence: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Hard requirements that are not met, unclear or without proof; not those that only people can judge."""
    hard = [v for v in stored_verdicts(evidence) if v["hard"] and v["reason"] != Reason.UNREAD]
    return [v for v in hard if v["outcome"] != Outcome.MET]


def failures(evidence: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Hard requirements that are known not to be met: such a pair is at best a near miss."""
    return [v for v in stored_verdicts(evidence) if v["hard"] and v["outcome"] == Outcome.NOT_MET]


def stored_verdicts(evidence: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    return list((evidence or {}).get("verdicts", ()))


def question_of(question: Question | None) -> dict[str, Any] | None:
    """The paying question as JSON: what to ask, and how many suppliers insisting on it leaves."""
    if question is None:
        return None
    asked = _demand(question.requirement) if question.requirement is not None else _tried(question)
    return {**asked, "before": question.before, "after": question.after, "unclear": question.unclear}


def _stored(verdict: Verdict) -> dict[str, Any]:
    return {
        **_demand(verdict.requirement),
        "hard": verdict.requirement.hard,
        "outcome": verdict.outcome.value,
        "reason": verdict.reason.value,
        "quote": next((quote for fact in verdict.facts if (quote := _quote(fact))), ""),
    }


def _demand(requirement: Requirement) -> dict[str, Any]:
    source = requirement.source
    return {
        "kind": requirement.kind.value,
        "origin": source.origin,
        "text": source.text,
        "better": _better(requirement),
    }


def _better(requirement: Requirement) -> str:
    """Which side of a figure that somebody typed into a row is the better one, `up`, `down` or empty."""
    value = requirement.value
    if not requirement.source.origin.startswith("kpis[") or not isinstance(value, Measure) or value.interval is None:
        return ""
    low, high = value.interval.low, value.interval.high
    return "" if (low is None) == (high is None) else "down" if low is None else "up"


def _tried(question: Question) -> dict[str, Any]:
    """A demand that the need has not made, named by its code: the source of a trial is a supply's sentence."""
    value = question.value
    if isinstance(value, Choice):
        return {"kind": question.kind.value, "origin": question.kind.value, "text": value.codes[0]}
    named = value.scheme.removeprefix("name:") if isinstance(value, Credential) else ""
    return {"kind": question.kind.value, "origin": "trial", "text": named}


def _quote(fact: Fact) -> str:
    return "" if fact.source.origin in CELLS else fact.source.context.strip()[:200]
