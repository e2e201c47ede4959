"""Nearest vectors: several a document, the best one counts; filters work inside the search."""

from collections.abc import Iterable
from typing import Any, Protocol, TypeAlias

import faiss as typed_faiss
import numpy as np
import numpy.typing as npt

from matching.encoders.base import Matrix

faiss: Any = typed_faiss  # its stubs know neither search parameters nor bitmaps as arrays

_OVERSAMPLING = 4
_NARROW = 4  # a filter that leaves less than this part of the rows is narrow
_LEARNING_ROWS = 2_000
_LEARNING_ROUNDS = 4

Keys: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Scores: TypeAlias = npt.NDArray[np.float32]


class VectorIndex(Protocol):
    """Documents by small non-negative integer keys, each with one vector or several.

    One writer at a time; the owner keeps readers away from writes.
    """

    def add(self, keys: Keys, vectors: Matrix) -> None:
        """Add vectors; a key may occur several times. A key must not be there already."""
        ...

    def remove(self, keys: Iterable[int]) -> None:
        """Forget these keys; unknown ones are ignored."""
        ...

    def search(self, query: npt.NDArray[np.float32], limit: int, allowed: Mask | None = None) -> tuple[Keys, Scores]:
        """The ``limit`` best keys and their inner products, best first, ties by key.

        A document's score is that of its best vector. ``allowed`` is indexed by key; keys beyond
        its end are not allowed.
        """
        ...

    def scores(self, query: npt.NDArray[np.float32], keys: Keys) -> Scores:
        """The inner products of these keys (best vector each); unknown keys get minus infinity."""
        ...

    def vectors(self, key: int) -> Matrix:
        """The vectors of one key, ``[0..n, dimension]``."""
        ...


