"""All requirements against all facts of one supply: one verdict a requirement."""

from collections.abc import Iterable, Sequence

from matching.requirements.choices import GENERIC_STACK
from matching.requirements.judging import Judgement, covers_stack, judge
from matching.requirements.values import Choice, Fact, Outcome, Reason, Requirement, Stance, Unread, Verdict

_Judged = tuple[Fact, Judgement]
# Reasons of open facts that cast doubt on a plain statement of the same thing.
_DOUBTS = frozenset({Reason.PLANNED, Reason.CONDITIONAL})
# Failures that a better statement elsewhere makes good: a second system with a higher grade, a branch office.
_OUTDONE = frozenset({Reason.LEVEL_TOO_LOW, Reason.ELSEWHERE})


def compare(requirements: Iterable[Requirement], facts: Iterable[Fact]) -> list[Verdict]:
    """Judge each requirement by the facts of one supply, in the order of the requirements.

    No fact that speaks of it gives UNCLEAR (NOT_STATED; UNREAD for a demand that only people can judge), contradicting facts give UNCLEAR (CONFLICTING).
    """
    known = list(facts)
    return [_verdict(requirement, known) for requirement in requirements]


def _verdict(requirement: Requirement, facts: Sequence[Fact]) -> Verdict:
    judged = [(fact, result) for fact in facts if (result := judge(requirement, fact)) is not None]
    if not judged:
        silent = Reason.UNREAD if isinstance(requirement.value, Unread) else Reason.NOT_STATED
        return Verdict(requirement, Outcome.UNCLEAR, silent)
    good = _of(judged, Outcome.MET) or _whole_stack(requirement, judged) or _of(judged, Outcome.PROOF_MISSING)
    bad = _standing(_of(judged, Outcome.NOT_MET), good)
    open_ones = _of(judged, Outcome.UNCLEAR)
    if good:
        return _decide(requirement, good, [*bad, *(pair for pair in open_ones if pair[1].reason in _DOUBTS)])
    if bad:
        return _decide(requirement, bad, [pair for pair in open_ones if pair[1].reason is Reason.GUARANTEE_TOO_WEAK])
    return _decide(requirement, open_ones, [])


def _of(judged: list[_Judged], outcome: Outcome) -> list[_Judged]:
    return [pair for pair in judged if pair[1].outcome is outcome]


def _whole_stack(requirement: Requirement, judged: list[_Judged]) -> list[_Judged]:
    value = requirement.value
    if not isinstance(value, Choice) or GENERIC_STACK not in value.codes:
        return []
    named = [(fact, result) for fact, result in judged if fact.stance is Stance.AFFIRMED]
    stated = Judgement(Outcome.MET, Reason.STATED)
    return [(fact, stated) for fact, _ in named] if covers_stack([fact for fact, _ in named]) else []


def _standing(bad: list[_Judged], good: list[_Judged]) -> list[_Judged]:
    """Failures that good statements leave standing; "only A and B" is no failure of B."""
    places = {fact.source for fact, _ in good}
    return [
        (fact, result)
        for fact, result in bad
        if not (good and result.reason in _OUTDONE)
        and not (result.reason is Reason.ONLY_OTHER and fact.source in places)
    ]


def _decide(requirement: Requirement, deciding: list[_Judged], against: list[_Judged]) -> Verdict:
    facts = tuple(fact for fact, _ in (*deciding, *against))
    if against:
        return Verdict(requirement, Outcome.UNCLEAR, Reason.CONFLICTING, facts)
    _, first = deciding[0]
    return Verdict(requirement, first.outcome, first.reason, facts)
