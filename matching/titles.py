"""How alike a question and the titles of what is indexed are, by their words."""

import numpy as np
import numpy.typing as npt

from matching.dense import Keys
from matching.fusion import Values
from matching.lexical import Terms


class Titles:
    """The terms of each key's title. Keys come one after another and are never used again."""

    def __init__(self) -> None:
        self._terms: list[npt.NDArray[np.uint64]] = []

    def add(self, title: Terms) -> None:
        self._terms.append(title.hashes)

    def drop(self, key: int) -> None:
        self._terms[key] = _NOTHING

    def alike(self, query: Terms, keys: Keys) -> Values:
        """Twice the terms in common as a share of the terms of both (Dice), 0 to 1; 0 without a title."""
        found = np.zeros(len(keys))
        given = [self._terms[key] for key in keys.tolist()]
        sizes = np.array([len(one) for one in given], np.int64)
        titled = np.flatnonzero(sizes)
        if len(titled) and len(query.hashes):
            terms = np.concatenate(given)
            at = np.minimum(np.searchsorted(query.hashes, terms), len(query.hashes) - 1)
            starts = np.append(0, np.cumsum(sizes))[titled]
            common = np.add.reduceat(query.hashes[at] == terms, starts, dtype=np.float64)
            found[titled] = 2 * common / (len(query.hashes) + sizes[titled])
        return found


_NOTHING = np.zeros(0, np.uint64)
