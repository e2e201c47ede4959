"""The one facade: put entries in, ask for answers."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from matching import text as texts_
from matching.calibrate import Calibration, calibration_for
from matching.dense import FaissIndex, Keys, Mask, Scores, VectorIndex
from matching.encoders.base import Encoder, Matrix
from matching.entry import Entry
from matching.explain import Explanation, Question, explain
from matching.facets import FacetTable
from matching.fusion import Signals, blended
from matching.lexical import LexicalIndex, Terms, best
from matching.locks import ReadWriteLock

DEPTH = 128
KIND = "kind"
LANGUAGE = "language"
_QUERY_CHARACTERS = 20_000

Filters: TypeAlias = Mapping[str, Collection[str]]
Vector: TypeAlias = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer: ``score`` from 0 to 100, ``raw`` the fused score it stands for.

    ``dense`` is the cosine, ``coverage`` the share of the query's words found (weighted by how
    rare they are), 0 to 1; ``foreign`` tells that it is in another language than the query.
    """

    id: int
    kind: str
    score: float
    raw: float
    dense: float
    coverage: float
    foreign: bool = False


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


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as the indexes take it."""

    vector: Vector
    terms: Terms
    lang: str


def foreign_to(asked: str, given: Sequence[str]) -> Mask:
    """For each language given, whether both are known and differ."""
    home = {asked, ""} if asked else set(given)
    return np.array([lang not in home for lang in given], np.bool_)


def _read(query: str) -> tuple[Terms, str]:
    """A query's terms and language."""
    text = query.strip()[:_QUERY_CHARACTERS]
    return Terms.of(text), texts_.language(text)


