"""How good a ranking is, and whether one is better than another. Pure functions."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain, gain 2^grade - 1; 0 without a relevant document."""
    gains = [2 ** grades.get(document, 0) - 1 for document in ranked[:depth]]
    ideal = sorted((2**grade - 1 for grade in grades.values()), reverse=True)[:depth]
    best = _discounted(ideal)
    return _discounted(gains) / best if best else 0.0


def _discounted(gains: Sequence[int]) -> float:
    return float(sum(gain / np.log2(rank + 2) for rank, gain in enumerate(gains)))


def recall(ranked: Sequence[str], grades: Mapping[str, int], depth: int = 100) -> float:
    """The share of the relevant documents found; 0 without any."""
    wanted = {document for document, grade in grades.items() if grade > 0}
    return len(wanted.intersection(ranked[:depth])) / len(wanted) if wanted else 0.0


def bootstrap(
    ours: npt.NDArray[np.float64], theirs: npt.NDArray[np.float64], rounds: int = 2_000, seed: int = 0
) -> tuple[float, float, float]:
    """Mean difference and its 95 % interval: (mean, lower, upper), queries drawn in pairs."""
    difference = ours - theirs
    if not len(difference):
        return 0.0, 0.0, 0.0
    draws = np.random.default_rng(seed).integers(0, len(difference), (rounds, len(difference)))
    means = difference[draws].mean(axis=1)
    lower, upper = np.quantile(means, [0.025, 0.975])
    return float(difference.mean()), float(lower), float(upper)
