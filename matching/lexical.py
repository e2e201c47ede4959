"""BM25 over hashed terms, in numpy, incremental: segments of postings that merge as they grow.

A term is its 64-bit hash, so that neither vocabulary nor strings are kept, and a document's terms
are two small arrays that can be stored as bytes and loaded without being built again.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from matching import text as texts_
from matching.dense import Keys, Mask, Scores

Weights: TypeAlias = npt.NDArray[np.float64]
Counts: TypeAlias = npt.NDArray[np.int64]

K1 = 1.2
B = 0.75
_MOST_SEGMENTS = 6


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one text: ``hashes`` (uint64, rising, distinct) and ``counts`` (uint16)."""

    hashes: npt.NDArray[np.uint64]
    counts: npt.NDArray[np.uint16]

    @classmethod
    def of(cls, text: str) -> "Terms":
        """The terms of a text; of a list of texts joined by lines, the terms of all."""
        return cls.counted(Counter(texts_.terms(text)))

    @classmethod
    def counted(cls, counts: Counter[str]) -> "Terms":
        hashed = Counter[int]()
        for term, count in counts.items():
            hashed[term_hash(term)] += count
        rising = sorted(hashed)
        return cls(
            np.array(rising, np.uint64),
            np.array([min(hashed[term], 65_535) for term in rising], np.uint16),
        )

    @property
    def length(self) -> int:
        return int(self.counts.sum(dtype=np.int64))

    def counts_of(self, query: "Terms") -> npt.NDArray[np.int64]:
        """How often each of the query's terms is here, in the query's order."""
        counts = np.zeros(len(query.hashes), np.int64)
        _, theirs, mine = np.intersect1d(query.hashes, self.hashes, assume_unique=True, return_indices=True)
        counts[theirs] = self.counts[mine]
        return counts

    def to_bytes(self) -> bytes:
        return self.hashes.astype("<u8").tobytes() + self.counts.astype("<u2").tobytes()

    @classmethod
    def from_bytes(cls, body: bytes) -> "Terms":
        """Undo :meth:`to_bytes`.

        :raises ValueError: when the bytes are not of that form
        """
        if len(body) % 10:
            raise ValueError("These bytes are not stored terms.")
        count = len(body) // 10
        return cls(
            np.frombuffer(body, "<u8", count).astype(np.uint64, copy=False),
            np.frombuffer(body, "<u2", count, offset=count * 8).astype(np.uint16, copy=False),
        )


@dataclass(frozen=True, slots=True)
class Heard:
    """What documents say of a query, by key: BM25, and of each part of the query the share that is said, 0 to 1."""

    scores: npt.NDArray[Any]
    shares: tuple[npt.NDArray[Any], ...]

    def at(self, keys: npt.NDArray[Any]) -> "Heard":
        return Heard(self.scores[keys], tuple(share[keys] for share in self.shares))


@dataclass(frozen=True, slots=True)
class Outside:
    """How texts that are not indexed are judged by their words: as if they were, and nothing else were changed."""

    query: Terms
    weights: Weights
    shares: tuple[Weights, ...]
    k1: float
    b: float
    mean_length: float

    def heard(self, counts: Counts, lengths: Counts) -> Heard:
        """What texts say of the query, by their place.

        :param counts: how often each text has each of the query's terms, ``[texts, terms]``
        :param lengths: how many terms each text has, ``[texts]``
        """
        norms = self.k1 * (1 - self.b + self.b * lengths / self.mean_length)
        scores = (self.weights * counts * (self.k1 + 1) / (counts + norms[:, None])).sum(axis=1)
        return Heard(scores, tuple((counts > 0) @ share for share in self.shares))

    def texts(self, texts: Sequence[Terms]) -> Heard:
        counts = np.array([text.counts_of(self.query) for text in texts], np.int64).reshape(len(texts), -1)
        return self.heard(counts, np.array([text.length for text in texts], np.int64))


def among(hashes: npt.NDArray[np.uint64], rising: npt.NDArray[np.uint64]) -> Mask:
    """Which of the hashes are among others that rise, in a fifth of the time of ``np.isin``."""
    if not len(rising):
        return np.zeros(len(hashes), np.bool_)
    return np.asarray(rising[np.minimum(np.searchsorted(rising, hashes), len(rising) - 1)] == hashes)


def share_of(weights: Weights, part: Mask) -> Weights:
    """What each term is of the weight of a part of the query."""
    of_part = np.where(part, weights, 0.0)
    return np.asarray(of_part / max(of_part.sum(), 1e-9))


