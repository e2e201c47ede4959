"""Learning from people: shortlisted and dismissed matches move the weights and the floor, or are refused.

A label is a query with candidates that people judged. New weights are chosen on the labels, held
against the last ones on a frozen set that never trains, kept only when they are better there, and
the calibration before stays at hand to go back to.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from matching.calibrate import Calibration
from matching.evaluate.metrics import bootstrap
from matching.fusion import Signals, Weights, blended

LEAST_GAIN = 0.001
LEAST_LABELS = 30
LOST = 0.08
_LEXICAL = (0.0, 0.1, 0.2, 0.25, 0.35, 0.5, 0.8, 1.2)
_HALF = (5.0, 10.0, 20.0, 40.0)
_FOREIGN = (0.0, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """One query's judged candidates: what was known of them, and whether people wanted each."""

    signals: Signals
    wanted: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What learning came to. ``calibration`` is the one to use from now on: new if ``kept``, else the last.

    ``before`` and ``after`` are pairwise accuracies on the frozen set: how often a wanted candidate
    stands above an unwanted one.
    """

    calibration: Calibration
    kept: bool
    before: float
    after: float
    reason: str


def learn(labels: Sequence[Judged], frozen: Sequence[Judged], last: Calibration) -> Lesson:
    """Retrain on ``labels``, compare on ``frozen``, keep the better and refuse the worse."""
    before = accuracies(frozen, last.weights)
    if sum(len(label.wanted) for label in labels) < LEAST_LABELS:
        return Lesson(last, False, _mean(before), _mean(before), f"Fewer than {LEAST_LABELS} labels.")
    weights = _chosen(labels, last.weights)
    after = accuracies(frozen, weights)
    gain, lower, _ = bootstrap(np.array(after), np.array(before))
    if gain < LEAST_GAIN or lower < 0:
        return Lesson(last, False, _mean(before), _mean(after), "Not better on the frozen set.")
    fresh = replace(last, weights=weights, floor=_floor(labels, weights, last))
    return Lesson(fresh, True, _mean(before), _mean(after), "Better on the frozen set.")


def accuracies(judged: Sequence[Judged], weights: Weights) -> list[float]:
    """For each query with both kinds of candidates, the share of pairs in the right order; ties count half."""
    found = []
    for one in judged:
        raw = blended(one.signals, weights)
        wanted = np.array(one.wanted)
        if wanted.any() and not wanted.all():
            difference = raw[wanted][:, None] - raw[~wanted][None]
            found.append(float(((difference > 0) + 0.5 * (difference == 0)).mean()))
    return found


def _chosen(labels: Sequence[Judged], last: Weights) -> Weights:
    """The weights that order the labels best; the last ones where nothing orders them better."""
    offered = [last, *(Weights(*values) for values in product(_LEXICAL, _HALF, _FOREIGN))]
    return max(offered, key=lambda weights: _mean(accuracies(labels, weights)))


def _floor(labels: Sequence[Judged], weights: Weights, last: Calibration) -> float:
    """Where the floor keeps all but a few of the wanted; unchanged when people wanted nothing."""
    raws = [
        raw for one in labels for raw, wanted in zip(blended(one.signals, weights), one.wanted, strict=True) if wanted
    ]
    return float(np.quantile(raws, LOST)) if raws else last.floor


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0
