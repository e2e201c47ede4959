"""Learning from people: shortlisted and dismissed matches move the weights and the floor, or are refused.

A label is a query with candidates that people judged. New weights are tried when they explain the labels better than
the last ones do, beyond what dice would give; of weights that explain them about equally well, the nearest to the last,
because people judge the top of a list and say nothing of what lies below. They are kept only if they are better on a
frozen set that never trains. The calibration before stays with whoever called, to go back to.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

import numpy as np
import numpy.typing as npt

from matching.calibrate import Calibration
from matching.floors import Pool, pooled, recalibrated
from matching.fusion import Signals, Values, Weights, blended
from matching.likelihood import log_likelihoods

LEAST_LABELS = 30
"""Judged candidates below which nothing is learnt."""
LEAST_COMPARED = 5
"""Queries with both kinds of candidates, below which neither side can tell better from chance."""
LEAST_GAIN = 0.01
"""Pairwise accuracy by which new weights must be better on the frozen set."""
MOST_CHANCE = 0.005
"""How often dice may make some weights explain the labels better than the last by as much."""
LEAST_FOREIGN = 30
"""Candidates in another language than their query's, below which nothing about them is learnt."""
AS_GOOD = 1.92
"""Weights whose log likelihood is below the best by no more explain the labels about as well (Wilks, 95 % for one
parameter)."""
SHUFFLES = 2_000
_LEXICAL = (0.0, 0.1, 0.2, 0.25, 0.35, 0.5, 0.8, 1.2)
_HALF = (5.0, 10.0, 20.0, 40.0)
_FOREIGN = (0.0, 0.5, 1.0)

Accuracies = npt.NDArray[np.float64]


class Outcome(StrEnum):
    """Why a lesson was kept or refused."""

    BETTER = "better"
    TOO_FEW = "too_few"
    TOO_FEW_FROZEN = "too_few_frozen"
    NOTHING_BETTER = "nothing_better"
    NOT_BETTER = "not_better"
    MAY_BE_CHANCE = "may_be_chance"


@dataclass(frozen=True, slots=True)
class Judged:
    """One query's judged candidates: what was known of them, and whether people wanted each."""

    signals: Signals
    wanted: tuple[bool, ...]

    @property
    def comparable(self) -> bool:
        """Whether there is a wanted and an unwanted candidate, so that an order can be right or wrong."""
        return any(self.wanted) and not all(self.wanted)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What learning came to.

    :param calibration: the one to use from now on: ``tried`` if it was kept, else the last
    :param tried: of what explains the labels about as well as anything, the nearest to the last
    :param before: pairwise accuracy on the frozen set with the last weights: how often a wanted
        candidate stands above an unwanted one
    :param after: the same with the weights that were tried
    """

    calibration: Calibration
    tried: Calibration
    outcome: Outcome
    before: float
    after: float

    @property
    def kept(self) -> bool:
        return self.outcome is Outcome.BETTER


def learn(
    labels: Sequence[Judged], frozen: Sequence[Judged], last: Calibration, home: Calibration | None = None
) -> Lesson:
    """Retrain on ``labels``, compare on ``frozen``, keep the better and refuse the worse.

    :param last: the calibration in force
    :param home: the one the floors set out from, by default ``last``. Hand in the packaged one, so
        that floors never drift: people judge what stood above the floor, and would raise it each time
    """
    before = _mean(accuracies(frozen, last.weights))
    comparable = [label for label in labels if label.comparable]
    if sum(len(label.wanted) for label in labels) < LEAST_LABELS or len(comparable) < LEAST_COMPARED:
        return Lesson(last, last, Outcome.TOO_FEW, before, before)
    if sum(one.comparable for one in frozen) < LEAST_COMPARED:
        return Lesson(last, last, Outcome.TOO_FEW_FROZEN, before, before)
    offered = _offered(comparable, last.weights, (home or last).weights)
    chosen, dice = _chosen(log_likelihoods(comparable, offered, SHUFFLES))
    tried = recalibrated(home or last, offered[chosen], _pool(labels), _pool(frozen))
    after = _mean(accuracies(frozen, tried.weights))
    outcome = _outcome(chosen, dice, after - before)
    return Lesson(tried if outcome is Outcome.BETTER else last, tried, outcome, before, after)


def _outcome(chosen: int, dice: float, gain: float) -> Outcome:
    if chosen == 0:
        return Outcome.NOTHING_BETTER
    if dice > MOST_CHANCE:
        return Outcome.MAY_BE_CHANCE
    return Outcome.BETTER if gain >= LEAST_GAIN else Outcome.NOT_BETTER


def accuracies(judged: Sequence[Judged], weights: Weights) -> Accuracies:
    """For each query with both kinds of candidates, the share of pairs in the right order; ties count half."""
    return np.array([_accuracy(one, weights) for one in judged if one.comparable])


def _accuracy(one: Judged, weights: Weights) -> float:
    raw, wanted = blended(one.signals, weights), np.array(one.wanted)
    difference = raw[wanted][:, None] - raw[~wanted][None]
    return float(((difference > 0) + 0.5 * (difference == 0)).mean())


def _offered(labels: Sequence[Judged], last: Weights, home: Weights) -> list[Weights]:
    """The last weights and those to try, nearest first. What counts between two languages stays where too few labels
    cross them; all but the three is packaged with the model and not learnt."""
    foreign = _FOREIGN if sum(int(one.signals.foreign.sum()) for one in labels) >= LEAST_FOREIGN else (last.foreign,)
    offered = (
        replace(home, lexical=lexical, half=half, foreign=share)
        for lexical, half, share in product(_LEXICAL, _HALF, foreign)
    )
    return [last, *sorted(offered, key=lambda weights: _apart(weights, last))]


def _chosen(likelihoods: Values) -> tuple[int, float]:
    """The place of the weights to try, 0 for the last, and how often dice would gain as much over the last."""
    labels = likelihoods[0]
    gains = likelihoods.max(axis=1) - likelihoods[:, 0]
    nearest = int(np.flatnonzero(labels >= labels.max() - AS_GOOD)[0])
    return nearest, float((gains[1:] >= gains[0] - 1e-9).mean())


def _apart(one: Weights, other: Weights) -> float:
    """How much two weightings differ, at BM25 scores that candidates have."""
    signals = Signals.of(np.zeros(6), np.tile([5.0, 15.0, 30.0], 2), np.repeat([False, True], 3))
    return float(np.abs(blended(signals, one) - blended(signals, other)).sum())


def _pool(judged: Sequence[Judged]) -> Pool:
    return pooled([one.signals for one in judged], [one.wanted for one in judged])


def _mean(values: Sequence[float] | Accuracies) -> float:
    return float(np.mean(values)) if len(values) else 0.0
