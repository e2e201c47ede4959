"""What the verdicts mean for a list of candidates: the hard filter, near misses, and the question that pays."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from matching.requirements.comparing import compare
from matching.requirements.values import (
    Choice,
    Credential,
    Fact,
    Kind,
    Outcome,
    Reason,
    Requirement,
    Stance,
    Value,
    Verdict,
)

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class NearMiss(Generic[Key]):
    """A candidate that would fit but for one hard requirement, the one in `verdict`."""

    candidate: Key
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Filtered(Generic[Key]):
    """`kept` in the given order, those with open hard verdicts behind the others; `set_apart` fail a hard one."""

    kept: list[Key]
    set_apart: list[Key]
    near_misses: list[NearMiss[Key]]


@dataclass(frozen=True, slots=True)
class Question:
    """The one question whose answer splits the candidates best: insisting on `value` leaves `after` of `before`.

    `unclear` of the candidates have not said; `requirement` is None when the need has not said either.
    """

    kind: Kind
    value: Value
    before: int
    after: int
    unclear: int
    requirement: Requirement | None


def failing(verdicts: Iterable[Verdict]) -> bool:
    """Whether a hard requirement is known not to be met."""
    return any(verdict.requirement.hard and verdict.outcome is Outcome.NOT_MET for verdict in verdicts)


def _gaps(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Hard demands that are not known to be met; what only people can judge tells no candidate from another."""
    hard = (verdict for verdict in verdicts if verdict.requirement.hard and verdict.reason is not Reason.UNREAD)
    return [verdict for verdict in hard if verdict.outcome is not Outcome.MET]


def hard_filter(verdicts: Mapping[Key, Sequence[Verdict]]) -> Filtered[Key]:
    """Set apart who fails a hard requirement, and nobody else: what is unclear stays and goes behind what is met.

    The mapping's order is the ranking's and is kept within both groups.
    """
    kept = [key for key, judged in verdicts.items() if not failing(judged)]
    kept.sort(key=lambda key: bool(_gaps(verdicts[key])))
    set_apart = [key for key, judged in verdicts.items() if failing(judged)]
    return Filtered(kept, set_apart, near_misses(verdicts))


def near_misses(verdicts: Mapping[Key, Sequence[Verdict]]) -> list[NearMiss[Key]]:
    """Candidates with exactly one hard requirement that is not met, unclear or without its proof."""
    found = ((key, _gaps(judged)) for key, judged in verdicts.items())
    return [NearMiss(key, gaps[0]) for key, gaps in found if len(gaps) == 1]


def paying_question(verdicts: Mapping[Key, Sequence[Verdict]]) -> Question | None:
    """Among the requirements that some candidates leave open, the one whose answer splits them most evenly.

    Candidates that fail a hard requirement do not count. None where no requirement is both open and able to split.
    """
    in_play = [judged for judged in verdicts.values() if not failing(judged)]
    outcomes: dict[Requirement, list[Outcome]] = {}
    for judged in in_play:
        for verdict in judged:
            outcomes.setdefault(verdict.requirement, []).append(verdict.outcome)
    asked = [_question(requirement, given, len(in_play), requirement) for requirement, given in outcomes.items()]
    return _best(question for question in asked if question.unclear)


def open_question(requirements: Sequence[Requirement], facts: Mapping[Key, Sequence[Fact]]) -> Question | None:
    """What the need has not said and its candidates differ in: "能否上云？不能则 12 家剩 5 家".

    Each mode, part or certificate that a candidate states, and on which the need is silent, is tried as a demand;
    the one that splits the candidates most evenly is asked. `facts` holds the candidates in play.
    """
    settled = {requirement.kind for requirement in requirements}
    asked = []
    for trial in _trials(facts, settled):
        given = [compare([trial], known)[0].outcome for known in facts.values()]
        asked.append(_question(trial, given, len(facts), None))
    return _best(asked)


def _trials(facts: Mapping[Key, Sequence[Fact]], settled: set[Kind]) -> list[Requirement]:
    trials: dict[tuple[Kind, Value], Requirement] = {}
    for known in facts.values():
        for fact in known:
            value = _as_demand(fact.value)
            if value is not None and fact.kind not in settled and fact.stance is Stance.AFFIRMED:
                trials.setdefault((fact.kind, value), Requirement(fact.kind, value, fact.source, hard=True))
    return list(trials.values())


def _as_demand(value: Value) -> Value | None:
    """The demand that a statement answers; numbers and places give none, since the need's figure is not known."""
    if isinstance(value, Credential):
        return Credential(value.scheme, value.grades)
    return value if isinstance(value, Choice) else None


def _question(trial: Requirement, given: Sequence[Outcome], before: int, requirement: Requirement | None) -> Question:
    after = sum(outcome is Outcome.MET for outcome in given)
    unclear = sum(outcome in {Outcome.UNCLEAR, Outcome.PROOF_MISSING} for outcome in given)
    return Question(trial.kind, trial.value, before, after, unclear, requirement)


def _best(questions: Iterable[Question]) -> Question | None:
    splitting = [question for question in questions if 0 < question.after < question.before]
    return max(splitting, key=lambda question: min(question.after, question.before - question.after), default=None)
