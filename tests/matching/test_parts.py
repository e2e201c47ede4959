"""Explanations, twins, locks and facets."""

import threading
from collections.abc import Sequence

import numpy as np
import pytest

from matching import Entry, HashingEncoder, Matcher, Source, build_entries
from matching.encoders.base import Matrix
from matching.explain import explain, sentence_vectors, shared_terms
from matching.facets import FacetTable
from matching.lexical import Terms
from matching.locks import ReadWriteLock
from matching.twins import likeness, overlap, twins

NEED = "放射科阅片量大。需要肺结节检测软件。要求支持私有化部署到放射科。"
SUPPLY = "公司成立于二零一五年。提供肺结节检测软件，灵敏度高。软件支持私有化部署到放射科。"


def test_quoted_sentences_are_verbatim_and_distinct() -> None:
    found = explain(NEED, SUPPLY, HashingEncoder())
    assert len(found.pairs) == 2
    for pair in found.pairs:
        assert NEED[pair.query.start : pair.query.end] == pair.query.text
        assert SUPPLY[pair.document.start : pair.document.end] == pair.document.text
        assert pair.share is None
    assert len({pair.document.start for pair in found.pairs}) == 2
    assert "结节" in found.shared_terms


def test_kept_sentence_vectors_give_the_same_explanation() -> None:
    encoder = HashingEncoder()
    assert explain(NEED, SUPPLY, encoder, given=sentence_vectors(SUPPLY, encoder)) == explain(NEED, SUPPLY, encoder)


@pytest.mark.parametrize(("query", "document"), [("", SUPPLY), (NEED, ""), ("。。", "😀")])
def test_texts_without_sentences_give_no_pairs(query: str, document: str) -> None:
    assert explain(query, document, HashingEncoder()).pairs == ()


def test_shares_are_the_drop_without_the_sentence() -> None:
    worth = {"甲": 0.5, "乙": 0.2, "丙": -0.1}

    def score(texts: Sequence[str]) -> list[float]:
        return [sum(value for sign, value in worth.items() if sign in text) for text in texts]

    found = explain("甲乙丙", "丙一二。甲一二。乙一二。", HashingEncoder(), score=score, floor=0.1, ground=-1)
    assert [pair.document.text[0] for pair in found.pairs] == ["甲", "乙", "丙"]
    assert [pair.share for pair in found.pairs] == [pytest.approx(1.0), pytest.approx(0.4), None]


def test_the_matcher_measures_shares_on_its_own_scale() -> None:
    encoder = HashingEncoder()
    matcher = Matcher(encoder)
    matcher.upsert(build_entries(encoder, [Source(1, "supply", "", SUPPLY, {}), Source(2, "supply", "", NEED, {})]))
    found = matcher.explain("肺结节检测软件", SUPPLY)
    assert found.pairs[0].document.text == "提供肺结节检测软件，灵敏度高。"
    assert found.pairs[0].share is not None
    assert found.pairs[0].share > 0.3


def test_quick_reasons_need_nothing_but_the_query_encoded() -> None:
    encoder = HashingEncoder()
    matcher = Matcher(encoder)
    matcher.upsert(build_entries(encoder, [Source(1, "supply", "", SUPPLY, {}), Source(2, "supply", "", NEED, {})]))
    documents = [SUPPLY, "", NEED]
    found = matcher.reasons("肺结节检测软件", documents)
    kept = [sentence_vectors(document, encoder) for document in documents]
    assert found == matcher.reasons("肺结节检测软件", documents, given=kept)
    assert [one.pairs[0].document.text if one.pairs else "" for one in found] == [
        "提供肺结节检测软件，灵敏度高。",
        "",
        "需要肺结节检测软件。",
    ]
    assert all(pair.share is None for one in found for pair in one.pairs)


def test_words_decide_where_vectors_do_not() -> None:
    same = np.full((3, 4), 0.5, np.float32)

    class Blind(HashingEncoder):
        def encode_queries(self, texts: Sequence[str]) -> Matrix:
            return np.full((len(texts), 4), 0.5, np.float32)

    def words(sentences: Sequence[Terms]) -> list[float]:
        return [1.0, 1.0, 0.2, 0.9]

    found = explain(NEED, SUPPLY, Blind(), given=same, words=words, ground=-1)
    assert [pair.document.text[:2] for pair in found.pairs] == ["提供", "软件", "公司"]


