"""Both indexes against brute force, whatever the order of changes."""

import math
from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from matching.dense import FaissIndex, Mask
from matching.lexical import K1, B, LexicalIndex, Terms, best

DIMENSION = 4
WORDS = ["肺", "结节", "ct", "瓦斯", "传感器", "modal"]


class Indexes(RuleBasedStateMachine):
    """Adds, removes and searches, with plain dictionaries as the truth."""

    glance_from = 5_000

    def __init__(self) -> None:
        super().__init__()
        self.vectors = FaissIndex(DIMENSION, self.glance_from)
        self.words = LexicalIndex()
        self.truth: dict[int, np.ndarray] = {}
        self.texts: dict[int, Terms] = {}
        self.next_key = 0
        self.generator = np.random.default_rng(0)

    @rule(
        texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=6), min_size=1, max_size=4), windows=st.integers(1, 3)
    )
    def add(self, texts: list[list[str]], windows: int) -> None:
        keys = list(range(self.next_key, self.next_key + len(texts)))
        self.next_key += len(texts)
        # numbers that half precision holds, as vectors from stored entries are
        rows = self.generator.normal(size=(len(keys) * windows, DIMENSION)).astype(np.float16).astype(np.float32)
        self.vectors.add(np.repeat(np.array(keys), windows), rows)
        terms = [Terms.of(" ".join(words)) for words in texts]
        self.words.add(keys, terms)
        for at, key in enumerate(keys):
            self.truth[key] = rows[at * windows : (at + 1) * windows]
            self.texts[key] = terms[at]

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        keys = data.draw(st.lists(st.integers(0, self.next_key + 1), max_size=4))
        self.vectors.remove(keys)
        self.words.remove(keys)
        for key in keys:
            self.truth.pop(key, None)
            self.texts.pop(key, None)

    @rule(limit=st.integers(1, 5), even=st.booleans(), short=st.integers(0, 3))
    def dense_search_is_exact(self, limit: int, even: bool, short: int) -> None:
        query = self.generator.normal(size=DIMENSION).astype(np.float32)
        mask = np.arange(max(self.next_key - short, 0)) % 2 == 0 if even else None
        wanted = {key: float((rows @ query).max()) for key, rows in self.truth.items() if allows(mask, key)}
        keys, scores = self.vectors.search(query, limit, mask)
        expected = sorted(wanted, key=lambda key: -wanted[key])[:limit]
        assert keys.tolist() == expected
        assert scores == pytest.approx([wanted[key] for key in expected], abs=1e-4)
        again = self.vectors.scores(query, np.array([*expected, 10_000]))
        assert again.tolist() == pytest.approx([*(wanted[key] for key in expected), -math.inf], abs=1e-4)

    @rule(query=st.lists(st.sampled_from([*WORDS, "absent"]), max_size=4), limit=st.integers(1, 5), even=st.booleans())
    def lexical_search_is_exact(self, query: list[str], limit: int, even: bool) -> None:
        asked = Terms.of(" ".join(query))
        wanted = bm25(asked, self.texts)
        parts = (np.ones(len(asked.hashes), np.bool_), np.arange(len(asked.hashes)) == 0)
        heard, outside = self.words.heard(asked, parts), self.words.outside(asked, parts)
        for key, score in wanted.items():
            assert heard.scores[key] == pytest.approx(score, abs=1e-4)
            again = outside.texts([self.texts[key]])
            assert again.scores[0] == pytest.approx(score, abs=1e-4)
            assert [share[0] for share in again.shares] == pytest.approx(
                [share[key] for share in heard.shares], abs=1e-4
            )
            assert (heard.shares[1][key] > 0) == (asked.hashes[0] in self.texts[key].hashes if len(asked.hashes) else 0)
        mask = np.arange(self.next_key) % 2 == 0 if even else None
        keys, found = self.words.search(asked, limit, mask)
        assert list(found) == sorted(found, reverse=True)
        expected = sorted((score for key, score in wanted.items() if score > 0 and allows(mask, key)), reverse=True)
        assert list(found) == pytest.approx(expected[:limit], abs=1e-4)
        assert all(allows(mask, key) for key in keys.tolist())

    @invariant()
    def vectors_are_kept(self) -> None:
        for key, rows in self.truth.items():
            assert np.array_equal(self.vectors.vectors(key), rows)
        assert self.words.size == len(self.texts)


def allows(mask: Mask | None, key: int) -> bool:
    return mask is None or (key < len(mask) and bool(mask[key]))


def bm25(query: Terms, documents: dict[int, Terms]) -> dict[int, float]:
    """Written from the formula, one document at a time."""
    counts = {key: dict(zip(d.hashes.tolist(), d.counts.tolist(), strict=True)) for key, d in documents.items()}
    mean = max(sum(d.length for d in documents.values()) / max(len(documents), 1), 1e-9)
    scores = {}
    for key, document in documents.items():
        score = 0.0
        for term, often in zip(query.hashes.tolist(), query.counts.tolist(), strict=True):
            df = sum(term in other for other in counts.values())
            idf = math.log(1 + (len(documents) - df + 0.5) / (df + 0.5))
            tf = counts[key].get(term, 0)
            score += often * idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * document.length / mean))
        scores[key] = score
    return scores


