"""The one facade: put entries in, ask for answers."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from matching.calibrate import Calibration, calibration_for
from matching.dense import FaissIndex, Keys, Mask, VectorIndex
from matching.encoders.base import Encoder
from matching.entry import Entry
from matching.facets import FacetTable
from matching.fusion import Signals, covered
from matching.lexical import LexicalIndex, Terms, best
from matching.locks import ReadWriteLock

DEPTH = 128
KIND = "kind"
_QUERY_CHARACTERS = 20_000

Filters: TypeAlias = Mapping[str, Collection[str]]
Vector: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer: ``score`` from 0 to 100, ``raw`` the fused score it stands for.

    ``dense`` is the cosine, ``coverage`` the share of the query's words found (weighted by how
    rare they are), 0 to 1.
    """

    id: int
    kind: str
    score: float
    raw: float
    dense: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Answer:
    """``hits`` reach the floor, best first; ``below`` are the nearest that do not.

    ``no_match`` is an answer, not a failure: nothing here is good enough to be shown.
    """

    hits: tuple[Hit, ...]
    below: tuple[Hit, ...]

    @property
    def no_match(self) -> bool:
        return not self.hits


NOTHING = Answer((), ())


class Matcher:
    """Searches entries by meaning and by words. Many threads may read while one writes.

    :param encoder: encodes queries; entries must have been built with the same fingerprint
    :param calibration: floor and scale; by default the packaged one of the encoder's fingerprint
    :param index: makes the empty vector index
    """

    def __init__(
        self,
        encoder: Encoder,
        calibration: Calibration | None = None,
        index: Callable[[int], VectorIndex] = FaissIndex,
    ) -> None:
        self.encoder = encoder
        self.calibration = calibration or calibration_for(encoder.fingerprint)
        self._lock = ReadWriteLock()
        self._vectors = index(encoder.dimension)
        self._words = LexicalIndex()
        self._facets = FacetTable()
        self._key_of: dict[int, int] = {}
        self._ids: list[int] = []
        self._kinds: list[str] = []

    def __len__(self) -> int:
        return len(self._key_of)

    def __contains__(self, entry_id: int) -> bool:
        return entry_id in self._key_of

    def upsert(self, entries: Iterable[Entry]) -> None:
        """Add entries, replacing those with the same id. Give many at once: it is far cheaper."""
        fresh = {entry.id: entry for entry in entries}
        if not fresh:
            return
        with self._lock.writing():
            self._forget(fresh)
            keys = [self._new_key(entry) for entry in fresh.values()]
            windows = [entry.windows for entry in fresh.values()]
            repeated = np.repeat(np.array(keys, np.int64), [len(rows) for rows in windows])
            self._vectors.add(repeated, np.concatenate(windows))
            self._words.add(keys, [entry.terms for entry in fresh.values()])

    def _new_key(self, entry: Entry) -> int:
        key = len(self._ids)
        self._ids.append(entry.id)
        self._kinds.append(entry.kind)
        self._key_of[entry.id] = key
        self._facets.put(key, {**entry.facets, KIND: {entry.kind}})
        return key

    def remove(self, ids: Iterable[int]) -> None:
        """Take entries out; unknown ids are ignored."""
        with self._lock.writing():
            self._forget(ids)

    def _forget(self, ids: Iterable[int]) -> None:
        keys = [self._key_of.pop(one) for one in ids if one in self._key_of]
        self._vectors.remove(keys)
        self._words.remove(keys)
        for key in keys:
            self._facets.drop(key)

    def set_facets(self, entry_id: int, facets: Mapping[str, Collection[str]]) -> None:
        """Change what an entry is filtered by without touching its text; unknown ids are ignored."""
        with self._lock.writing():
            key = self._key_of.get(entry_id)
            if key is not None:
                self._facets.put(key, {**facets, KIND: {self._kinds[key]}})

    def search(
        self,
        query: str,
        *,
        kinds: Collection[str] | None = None,
        filters: Filters | None = None,
        only: Collection[int] | None = None,
        exclude: Collection[int] = (),
        limit: int = 10,
    ) -> Answer:
        """The best entries for a text in words.

        :param kinds: only these kinds
        :param filters: facet to values, any of the values, all of the facets
        :param only: only these ids
        :param exclude: not these ids
        :param limit: at most so many hits, and at most so many below the floor
        """
        text = query.strip()[:_QUERY_CHARACTERS]
        if not any(character.isalnum() for character in text):
            return NOTHING
        vector = self.encoder.encode_queries([text])[0]
        return self._answer(vector, Terms.of(text), kinds, filters, only, exclude, limit)

    def search_entry(
        self,
        entry: Entry,
        *,
        kinds: Collection[str] | None = None,
        filters: Filters | None = None,
        only: Collection[int] | None = None,
        exclude: Collection[int] = (),
        limit: int = 10,
    ) -> Answer:
        """The best other entries for an entry: needs for a supply, supply for a need. Encodes nothing."""
        without = {*exclude, entry.id}
        return self._answer(entry.query, entry.terms, kinds, filters, only, without, limit)

    def _answer(
        self,
        vector: Vector,
        terms: Terms,
        kinds: Collection[str] | None,
        filters: Filters | None,
        only: Collection[int] | None,
        exclude: Collection[int],
        limit: int,
    ) -> Answer:
        with self._lock.reading():
            allowed = self._allowed(kinds, filters, only, exclude)
            hits = self._ranked(vector, terms, allowed, limit)
        above = [hit for hit in hits if hit.raw >= self.calibration.floor]
        below = [hit for hit in hits if hit.raw < self.calibration.floor]
        return Answer(tuple(above[:limit]), tuple(below[:limit]))

    def _allowed(
        self,
        kinds: Collection[str] | None,
        filters: Filters | None,
        only: Collection[int] | None,
        exclude: Collection[int],
    ) -> Mask | None:
        size = len(self._ids)
        wanted = dict(filters or {}) | ({KIND: kinds} if kinds is not None else {})
        mask = self._facets.mask(wanted, size)
        if only is not None:
            chosen = np.zeros(size, np.bool_)
            chosen[self._keys_of(only)] = True
            mask = chosen if mask is None else mask & chosen
        without = self._keys_of(exclude)
        if without:
            mask = np.ones(size, np.bool_) if mask is None else mask
            mask[without] = False
        return mask

    def _keys_of(self, ids: Collection[int]) -> list[int]:
        return [self._key_of[one] for one in ids if one in self._key_of]

    def _ranked(self, vector: Vector, terms: Terms, allowed: Mask | None, limit: int) -> list[Hit]:
        depth = max(DEPTH, 2 * limit)
        near, _ = self._vectors.search(vector, depth, allowed)
        words, mass = self._words.scores(terms)
        wordy, _ = best(words, depth, allowed)
        keys: Keys = np.union1d(near, wordy)
        if not len(keys):
            return []
        signals = Signals(
            self._vectors.scores(vector, keys).astype(np.float64),
            words[keys].astype(np.float64),
            mass,
        )
        raw = covered(signals, self.calibration.lexical_weight)
        order = np.lexsort((keys, -raw))
        return [self._hit(int(keys[at]), at, signals, float(raw[at])) for at in order.tolist()]

    def _hit(self, key: int, at: int, signals: Signals, raw: float) -> Hit:
        return Hit(
            id=self._ids[key],
            kind=self._kinds[key],
            score=self.calibration.score(raw),
            raw=raw,
            dense=float(signals.dense[at]),
            coverage=float(signals.coverage[at]),
        )