class _Glance:
    """A quick first look at many vectors: every two places of a vector as one of sixteen learnt points.

    Product quantisation with four bits (Jégou, Douze and Schmid 2011; André, Kermarrec and Le
    Scouarnec 2015): a twentieth of the time of looking at all of it. Four times as many rows as
    are wanted, taken by it and judged again in full, miss next to none (README, "Speed").
    """

    def __init__(self, rows: Matrix) -> None:
        dimension = rows.shape[1]
        pieces = dimension if dimension % 2 else dimension // 2
        self._index = faiss.IndexPQFastScan(dimension, pieces, 4, faiss.METRIC_INNER_PRODUCT)
        self._index.pq.cp.niter = _LEARNING_ROUNDS
        self._index.pq.cp.min_points_per_centroid = 1
        self._index.train(rows[:: max(1, len(rows) // _LEARNING_ROWS)])
        self.add(rows)

    def add(self, rows: Matrix) -> None:
        self._index.add(rows)

    def search(self, query: Matrix, depth: int) -> Keys:
        rows = self._index.search(query, depth)[1][0]
        return np.asarray(rows[rows >= 0], np.int64)


class FaissIndex:
    """Inner products with FAISS. Removed rows are masked out and swept up now and then.

    Vectors are held in half precision, as entries are stored: half the memory, and nothing is lost twice.
    Exact below ``glance_from`` rows and under narrow filters. Else a first, coarse look chooses
    four times as many rows as are wanted, and those are judged exactly.
    """

    def __init__(self, dimension: int, glance_from: int = 5_000) -> None:
        self.dimension = dimension
        self._glance_from = glance_from
        self._clear()

    def _clear(self) -> None:
        self._index = faiss.IndexScalarQuantizer(
            self.dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        self._glance: _Glance | None = None
        self._keys: Keys = np.empty(0, np.int64)
        self._alive: Mask = np.empty(0, np.bool_)
        self._first: Keys = np.empty(0, np.int64)  # by key: its first row
        self._count: Keys = np.empty(0, np.int64)  # by key: how many rows; 0 when it is not here
        self._dead = 0

    def add(self, keys: Keys, vectors: Matrix) -> None:
        order = np.argsort(keys, kind="stable")
        keys, vectors = keys[order], np.ascontiguousarray(vectors[order], dtype=np.float32)
        start = len(self._keys)
        self._index.add(vectors)
        self._keys = np.concatenate([self._keys, keys])
        self._alive = np.concatenate([self._alive, np.ones(len(keys), np.bool_)])
        found, first, counts = np.unique(keys, return_index=True, return_counts=True)
        room = int(found[-1]) + 1 - len(self._first)
        if room > 0:
            self._first = np.concatenate([self._first, np.zeros(room, np.int64)])
            self._count = np.concatenate([self._count, np.zeros(room, np.int64)])
        self._first[found] = start + first
        self._count[found] = counts
        if self._glance is not None:
            self._glance.add(vectors)
        elif len(self._keys) >= self._glance_from:
            self._glance = _Glance(self._matrix().astype(np.float32))

    def remove(self, keys: Iterable[int]) -> None:
        for key in keys:
            rows = self._rows_of(key)
            if rows.stop > rows.start:
                self._alive[rows] = False
                self._count[key] = 0
                self._dead += rows.stop - rows.start
        if self._dead > 1_000 and self._dead * 2 > len(self._keys):
            self._sweep()

    def _sweep(self) -> None:
        """Build the index again from the rows that live; amortised over the removals."""
        kept_keys, kept = self._keys[self._alive], self._matrix()[self._alive].astype(np.float32)
        self._clear()
        self.add(kept_keys, kept)

    def search(self, query: npt.NDArray[np.float32], limit: int, allowed: Mask | None = None) -> tuple[Keys, Scores]:
        selector = self._selector(allowed)
        total = len(self._keys)
        depth = min(limit + limit // 4 + 8, total)  # texts have little more than one window on average
        while True:
            keys, scores, exhausted = self._rows_found(query, depth, selector)
            best = np.sort(np.unique(keys, return_index=True)[1])
            if exhausted or depth >= total or len(best) > limit:
                break
            depth = min(depth * 4, total)
        order = best[np.lexsort((keys[best], -scores[best]))][:limit]
        return keys[order], scores[order]

    def _rows_found(
        self, query: npt.NDArray[np.float32], depth: int, selector: Mask | None
    ) -> tuple[Keys, Scores, bool]:
        """The keys and scores of the best rows, best first, and whether there are no more."""
        if depth == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32), True
        rows, scores = self._scanned(query, depth, self._likely(query, depth, selector))
        return self._keys[rows], scores, len(rows) < depth

    def _likely(self, query: npt.NDArray[np.float32], depth: int, selector: Mask | None) -> Mask | None:
        """The rows that a first look finds worth judging, at least ``depth`` of them or all there are.

        The selected ones as they are where it cannot, as the filter leaves few: looking at those in full is quick.
        """
        total = len(self._keys)
        selected = total if selector is None else int(np.count_nonzero(selector))
        if self._glance is None or selected * _NARROW < total:
            return selector
        rows = self._glance.search(query.reshape(1, -1), _OVERSAMPLING * depth * total // selected)
        rows = rows if selector is None else rows[selector[rows]]
        if len(rows) < min(depth, selected):
            return selector
        likely = np.zeros(total, np.bool_)
        likely[rows] = True
        return likely

    def _scanned(self, query: npt.NDArray[np.float32], depth: int, selector: Mask | None) -> tuple[Keys, Scores]:
        """The best rows, best first, by a look at all that are selected."""
        parameters = None
        if selector is not None:
            bits = np.packbits(selector, bitorder="little")
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        scores, rows = self._index.search(query.reshape(1, -1), depth, params=parameters)
        real = rows[0] >= 0
        return rows[0][real], scores[0][real]

    def _selector(self, allowed: Mask | None) -> Mask | None:
        if allowed is None:
            return self._alive if self._dead else None
        inside = self._keys < len(allowed)
        wanted = np.zeros(len(self._keys), np.bool_)
        wanted[inside] = allowed[self._keys[inside]]
        return wanted & self._alive

    def scores(self, query: npt.NDArray[np.float32], keys: Keys) -> Scores:
        counts = np.zeros(len(keys), np.int64)
        known = np.flatnonzero((keys >= 0) & (keys < len(self._count)))
        counts[known] = self._count[keys[known]]
        here = np.flatnonzero(counts)
        sizes, starts = counts[here], self._first[keys[here]]
        ends = np.cumsum(sizes)
        rows = np.arange(sizes.sum()) + np.repeat(starts - ends + sizes, sizes)
        found = np.full(len(keys), -np.inf, np.float32)
        if len(here):
            found[here] = np.maximum.reduceat(self._matrix()[rows].astype(np.float32) @ query, ends - sizes)
        return found

    def vectors(self, key: int) -> Matrix:
        return self._matrix()[self._rows_of(key)].astype(np.float32)

    def _rows_of(self, key: int) -> slice:
        if not 0 <= key < len(self._count):
            return slice(0, 0)
        return slice(int(self._first[key]), int(self._first[key] + self._count[key]))

    def _matrix(self) -> npt.NDArray[np.float16]:
        """The stored vectors, looked at in place."""
        if not len(self._keys):
            return np.zeros((0, self.dimension), np.float16)
        size = self._index.ntotal * self._index.code_size
        return (
            np.asarray(faiss.rev_swig_ptr(self._index.codes.data(), size)).view(np.float16).reshape(-1, self.dimension)
        )