@lru_cache(maxsize=1 << 16)
def term_hash(term: str) -> int:
    """64 bits of a term, the same in every process."""
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), "little")


@dataclass(frozen=True, slots=True)
class _Segment:
    """Postings sorted by term: ``keys[starts[i]:starts[i + 1]]`` hold ``terms[i]``."""

    terms: npt.NDArray[np.uint64]
    starts: npt.NDArray[np.int64]
    keys: npt.NDArray[np.int32]
    counts: npt.NDArray[np.uint16]

    @classmethod
    def sorted(
        cls,
        terms: npt.NDArray[np.uint64],
        keys: npt.NDArray[np.int32],
        counts: npt.NDArray[np.uint16],
    ) -> "_Segment":
        order = np.argsort(terms, kind="stable")
        distinct, starts = np.unique(terms[order], return_index=True)
        return cls(distinct, np.append(starts, len(terms)), keys[order], counts[order])

    @classmethod
    def joined(cls, older: "_Segment", newer: "_Segment") -> "_Segment":
        """Both as one; nothing is sorted again, since of each term it is known where its postings go."""
        terms = np.union1d(older.terms, newer.terms)
        places = [np.searchsorted(terms, segment.terms) for segment in (older, newer)]
        sizes = np.zeros((2, len(terms)), np.int64)
        for row, place, segment in zip(sizes, places, (older, newer), strict=True):
            row[place] = np.diff(segment.starts)
        starts = np.append(0, np.cumsum(sizes.sum(axis=0)))
        keys, counts = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.uint16)
        begins = (starts[:-1], starts[:-1] + sizes[0])
        for begin, place, segment in zip(begins, places, (older, newer), strict=True):
            rows = np.arange(len(segment.keys)) + np.repeat(begin[place] - segment.starts[:-1], np.diff(segment.starts))
            keys[rows], counts[rows] = segment.keys, segment.counts
        return cls(terms, starts, keys, counts)

    def only(self, alive: Mask) -> "_Segment":
        """Without the postings of documents that are gone."""
        living = alive[self.keys]
        if living.all():
            return self
        starts = np.append(0, np.cumsum(living))[self.starts]
        some = np.diff(starts) > 0
        return _Segment(
            self.terms[some], np.append(starts[:-1][some], starts[-1]), self.keys[living], self.counts[living]
        )

    def postings(
        self, terms: npt.NDArray[np.uint64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.uint16]]:
        """All postings of some terms: place of the term among those asked for, key, count."""
        at = np.minimum(np.searchsorted(self.terms, terms), len(self.terms) - 1)
        places = np.flatnonzero(self.terms[at] == terms)
        starts = self.starts[at[places]]
        sizes = self.starts[at[places] + 1] - starts
        ends = np.cumsum(sizes)
        rows = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + sizes, sizes)
        return np.repeat(places, sizes), self.keys[rows], self.counts[rows]


