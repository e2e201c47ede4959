"""Learning from people: shortlisted and dismissed matches move the weights and the floor, or are refused.

A label is a query with candidates that people judged. New weights are chosen on the labels. They are kept only if they
are better on queries of the labels that they were not chosen on, better on a frozen set that never trains, and both
together are more than chance would give. The calibration before stays with whoever called, to go back to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import numpy as np
import numpy.typing as npt

from matching.calibrate import Calibration
from matching.floors import LEAST_FOREIGN, Pool, pooled, recalibrated
from matching.fusion import Signals, Weights, blended

LEAST_LABELS = 30
"""Judged candidates below which nothing is learnt."""
LEAST_COMPARED = 5
"""Queries with both kinds of candidates, below which neither side can tell better from chance."""
LEAST_GAIN = 0.005
"""Pairwise accuracy by which new weights must be better, both held out and on the frozen set."""
MOST_CHANCE = 0.002
"""How probable such gains may be at most if there were nothing to learn. Held-out gains lean on one another, so this
is strict: of 600 simulated curators who threw dice at 300 labels each, three were believed at 0.003."""
MOST_CHANCE_HELD_OUT = 0.02
"""The same for the held-out gains alone. Where the last weights are poor, nearly any others do better on a frozen set
that people judged well, and 13 of 40 simulated curators who threw dice were believed for its sake; with this, none."""
FOLDS = 5
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
    NOT_HOLDING = "not_holding"
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
    :param tried: the best that the labels could suggest
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
    offered = _offered(comparable, last.weights)
    found = np.array([accuracies(comparable, weights) for weights in offered])
    chosen = _chosen(found)
    outcome = _outcome(found, offered, chosen, frozen)
    tried = recalibrated(home or last, offered[chosen], _pool(labels), _pool(frozen))
    after = _mean(accuracies(frozen, tried.weights))
    return Lesson(tried if outcome is Outcome.BETTER else last, tried, outcome, before, after)


def _outcome(found: Accuracies, offered: Sequence[Weights], chosen: int, frozen: Sequence[Judged]) -> Outcome:
    if chosen == 0:
        return Outcome.NOTHING_BETTER
    held_out = _held_out(found) - found[0]
    unseen = accuracies(frozen, offered[chosen]) - accuracies(frozen, offered[0])
    if held_out.mean() < LEAST_GAIN:
        return Outcome.NOT_HOLDING
    if unseen.mean() < LEAST_GAIN:
        return Outcome.NOT_BETTER
    sure = chance(held_out) <= MOST_CHANCE_HELD_OUT and chance(np.concatenate([held_out, unseen])) <= MOST_CHANCE
    return Outcome.BETTER if sure else Outcome.MAY_BE_CHANCE


def chance(gains: Accuracies, rounds: int = 10_000, seed: int = 0) -> float:
    """How often gains of these sizes would come to as much if each were as likely a loss (sign-flip test)."""
    flips = np.random.default_rng(seed).integers(0, 2, (rounds, len(gains)), np.int8).astype(np.float32) * 2 - 1
    return float((flips @ gains >= gains.sum() - 1e-9).mean())


def accuracies(judged: Sequence[Judged], weights: Weights) -> Accuracies:
    """For each query with both kinds of candidates, the share of pairs in the right order; ties count half."""
    return np.array([_accuracy(one, weights) for one in judged if one.comparable])


def _accuracy(one: Judged, weights: Weights) -> float:
    raw, wanted = blended(one.signals, weights), np.array(one.wanted)
    difference = raw[wanted][:, None] - raw[~wanted][None]
    return float(((difference > 0) + 0.5 * (difference == 0)).mean())


def _offered(labels: Sequence[Judged], last: Weights) -> list[Weights]:
    """The last weights and those to try, nearest first, so that of equals the nearest is chosen. What counts between
    two languages stays where too few labels cross them."""
    foreign = _FOREIGN if sum(int(one.signals.foreign.sum()) for one in labels) >= LEAST_FOREIGN else (last.foreign,)
    offered = (Weights(*values) for values in product(_LEXICAL, _HALF, foreign))
    return [last, *sorted(offered, key=lambda weights: _apart(weights, last))]


def _chosen(found: Accuracies) -> int:
    """The row of the weights that order these queries best, the first of equals."""
    return int(found.mean(axis=1).round(9).argmax())


def _held_out(found: Accuracies) -> Accuracies:
    """The accuracy of each query under weights chosen without its fold."""
    folds = np.arange(found.shape[1]) % FOLDS
    chosen = np.array([_chosen(found[:, folds != fold]) for fold in range(FOLDS)])
    return np.asarray(found[chosen[folds], np.arange(found.shape[1])])


def _apart(one: Weights, other: Weights) -> float:
    """How much two weightings differ, at BM25 scores that candidates have."""
    signals = Signals(np.zeros(6), np.tile([5.0, 15.0, 30.0], 2), np.repeat([False, True], 3), 1.0)
    return float(np.abs(blended(signals, one) - blended(signals, other)).sum())


def _pool(judged: Sequence[Judged]) -> Pool:
    return pooled([one.signals for one in judged], [one.wanted for one in judged])


def _mean(values: Sequence[float] | Accuracies) -> float:
    return float(np.mean(values)) if len(values) else 0.0
