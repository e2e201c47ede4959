"""Fusing a list by meaning and a list by words. Pure functions: nothing here knows an index."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a query's candidates. The arrays run parallel, one value a candidate.

    ``dense`` is the cosine to the nearest window, ``lexical`` the BM25 score (0 when no term is
    shared), ``mass`` the sum of the query's idf: no document can cover more.
    """

    dense: Values
    lexical: Values
    mass: float

    @property
    def coverage(self) -> Values:
        """The share of the query's idf a candidate's BM25 reaches, from 0 to 1."""
        return np.clip(self.lexical / max(self.mass, 1e-9), 0.0, 1.0)


def reciprocal_ranks(lists: Sequence[Sequence[int]], k: int = 60) -> dict[int, float]:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): the sum of 1 / (k + rank)."""
    fused: dict[int, float] = {}
    for ranked in lists:
        for rank, key in enumerate(ranked, start=1):
            fused[key] = fused.get(key, 0.0) + 1 / (k + rank)
    return fused


def standardised(values: Values) -> Values:
    """Mean 0 and deviation 1; all zeros where the values do not differ."""
    deviation = values.std() if len(values) else 0.0
    if deviation < 1e-9:
        return np.zeros_like(values)
    return np.asarray((values - values.mean()) / deviation)


def mixed(dense: Values, lexical: Values, weight: float) -> Values:
    """``weight`` of standardised dense and the rest of standardised lexical."""
    return weight * standardised(dense) + (1 - weight) * standardised(lexical)


def covered(signals: Signals, weight: float) -> Values:
    """Cosine plus ``weight`` times coverage.

    Both are on absolute scales, so that the sum can be held against a floor. Across languages
    nothing is covered and the vectors decide alone.
    """
    return signals.dense + weight * signals.coverage