class LexicalIndex:
    """BM25 (Robertson's, idf = ln(1 + (N - df + 0.5) / (df + 0.5))) that can be added to and removed from.

    Document numbers, lengths and frequencies are those of the living documents, exactly, whatever
    the order of changes. Keys are small non-negative integers, as in ``VectorIndex``.
    """

    def __init__(self, k1: float = K1, b: float = B) -> None:
        self._k1 = k1
        self._b = b
        self._segments: list[_Segment] = []
        self._alive: Mask = np.zeros(0, np.bool_)
        self._lengths: npt.NDArray[np.float32] = np.zeros(0, np.float32)
        self._norms_kept: npt.NDArray[np.float32] | None = None
        self._dead = False  # whether some posting may belong to a removed document
        self.size = 0
        self._total_length = 0

    def add(self, keys: Sequence[int], documents: Sequence[Terms]) -> None:
        """Add documents under keys that were never used before (a changed text gets a new key)."""
        if not keys:
            return
        self._grow(max(keys) + 1)
        sizes = [len(document.hashes) for document in documents]
        self._segments.append(
            _Segment.sorted(
                np.concatenate([document.hashes for document in documents]),
                np.repeat(np.array(keys, np.int32), sizes),
                np.concatenate([document.counts for document in documents]),
            )
        )
        lengths = [document.length for document in documents]
        self._lengths[list(keys)] = lengths
        self._alive[list(keys)] = True
        self.size += len(keys)
        self._total_length += sum(lengths)
        self._norms_kept = None
        self._merge()

    def remove(self, keys: Iterable[int]) -> None:
        """Forget these keys; unknown ones are ignored."""
        for key in keys:
            if key < len(self._alive) and self._alive[key]:
                self._alive[key] = False
                self.size -= 1
                self._total_length -= int(self._lengths[key])
                self._norms_kept = None
                self._dead = True

    def _grow(self, size: int) -> None:
        if size > len(self._alive):
            room = max(size, len(self._alive) * 3 // 2)
            self._alive = np.concatenate([self._alive, np.zeros(room - len(self._alive), np.bool_)])
            self._lengths = np.concatenate([self._lengths, np.zeros(room - len(self._lengths), np.float32)])

    def _merge(self) -> None:
        """Join small segments into larger ones: each posting moves a logarithmic number of times."""
        while len(self._segments) > 1 and (
            len(self._segments[-1].keys) * 4 > len(self._segments[-2].keys) or len(self._segments) > _MOST_SEGMENTS
        ):
            newer, older = (segment.only(self._alive) for segment in (self._segments.pop(), self._segments.pop()))
            self._segments.append(_Segment.joined(older, newer))

    def scores(self, query: Terms) -> Scores:
        """BM25 of every key, indexed by key, 0 where nothing matches. A term counts as often as the query has it."""
        return self.heard(query, ()).scores

    def heard(self, query: Terms, parts: Sequence[Mask]) -> "Heard":
        """BM25 of every key, and what share of each part of the query it says.

        :param parts: which of the query's terms belong to it, ``[terms]``
        """
        places, keys, counts = self._postings(query.hashes)
        weights = self._weights(query, places)
        tf = counts.astype(np.float32)
        gains = (weights * (self._k1 + 1)).astype(np.float32)[places] * tf
        gains /= tf + self._norms()[keys]
        size = len(self._alive)
        shares = [np.bincount(keys, share_of(weights, part)[places], size).astype(np.float32) for part in parts]
        return Heard(np.bincount(keys, gains, size).astype(np.float32), tuple(shares))

    def holding(self, query: Terms) -> Keys:
        """The keys that have all of the query's terms; none where it has none."""
        _, keys, _ = self._postings(query.hashes)
        return np.flatnonzero(np.bincount(keys, minlength=1) == max(len(query.hashes), 1))

    def outside(self, query: Terms, parts: Sequence[Mask]) -> "Outside":
        """For judging texts that are not indexed, with the frequencies of those that are."""
        weights = self._weights(query, self._postings(query.hashes)[0])
        shares = tuple(share_of(weights, part) for part in parts)
        return Outside(query, weights, shares, self._k1, self._b, self._mean_length())

    def _weights(self, query: Terms, places: npt.NDArray[np.int64]) -> Weights:
        df = np.bincount(places, minlength=len(query.hashes))
        return np.asarray(np.log1p((self.size - df + 0.5) / (df + 0.5)) * query.counts, np.float64)

    def _norms(self) -> npt.NDArray[np.float32]:
        """By key, what BM25 adds to a count below the line; kept until a document comes or goes."""
        norms = self._norms_kept
        if norms is None:
            share = self._lengths / self._mean_length()
            norms = np.asarray(self._k1 * (1 - self._b + self._b * share), np.float32)
            self._norms_kept = norms
        return norms

    def _mean_length(self) -> float:
        return max(self._total_length / max(self.size, 1), 1e-9)

    def _postings(
        self, terms: npt.NDArray[np.uint64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.uint16]]:
        """The living postings of all segments."""
        parts = [segment.postings(terms) for segment in self._segments if len(segment.terms)]
        if not parts:
            return np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.uint16)
        places, keys, counts = (np.concatenate(column) for column in zip(*parts, strict=True))
        if not self._dead:
            return places, keys, counts
        living = self._alive[keys]
        return places[living], keys[living], counts[living]

    def search(self, query: Terms, limit: int, allowed: Mask | None = None) -> tuple[Keys, Scores]:
        """The ``limit`` best keys with a score above zero, best first, ties by key."""
        scores = self.scores(query)
        return best(scores, limit, allowed)


def best(scores: Scores, limit: int, allowed: Mask | None = None) -> tuple[Keys, Scores]:
    """The best keys of an array of scores that are above zero and allowed."""
    if allowed is not None:
        scores = scores.copy()
        scores[: len(allowed)][~allowed[: len(scores)]] = 0
        scores[len(allowed) :] = 0
    keys = np.flatnonzero(scores > 0)
    if len(keys) > limit:
        cut = np.partition(scores[keys], -limit)[-limit]
        keys = keys[scores[keys] >= cut]
    order = np.lexsort((keys, -scores[keys]))[:limit]
    return keys[order].astype(np.int64), scores[keys[order]]