def without_each(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The sum of the rows, and then the sum without the first, the second and so on."""
    whole = rows.sum(axis=0)
    return np.concatenate([whole[None], whole - rows])


class Matcher:
    """Searches entries by meaning and by words. Many threads may read while one writes.

    :param encoder: encodes queries; entries must have been built with the same fingerprint
    :param calibration: floor and scale; by default the packaged one of the encoder's fingerprint. The
        attribute may be replaced at any time: each search uses one from its beginning to its end
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
        self._langs: list[str] = []

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
        self._langs.append(entry.lang)
        self._key_of[entry.id] = key
        self._put_facets(key, entry.facets)
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
                self._put_facets(key, facets)

    def _put_facets(self, key: int, facets: Mapping[str, Collection[str]]) -> None:
        self._facets.put(key, {**facets, KIND: {self._kinds[key]}, LANGUAGE: {self._langs[key]}})

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
        if not any(character.isalnum() for character in query):
            return NOTHING
        return self._answer(self._asked(query), kinds, filters, only, exclude, limit)

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
        asked = Asked(entry.query, entry.terms, entry.lang)
        return self._answer(asked, kinds, filters, only, without, limit)

    def reasons(
        self, query: str, documents: Sequence[str], *, given: Sequence[Matrix] | None = None, most_pairs: int = 3
    ) -> list[Explanation]:
        """Why each of the documents answers ``query``: quick, for a page of matches.

        :param given: the documents' ``sentence_vectors`` where they were kept; then nothing but the query is encoded
        """
        question, words = Question.of(query, self.encoder), self._worth(*_read(query))
        rows = [None] * len(documents) if given is None else given
        return [
            explain(question, document, self.encoder, most_pairs, given=kept, words=partial(words, document))
            for document, kept in zip(documents, rows, strict=True)
        ]

    def signals(self, entry: Entry, ids: Iterable[int]) -> tuple[list[int], Signals]:
        """What is known of ``ids`` as answers to ``entry``, which need not be indexed itself: for learning from labels.

        :return: those of ``ids`` that are indexed, and their signals in the same order
        """
        with self._lock.reading():
            there = [one for one in ids if one in self._key_of]
            asked = Asked(entry.query, entry.terms, entry.lang)
            keys = np.array(self._keys_of(there), np.int64)
            return there, self._signals(asked, keys, *self._words.scores(asked.terms))

    def explain(self, query: str, document: str, most_pairs: int = 3) -> Explanation:
        """Why ``document`` answers ``query``, each quoted sentence with its measured share.

        Judges the document again without each of its likeliest sentences, which costs an encoding
        each: for the worker, or for the one match somebody opened.
        """
        asked = self._asked(query)

        lang = texts_.language(document)

        def score(texts: Sequence[str]) -> list[float]:
            return self._judged(asked, texts, lang)

        words = partial(self._worth(asked.terms, asked.lang), document)
        floor = self.calibration.floor
        return explain(query, document, self.encoder, most_pairs, words=words, score=score, floor=floor)

    def _worth(self, terms: Terms, lang: str) -> Callable[[str, Sequence[Terms]], list[float]]:
        """What words add to a document's raw score, whole and without each sentence, see ``explain.Words``."""
        with self._lock.reading():
            weights = self._words.weights(terms)

        def worth(document: str, sentences: Sequence[Terms]) -> list[float]:
            each = np.stack([sentence.counts_of(terms) for sentence in sentences])
            lengths = np.array([sentence.length for sentence in sentences])
            with self._lock.reading():
                words = self._words.judged(weights, without_each(each), without_each(lengths))
            abroad = np.repeat(foreign_to(lang, [texts_.language(document)]), len(words))
            signals = Signals(np.zeros(len(words)), words, abroad, 0.0)
            return list(blended(signals, self.calibration.weights).tolist())

        return worth

    def raw_scores(self, query: str, texts: Sequence[str], lang: str | None = None) -> list[float]:
        """Raw scores of texts that need not be indexed, as :meth:`search` would give them.

        :param lang: the language of all of them, where they are parts of one text; by default of each its own
        """
        return self._judged(self._asked(query), texts, lang)

    def _judged(self, asked: Asked, texts: Sequence[str], lang: str | None) -> list[float]:
        windows = self.encoder.encode_documents(texts)
        with self._lock.reading():
            words = [self._words.score_of(asked.terms, Terms.of(text)) for text in texts]
        signals = Signals(
            np.array([float((rows @ asked.vector).max()) for rows in windows]),
            np.array(words),
            foreign_to(asked.lang, [texts_.language(text) if lang is None else lang for text in texts]),
            0.0,
        )
        return [float(raw) for raw in blended(signals, self.calibration.weights)]

    def _asked(self, query: str) -> Asked:
        vector = self.encoder.encode_queries([query.strip()[:_QUERY_CHARACTERS]])[0]
        return Asked(vector, *_read(query))

    def _answer(
        self,
        asked: Asked,
        kinds: Collection[str] | None,
        filters: Filters | None,
        only: Collection[int] | None,
        exclude: Collection[int],
        limit: int,
    ) -> Answer:
        calibration = self.calibration  # a new one may be put in its place meanwhile
        with self._lock.reading():
            allowed = self._allowed(kinds, filters, only)
            without = np.array(self._keys_of(exclude), np.int64)
            hits = self._ranked(calibration, asked, allowed, without, limit)
        above = [hit for hit in hits if hit.raw >= calibration.floor]
        below = hits[len(above) :]
        return Answer(tuple(above[:limit]), tuple(below[:limit]))

    def _allowed(
        self,
        kinds: Collection[str] | None,
        filters: Filters | None,
        only: Collection[int] | None,
    ) -> Mask | None:
        size = len(self._ids)
        wanted = dict(filters or {}) | ({KIND: kinds} if kinds is not None else {})
        mask = self._facets.mask(wanted, size)
        if only is not None:
            chosen = np.zeros(size, np.bool_)
            chosen[self._keys_of(only)] = True
            mask = chosen if mask is None else mask & chosen
        return mask

    def _abroad(self, lang: str, allowed: Mask | None) -> Mask | None:
        """The allowed entries in another language than the query's; ``None`` where there are none at all."""
        given = self._facets.values(LANGUAGE)
        others = [other for other, is_foreign in zip(given, foreign_to(lang, given), strict=True) if is_foreign]
        if not others:
            return None
        mask = self._facets.mask({LANGUAGE: others}, len(self._ids))
        return mask if allowed is None or mask is None else mask & allowed

    def _keys_of(self, ids: Collection[int]) -> list[int]:
        return [self._key_of[one] for one in ids if one in self._key_of]

    def _ranked(
        self, calibration: Calibration, asked: Asked, allowed: Mask | None, without: Keys, limit: int
    ) -> list[Hit]:
        # a few keys to leave out are fetched and dropped: a mask would slow the whole search down
        depth = max(DEPTH, 2 * limit) + len(without)
        near, _ = self._vectors.search(asked.vector, depth, allowed)
        abroad = self._abroad(asked.lang, allowed) if calibration.weights.abroad else None
        if abroad is not None:
            # what they gain comes after this search, in which the nearer home would leave them no place
            near = np.union1d(near, self._vectors.search(asked.vector, depth, abroad)[0])
        words, mass = self._words.scores(asked.terms)
        wordy, _ = best(words, depth, allowed)
        keys: Keys = np.union1d(near, wordy)
        if len(without):
            keys = np.setdiff1d(keys, without, assume_unique=True)
        if not len(keys):
            return []
        signals = self._signals(asked, keys, words, mass)
        raw = blended(signals, calibration.weights)
        order = np.lexsort((keys, -raw))[: 2 * limit]
        columns = (raw, signals.dense, signals.coverage, signals.foreign)
        return self._hits(calibration, keys[order], *(column[order] for column in columns))

    def _signals(self, asked: Asked, keys: Keys, words: Scores, mass: float) -> Signals:
        return Signals(
            self._vectors.scores(asked.vector, keys).astype(np.float64),
            words[keys].astype(np.float64),
            foreign_to(asked.lang, [self._langs[key] for key in keys.tolist()]),
            mass,
        )

    def _hits(self, calibration: Calibration, keys: Keys, *columns: npt.NDArray[Any]) -> list[Hit]:
        raws, dense, coverage, abroad = (column.tolist() for column in columns)
        scores = calibration.scores(raws)
        places = zip(keys.tolist(), scores, raws, dense, coverage, abroad, strict=True)
        return [Hit(self._ids[key], self._kinds[key], *figures) for key, *figures in places]