def test_what_the_matcher_measures_is_what_it_ranks_by() -> None:
    encoder = HashingEncoder()
    matcher = Matcher(encoder)
    matcher.upsert(build_entries(encoder, [Source(1, "supply", "", SUPPLY, {}), Source(2, "supply", "", NEED, {})]))
    hit = matcher.search("肺结节检测软件", only=[1]).hits[0]
    assert matcher.raw_scores("肺结节检测软件", [SUPPLY]) == [pytest.approx(hit.raw, abs=3e-4)]  # half precision


def test_shared_terms_are_written_as_the_document_writes_them() -> None:
    assert "CT" in shared_terms("用 ct 做肺结节检测", "CT 影像肺结节检测")
    assert shared_terms("İ", "i") == ()
    assert shared_terms("AIoT 与 AI", "ai aiot") == ("aiot",)


def entry(number: int, text: str) -> Entry:
    return Entry.build(HashingEncoder(), number, "scenario", "", text, {})


def test_twins_are_alike_both_ways_and_never_oneself() -> None:
    one, same, other = entry(1, NEED), entry(2, NEED), entry(3, "矿井瓦斯浓度监测")
    assert likeness(one, same) == pytest.approx(1)
    assert likeness(one, other) == pytest.approx(likeness(other, one))
    assert [twin.id for twin in twins(one, [one, same, other])] == [2]
    assert overlap(entry(1, "").terms, entry(2, "").terms) == 0


def test_facets_are_replaced_and_dropped() -> None:
    table = FacetTable()
    table.put(0, {"field": ["a", "b"]})
    table.put(1, {"field": ["b"], "zone": ["x"]})
    assert table.mask({}, 2) is None
    assert mask(table, {"field": ["b"]}) == [True, True]
    assert mask(table, {"field": ["a", "b"], "zone": ["x"]}) == [False, True]
    assert mask(table, {"field": []}) == [False, False]
    table.put(0, {"field": ["c"]})
    assert mask(table, {"field": ["a", "b"]}) == [False, True]
    table.drop(1)
    table.drop(1)
    assert mask(table, {"field": ["b"]}) == [False, False]


def test_values_of_a_facet_are_those_that_some_key_still_has() -> None:
    table = FacetTable()
    table.put(0, {"language": {"zh"}, "field": {"health"}})
    table.put(1, {"language": {"en"}})
    assert sorted(table.values("language")) == ["en", "zh"]
    table.drop(1)
    assert table.values("language") == ["zh"]
    table.put(1, {"language": {"en"}})
    assert mask(table, {"language": ["en"]}) == [False, True]


def mask(table: FacetTable, filters: dict[str, list[str]]) -> list[bool]:
    found = table.mask(filters, 2)
    assert found is not None
    return list(found.tolist())


def test_readers_share_and_a_writer_is_alone() -> None:
    lock = ReadWriteLock()
    order: list[str] = []
    both = threading.Barrier(2, timeout=5)

    def read() -> None:
        with lock.reading():
            both.wait()
            order.append("read")

    def write() -> None:
        with lock.writing():
            order.append("write")

    readers = [threading.Thread(target=read) for _ in range(2)]
    for thread in readers:
        thread.start()
    writer = threading.Thread(target=write)
    writer.start()
    for thread in [*readers, writer]:
        thread.join(5)
    assert sorted(order) == ["read", "read", "write"]


def test_searches_go_on_while_entries_change() -> None:
    encoder = HashingEncoder()
    matcher = Matcher(encoder)
    entries = build_entries(encoder, [Source(n, "supply", "", f"肺结节检测 {n}", {}) for n in range(40)])
    matcher.upsert(entries[:20])
    failures: list[BaseException] = []

    def search() -> None:
        try:
            for _ in range(30):
                assert matcher.search("肺结节检测").hits
        except AssertionError as error:
            failures.append(error)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for one in entries[20:]:
        matcher.upsert([one])
        matcher.remove([one.id - 10])
    for thread in threads:
        thread.join(10)
    assert not failures
    assert len(matcher) == 20
