"""What of a pair is still open, and how an answer settles it. Pure.

A point is one demand of the need, known by its kind, origin and words: a verdict of the same demand is settled by it
whichever row of the pair it stands in, so that a text which changes by its answer does not lose it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from matching.requirements import Outcome, Reason
from scenarios.matches.evidence import stored_verdicts

Key = tuple[str, str, str]
OPEN = frozenset({Outcome.UNCLEAR, Outcome.PROOF_MISSING})
SETTLED: Mapping[str, tuple[Outcome, Reason]] = {
    "met": (Outcome.MET, Reason.STATED),
    "not_met": (Outcome.NOT_MET, Reason.DENIED),
}


@dataclass(frozen=True)
class Said:
    """What a supplier answered to a point: `outcome` is met, not_met or unsure; `words` are hers, with the day."""

    outcome: str
    words: str


def key_of(stored: Mapping[str, Any]) -> Key:
    return stored["kind"], stored["origin"], stored["text"]


def open_demands(evidence: Mapping[str, Any] | None, asked: Iterable[Key]) -> dict[Key, Mapping[str, Any]]:
    """The demands on which the supply says nothing that counts, and which nobody has asked about yet."""
    known = set(asked)
    verdicts = {key_of(stored): stored for stored in stored_verdicts(evidence) if stored["outcome"] in OPEN}
    return {key: stored for key, stored in verdicts.items() if key not in known}


def with_answers(evidence: Mapping[str, Any] | None, answers: Mapping[Key, Said]) -> dict[str, Any] | None:
    """The evidence as it stands with what the supplier has answered; what its texts say clearly is left as it is."""
    if evidence is None or not answers:
        return dict(evidence) if evidence is not None else None
    return {**evidence, "verdicts": [_settled(stored, answers) for stored in stored_verdicts(evidence)]}


def _settled(stored: dict[str, Any], answers: Mapping[Key, Said]) -> dict[str, Any]:
    said = answers.get(key_of(stored))
    if said is None or stored["outcome"] not in OPEN:
        return stored
    outcome, reason = SETTLED.get(said.outcome, (stored["outcome"], stored["reason"]))
    return {**stored, "outcome": str(outcome), "reason": str(reason), "quote": said.words}
