"""Near-duplicates: how alike two texts are as texts that ask for or offer the same thing."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from matching.entry import Entry
from matching.lexical import Terms

LEVEL = 0.45
WORDS = 0.2


@dataclass(frozen=True, slots=True)
class Twin:
    """Another entry and how alike it is, 0 to 1."""

    id: int
    likeness: float


def likeness(one: Entry, other: Entry) -> float:
    """0 to 1, the same both ways: nearness of meaning, and words in common."""
    meaning = float(np.clip(one.query @ other.query, 0.0, 1.0))
    return (1 - WORDS) * meaning + WORDS * overlap(one.terms, other.terms)


def overlap(one: Terms, other: Terms) -> float:
    """Shared distinct terms as a share of all, 0 to 1 (Jaccard)."""
    shared = len(np.intersect1d(one.hashes, other.hashes, assume_unique=True))
    return shared / max(len(one.hashes) + len(other.hashes) - shared, 1)


def twins(entry: Entry, others: Iterable[Entry], level: float = LEVEL) -> list[Twin]:
    """Those of ``others`` at or above the level, most alike first; never the entry itself.

    Take as ``others`` what ``Matcher.search_entry`` found of the same kind.
    """
    found = [Twin(other.id, likeness(entry, other)) for other in others if other.id != entry.id]
    return sorted((twin for twin in found if twin.likeness >= level), key=lambda twin: (-twin.likeness, twin.id))
