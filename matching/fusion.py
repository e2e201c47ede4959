"""Fusing a list by meaning and a list by words. Pure functions: nothing here knows an index."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]

RIVAL = 10
"""The hit whose raw score tells how many compete: what is right stands out from it, what is merely near does not."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a query's candidates. The arrays run parallel, one value a candidate.

    ``dense`` is the cosine to the nearest window, ``lexical`` the BM25 score (0 when no term is
    shared), ``foreign`` whether a candidate is in another language than the query, ``title`` how alike
    the words of query and title are (Dice, 0 to 1), ``said`` what share of the query's words a candidate
    says (by their rarity; between two languages, of what they are called in the other one). The same for
    all candidates of a query: ``length`` is how many different terms it has, ``rival`` the raw score of the
    tenth best of all there are.
    """

    dense: Values
    lexical: Values
    foreign: npt.NDArray[np.bool_]
    title: Values
    said: Values
    length: Values
    rival: Values

    @classmethod
    def of(
        cls,
        dense: Values,
        lexical: Values | float = 0.0,
        foreign: npt.NDArray[np.bool_] | bool = False,
        title: Values | float = 0.0,
        said: Values | float = 0.0,
        length: float = 1.0,
        rival: float = -np.inf,
    ) -> "Signals":
        """One value for all where only one is given."""
        size = len(dense)
        columns = (np.broadcast_to(np.asarray(one, np.float64), size) for one in (lexical, title, said, length, rival))
        words, *others = columns
        return cls(dense, words, np.broadcast_to(np.asarray(foreign, np.bool_), size), *others)

    @classmethod
    def joined(cls, parts: Sequence["Signals"]) -> "Signals":
        """The candidates of many queries, laid together."""
        empty = cls.of(np.zeros(0))
        return cls(*(np.concatenate([getattr(one, field.name) for one in (empty, *parts)]) for field in fields(cls)))

    def at(self, places: npt.NDArray[Any]) -> "Signals":
        """Some of the candidates, by a mask or by their places."""
        return Signals(*(getattr(self, field.name)[places] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Weights:
    """How much words add to meaning, and what a lead is worth.

    :param lexical: what a document with all the right words gains, on the scale of the cosine
    :param half: the BM25 score that earns half of it
    :param foreign: the share of it that counts between two languages, where the words in common are
        names and codes, or chance
    :param abroad: by which share the cosine of a document in another language than the query counts for more:
        for the same meaning the vectors of two languages lie farther apart
    :param title: what a document gains whose title has the words of the query and no others
    :param said: what a document gains that says all that the query says
    :param lead: what a hit's lead over the tenth adds to its standing
    :param quiet: the raw score that the tenth is taken to have where it has less, or there is none
    """

    lexical: float = 0.25
    half: float = 10.0
    foreign: float = 0.5
    abroad: float = 0.0
    title: float = 0.0
    said: float = 0.0
    lead: float = 0.0
    quiet: float = 0.0

    def __post_init__(self) -> None:
        if (
            min(self.lexical, self.abroad, self.title, self.said, self.lead) < 0
            or self.half <= 0
            or not 0 <= self.foreign <= 1
        ):
            raise ValueError("Weights are not negative, and the half point lies above zero.")


def blended(signals: Signals, weights: Weights) -> Values:
    """Cosine, a saturating share of BM25, what the title says, and how much of the query is said: the raw score, by which
    hits are ordered.

    All are on absolute scales, so that one strong list cannot be drowned by the other's noise: a list
    that found nothing adds nothing. Rising in each.
    """
    meaning = signals.dense * np.where(signals.foreign, 1 + weights.abroad, 1.0)
    words = weights.lexical * signals.lexical / (signals.lexical + weights.half)
    words = words * np.where(signals.foreign, weights.foreign, 1.0)
    return meaning + words + weights.title * signals.title + weights.said * signals.said


def standing(signals: Signals, weights: Weights) -> Values:
    """The raw score and how far it lies above the tenth: what floors and scores are made from.

    Of two hits of one question the one with the higher raw score stands higher.
    """
    raw = blended(signals, weights)
    return raw + weights.lead * (raw - np.maximum(signals.rival, weights.quiet))


def raw_at(standing: float, weights: Weights) -> float:
    """The raw score that stands there, where hardly anything competes."""
    return (standing + weights.lead * weights.quiet) / (1 + weights.lead)


def tenth(raw: Values) -> float:
    """The raw score that tells how many compete; minus infinity where there are fewer."""
    return float(np.sort(raw)[-RIVAL]) if len(raw) >= RIVAL else -np.inf
