"""Fusing a list by meaning and a list by words. Pure functions: nothing here knows an index."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a query's candidates. The arrays run parallel, one value a candidate.

    ``dense`` is the cosine to the nearest window, ``lexical`` the BM25 score (0 when no term is
    shared), ``foreign`` whether a candidate is in another language than the query, ``mass`` the sum
    of the query's idf.
    """

    dense: Values
    lexical: Values
    foreign: npt.NDArray[np.bool_]
    mass: float

    @property
    def coverage(self) -> Values:
        """BM25 as a share of the query's idf, from 0 to 1: how much of what was asked is there."""
        return np.clip(self.lexical / max(self.mass, 1e-9), 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Weights:
    """How much words add to meaning.

    :param lexical: what a document with all the right words gains, on the scale of the cosine
    :param half: the BM25 score that earns half of it
    :param foreign: the share of it that counts between two languages, where the words in common are
        names and codes, or chance
    :param abroad: what a document in another language than the query gains: for the same meaning the
        vectors of two languages lie farther apart, and without it whatever is in the query's language comes first
    """

    lexical: float = 0.25
    half: float = 10.0
    foreign: float = 0.5
    abroad: float = 0.0

    def __post_init__(self) -> None:
        if self.lexical < 0 or self.half <= 0 or not 0 <= self.foreign <= 1 or self.abroad < 0:
            raise ValueError("Weights are not negative, and the half point lies above zero.")


def blended(signals: Signals, weights: Weights) -> Values:
    """Cosine plus a saturating share of BM25, on one scale for both languages.

    Both are on absolute scales, so that the sum can be held against a floor and one strong list
    cannot be drowned by the other's noise: a list that found nothing adds nothing. Rising in both.
    """
    saturated = signals.lexical / (signals.lexical + weights.half)
    words = weights.lexical * saturated * np.where(signals.foreign, weights.foreign, 1.0)
    return signals.dense + words + weights.abroad * signals.foreign
