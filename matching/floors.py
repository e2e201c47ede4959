"""Floors and scales when the weights change: carried over to the new scale, then moved by labels, with caution.

People judge what they were shown, and were shown what stood above the floor. So labels cannot tell what lies
below, and a floor set at a low quantile of what was wanted would rise with every lesson. Hence floors are carried
over from the packaged calibration each time, labels move them by ``FARTHEST`` at most, and few labels hardly.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matching.calibrate import Calibration
from matching.fusion import Signals, Values, Weights, standing

LOST = 0.08
"""The share of the wanted that may lie below a raised floor."""
FARTHEST = 0.05
"""How far labels move a floor at most."""
DOUBT = 100
"""Labels of the rarer kind with which a floor goes half of the way that they ask for."""
_STEPS = 21

Wanted = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pool:
    """Judged candidates of many queries, laid together."""

    signals: Signals
    wanted: Wanted


def pooled(signals: Sequence[Signals], wanted: Sequence[Sequence[bool]]) -> Pool:
    """One pool of all."""
    return Pool(Signals.joined(signals), np.array([one for some in wanted for one in some], np.bool_))


@dataclass(frozen=True, slots=True)
class Line:
    """A standing on one scale as a standing on another."""

    slope: float = 1.0
    start: float = 0.0

    def at(self, standing: float) -> float:
        return self.start + self.slope * standing


def equated(signals: Signals, old: Weights, new: Weights) -> Line:
    """The line that gives the candidates the same mean and deviation under both weightings (linear equating)."""
    before, after = standing(signals, old), standing(signals, new)
    if not len(before):
        return Line()
    slope = after.std() / before.std() if min(before.std(), after.std()) > 1e-9 else 1.0
    return Line(float(slope), float(after.mean() - slope * before.mean()))


def recalibrated(home: Calibration, weights: Weights, labels: Pool, frozen: Pool) -> Calibration:
    """``home`` under other weights: scores keep their meaning, the floors move together by what the labels say."""
    line = equated(labels.signals, home.weights, weights)
    longer = line.slope * home.longer
    floor = _moved(line.at(home.floor), longer, weights, labels, frozen)
    return replace(
        home,
        weights=weights,
        floor=floor,
        longer=longer,
        sure=floor + line.slope * (home.sure - home.floor),
        scale=tuple((line.at(point), score) for point, score in home.scale),
    )


def _moved(floor: float, longer: float, weights: Weights, labels: Pool, frozen: Pool) -> float:
    """The floor after the labels' say, unless the frozen set is told apart worse by it."""
    stands, unseen = (_levelled(pool.signals, longer, weights) for pool in (labels, frozen))
    rarer = min(int(labels.wanted.sum()), int((~labels.wanted).sum()))
    asked = best_floor(stands, labels.wanted, floor)
    moved = floor + (asked - floor) * rarer / (rarer + DOUBT)
    worse = separation(unseen, frozen.wanted, moved) < separation(unseen, frozen.wanted, floor)
    return floor if worse else moved


def _levelled(signals: Signals, longer: float, weights: Weights) -> Values:
    """Standings as if all questions were of one term, so that one floor is for all."""
    return standing(signals, weights) - longer * np.log2(np.maximum(signals.length, 1.0))


def best_floor(raws: Values, wanted: Wanted, floor: float) -> float:
    """Where, within ``FARTHEST`` of ``floor``, wanted and unwanted are told apart best; the nearest of equals.

    A higher floor may cost ``LOST`` of the wanted at most.
    """
    if wanted.all() or not wanted.any():
        return floor
    highest = max(floor, float(np.quantile(raws[wanted], LOST)))
    steps: list[float] = sorted(np.linspace(-FARTHEST, FARTHEST, _STEPS).tolist(), key=abs)
    offered = [floor + step for step in steps if floor + step <= highest]
    return max(offered, key=lambda one: separation(raws, wanted, one))


def separation(raws: Values, wanted: Wanted, floor: float) -> float:
    """Youden's J: the share of the wanted at or above the floor less that of the unwanted; 0 without both kinds."""
    if wanted.all() or not wanted.any():
        return 0.0
    above = raws >= floor
    return float(above[wanted].mean() - above[~wanted].mean())