class Glancing(Indexes):
    """The same with a first look from the twentieth row on; it is drawn with a seed, since it may in principle miss."""

    glance_from = 20


TestGlancing = Glancing.TestCase
TestGlancing.settings = settings(max_examples=25, stateful_step_count=20, derandomize=True)
TestIndexes = Indexes.TestCase
TestIndexes.settings = settings(max_examples=25, stateful_step_count=20)


def filled(size: int) -> FaissIndex:
    index = FaissIndex(DIMENSION)
    rows = np.random.default_rng(1).normal(size=(size, DIMENSION)).astype(np.float32)
    index.add(np.arange(size), rows)
    return index


def test_removed_rows_are_swept_up() -> None:
    index = filled(2_400)
    index.remove(range(1_300))
    keys, _ = index.search(np.ones(DIMENSION, np.float32), 2_400)
    assert sorted(keys.tolist()) == list(range(1_300, 2_400))
    assert len(index.vectors(1_299)) == 0


def test_a_first_look_misses_next_to_none() -> None:
    generator = np.random.default_rng(0)
    heaps = generator.normal(size=(100, 384))
    rows = (heaps[generator.integers(0, 100, 5_000)] + generator.normal(size=(5_000, 384))).astype(np.float32)
    asked = (rows[:50] + generator.normal(size=(50, 384))).astype(np.float32)
    exact, glancing = FaissIndex(384, glance_from=10_000), FaissIndex(384, glance_from=2_000)
    for index in (exact, glancing):
        for start in range(0, 5_000, 1_000):
            index.add(np.arange(start, start + 1_000), rows[start : start + 1_000])
    for filtered in (None, np.arange(5_000) % 3 > 0, np.arange(5_000) % 100 == 0):
        pairs = [(exact.search(one, 10, filtered)[0], glancing.search(one, 10, filtered)[0]) for one in asked]
        assert sum(len(np.intersect1d(*pair)) for pair in pairs) >= 0.98 * 500


def test_many_windows_of_one_document_do_not_hide_the_others() -> None:
    index = filled(50)
    index.add(np.full(200, 60), np.full((200, DIMENSION), 9, np.float32))
    keys, _ = index.search(np.ones(DIMENSION, np.float32), 5)
    assert keys[0] == 60
    assert len(set(keys.tolist())) == 5


def test_a_narrow_filter_never_starves() -> None:
    index = filled(500)
    allowed = np.zeros(500, np.bool_)
    allowed[[3, 77, 400]] = True
    assert set(index.search(np.ones(DIMENSION, np.float32), 10, allowed)[0].tolist()) == {3, 77, 400}


def test_segments_merge_and_drop_the_removed() -> None:
    index = LexicalIndex()
    for key in range(60):
        index.add([key], [Terms.of("肺结节" if key % 2 else "瓦斯")])
    index.remove(range(0, 60, 2))
    index.add([60], [Terms.of("瓦斯 气体")])
    index.add([], [])
    assert index.search(Terms.of("瓦斯"), 10)[0].tolist() == [60]


def test_best_keeps_ties_in_key_order() -> None:
    keys, scores = best(np.array([0, 2, 1, 2, 2], np.float32), 2)
    assert keys.tolist() == [1, 3]
    assert scores.tolist() == [2, 2]


def test_nothing_indexed() -> None:
    asked = Terms.of("肺")
    assert LexicalIndex().search(asked, 5)[0].tolist() == []
    assert FaissIndex(DIMENSION).search(np.ones(DIMENSION, np.float32), 5)[0].tolist() == []
    assert FaissIndex(DIMENSION).scores(np.ones(DIMENSION, np.float32), np.array([1])).tolist() == [-math.inf]


def pairs_of(terms: Terms) -> Iterable[tuple[int, int]]:
    return zip(terms.hashes.tolist(), terms.counts.tolist(), strict=True)


def test_keys_may_come_in_any_order() -> None:
    index = FaissIndex(DIMENSION)
    assert index.vectors(0).shape == (0, DIMENSION)
    for key in (5, 2):
        index.add(np.array([key]), np.full((1, DIMENSION), key, np.float32))
    assert index.vectors(2)[0, 0] == 2
    assert index.vectors(3).shape == (0, DIMENSION)


def test_terms_survive_storage_and_cap_their_counts() -> None:
    terms = Terms.of("结节 " * 70_000)
    assert max(count for _, count in pairs_of(terms)) == 65_535
    assert list(pairs_of(Terms.from_bytes(terms.to_bytes()))) == list(pairs_of(terms))


def test_where_a_first_look_finds_only_what_is_not_allowed_all_that_is_is_looked_at() -> None:
    generator = np.random.default_rng(3)
    towards = np.array([1.0, 0, 0, 0], np.float32)
    rows = generator.normal(0, 0.1, size=(1_000, DIMENSION)).astype(np.float16).astype(np.float32)
    rows[:700] += towards
    rows[700:] -= towards
    index = FaissIndex(DIMENSION, glance_from=20)
    index.add(np.arange(1_000), rows)
    allowed = np.arange(1_000) >= 700
    keys, scores = index.search(towards, 3, allowed)
    best = 700 + np.argsort(-(rows[700:] @ towards))[:3]
    assert keys.tolist() == best.tolist()
    assert scores == pytest.approx(rows[best] @ towards, abs=1e-3)
