"""How alike a question and the titles of what is indexed are, by their words."""

import numpy as np
import numpy.typing as npt

from matching import text as texts_
from matching.dense import Keys
from matching.fusion import Values
from matching.lexical import Terms, term_hash

Hashes = npt.NDArray[np.uint64]


class Titles:
    """The title of each key. Keys come one after another and are never used again.

    A title is read when it is first compared: most never are.
    """

    def __init__(self) -> None:
        self._titles: list[str | Hashes] = []

    def add(self, title: str) -> None:
        self._titles.append(title)

    def drop(self, key: int) -> None:
        self._titles[key] = ""

    def alike(self, query: Terms, keys: Keys) -> Values:
        """Twice the terms in common as a share of the terms of both (Dice), 0 to 1; 0 without a title."""
        found = np.zeros(len(keys))
        given = [self._terms(key) for key in keys.tolist()]
        sizes = np.array([len(one) for one in given], np.int64)
        titled = np.flatnonzero(sizes)
        if len(titled) and len(query.hashes):
            terms = np.concatenate(given)
            at = np.minimum(np.searchsorted(query.hashes, terms), len(query.hashes) - 1)
            starts = np.append(0, np.cumsum(sizes))[titled]
            common = np.add.reduceat(query.hashes[at] == terms, starts, dtype=np.float64)
            found[titled] = 2 * common / (len(query.hashes) + sizes[titled])
        return found

    def _terms(self, key: int) -> Hashes:
        title = self._titles[key]
        if isinstance(title, str):
            title = np.array([term_hash(term) for term in set(texts_.terms(title))], np.uint64)
            self._titles[key] = title
        return title
