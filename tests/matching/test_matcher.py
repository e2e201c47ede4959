"""The facade: entries in, answers out."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from matching import Answer, Calibration, Entry, HashingEncoder, Hit, Matcher, Source, Tier, build_entries
from matching.answers import in_tiers
from matching.asking import SHORT
from matching.calibrate import uncalibrated
from matching.fusion import Weights
from matching.lexical import Terms

SOURCES = [
    Source(
        1, "supply", "肺结节影像辅助诊断", "胸部影像的肺结节检测软件，支持私有化部署。", {"field": frozenset({"医疗"})}
    ),
    Source(
        2, "supply", "矿用气体传感器", "瓦斯气体传感器，测量误差不超过量程的百分之一。", {"field": frozenset({"工业"})}
    ),
    Source(3, "result", "Lung nodule detection", "A network that finds nodules.", {"field": frozenset({"医疗"})}),
    Source(4, "scenario", "煤矿瓦斯监测", "需要高精度的气体传感器监测瓦斯。", {"field": frozenset({"工业"})}),
]


@pytest.fixture
def encoder() -> HashingEncoder:
    return HashingEncoder()


@pytest.fixture
def matcher(encoder: HashingEncoder) -> Matcher:
    matcher = Matcher(encoder)
    matcher.upsert(build_entries(encoder, SOURCES))
    return matcher


def ids(matcher: Matcher, query: str, **options: Any) -> list[int]:
    return [hit.id for hit in matcher.search(query, **options).hits]


def test_finds_what_shares_words(matcher: Matcher) -> None:
    assert ids(matcher, "肺结节检测")[0] == 1
    assert set(ids(matcher, "气体传感器")) == {2, 4}


def test_kinds_and_facets_restrict(matcher: Matcher) -> None:
    assert ids(matcher, "气体传感器", kinds={"scenario"}) == [4]
    assert ids(matcher, "气体传感器", filters={"field": {"医疗"}}) == []
    assert ids(matcher, "气体传感器", only=[2]) == [2]
    assert ids(matcher, "气体传感器", exclude=[2]) == [4]


@pytest.mark.parametrize("query", ["", "  \n", "😀🎉", "。。。", "—" * 50_000])
def test_a_query_without_words_has_no_match(matcher: Matcher, query: str) -> None:
    answer = matcher.search(query)
    assert answer.no_match
    assert answer.below == ()


def test_gibberish_has_no_match_but_names_the_nearest(matcher: Matcher) -> None:
    answer = matcher.search("zxqv wjkp")
    assert answer.no_match
    assert answer.below


def test_fifty_thousand_characters_are_answered(matcher: Matcher) -> None:
    assert ids(matcher, "肺结节检测" * 10_000)[0] == 1


def test_removed_and_changed_entries(matcher: Matcher, encoder: HashingEncoder) -> None:
    matcher.remove([1, 99])
    assert 1 not in matcher
    assert len(matcher) == 3
    assert ids(matcher, "肺结节检测") == []
    matcher.upsert([Entry.build(encoder, 2, "supply", "语音识别", "方言语音识别。", {})])
    assert ids(matcher, "气体传感器") == [4]
    assert ids(matcher, "方言语音识别") == [2]


def test_facets_change_without_the_text(matcher: Matcher) -> None:
    matcher.set_facets(2, {"field": {"医疗"}})
    matcher.set_facets(99, {"field": {"医疗"}})
    assert ids(matcher, "气体传感器", filters={"field": {"医疗"}}, kinds={"supply"}) == [2]


def test_an_entry_finds_others_in_both_directions(encoder: HashingEncoder, matcher: Matcher) -> None:
    need, supply = (Entry.build(encoder, s.id, s.kind, s.title, s.text, s.facets) for s in (SOURCES[3], SOURCES[1]))
    assert [hit.id for hit in matcher.search_entry(need, kinds={"supply", "result"}).hits] == [2]
    assert [hit.id for hit in matcher.search_entry(supply, kinds={"scenario"}).hits] == [4]


def test_entries_survive_storage(encoder: HashingEncoder) -> None:
    entry = Entry.build(encoder, 1, "supply", "肺结节", "检测", {"a": frozenset({"b"})})
    again = Entry.from_bytes(1, "supply", "zh", encoder.dimension, entry.vector_bytes(), entry.term_bytes(), {})
    assert abs(again.windows - entry.windows).max() < 1e-3
    assert (again.terms.hashes == entry.terms.hashes).all()
    with pytest.raises(ValueError, match="dimension"):
        Entry.from_bytes(1, "supply", "zh", 7, entry.vector_bytes(), b"", {})
    with pytest.raises(ValueError, match="terms"):
        Entry.from_bytes(1, "supply", "zh", encoder.dimension, entry.vector_bytes(), b"123", {})


def test_nothing_indexed_nothing_found(encoder: HashingEncoder) -> None:
    matcher = Matcher(encoder)
    matcher.upsert([])
    assert matcher.search("肺结节").no_match


def test_an_answer_in_another_language_reaches_the_floor_by_what_it_gains_abroad() -> None:
    encoder = HashingEncoder()
    entry = Entry.build(encoder, 1, "supply", "路口信号配时 traffic", "依据车流自动调整绿灯时长。", {})
    asked = "traffic signals"
    scale = ((0.0, 0.0), (1.0, 100.0))
    answers = []
    for abroad in (0.0, 20.0):
        matcher = Matcher(encoder, Calibration(encoder.fingerprint, 0.99, 0.0, 1.0, scale, Weights(abroad=abroad)))
        matcher.upsert([entry])
        answers.append(matcher.search(asked))
    assert answers[0].no_match
    assert answers[0].below[0].foreign
    assert answers[1].hits[0].foreign


def test_a_crowd_at_home_does_not_keep_an_answer_from_abroad_out() -> None:
    def at(number: int, lang: str, cosine: float) -> Entry:
        vector = np.array([cosine, np.sqrt(1 - cosine**2), 0, 0], np.float32)
        return Entry(number, "supply", lang, vector[None], vector, Terms.of(""), {"field": frozenset({"health"})})

    matcher = Matcher(
        HashingEncoder(4), Calibration("model", 0.5, 0.0, 0.5, ((0.0, 0.0), (1.0, 100.0)), Weights(abroad=0.5))
    )
    matcher.upsert([at(0, "en", 0.45), *(at(number, "zh", 0.55) for number in range(1, 500))])
    asked = Entry(
        -1, "scenario", "zh", np.eye(4, dtype=np.float32)[:1], np.eye(4, dtype=np.float32)[0], Terms.of(""), {}
    )
    for filters in (None, {"field": {"health"}}):
        first = matcher.search_entry(asked, limit=3, filters=filters).hits[0]
        assert (first.id, first.foreign) == (0, True)
        assert first.raw == pytest.approx(0.675, abs=1e-3)
    assert not matcher.search_entry(asked, limit=3, filters={"field": {"transport"}}).hits


def test_a_text_judged_in_parts_keeps_the_language_of_the_whole(encoder: HashingEncoder) -> None:
    matcher = Matcher(
        encoder, Calibration("model", 0.1, 0.0, 0.2, ((0.0, 0.0), (1.0, 100.0)), Weights(foreign=1.0, abroad=0.5))
    )
    parts = ["traffic signals here 路口", "依据车流调整绿灯时长"]
    own, whole = matcher.raw_scores("路口信号", parts), matcher.raw_scores("路口信号", parts, "zh")
    assert own[0] > whole[0]
    assert own[1] == whole[1]


def test_signals_are_those_a_search_ranks_by(matcher: Matcher, encoder: HashingEncoder) -> None:
    (asked,) = build_entries(encoder, [Source(9, "scenario", "肺结节", "需要肺结节检测软件。", {})])
    there, signals = matcher.signals(asked, [3, 77, 1])
    assert there == [3, 1]
    hits = {hit.id: hit for hit in matcher.search_entry(asked, only=there, limit=5).hits}
    assert signals.dense[1] == pytest.approx(hits[1].dense)
    assert signals.title[1] == pytest.approx(hits[1].title)
    assert signals.foreign.tolist() == [True, False]
    nothing, empty = matcher.signals(asked, [])
    assert nothing == []
    assert len(empty.dense) == 0


def test_another_calibration_takes_effect_with_the_next_search(matcher: Matcher) -> None:
    assert ids(matcher, "肺结节监护")
    matcher.calibration = replace(matcher.calibration, floor=5.0, sure=5.0)
    answer = matcher.search("肺结节监护")
    assert answer.no_match
    assert answer.below


# Tiers


def test_words_that_stand_in_a_title_or_a_text_are_found_whatever_the_floor(matcher: Matcher) -> None:
    matcher.calibration = replace(matcher.calibration, floor=5.0, sure=6.0)
    for asked in ("肺结节", "影像", "“辅助诊断”", "私有化部署", "NODULE", "ＬＵＮＧ nodule", "氣體傳感器"):
        answer = matcher.search(asked, limit=1)
        assert not answer.no_match, asked
        assert (answer.hits[0].tier, answer.hits[0].score) == (Tier.MAYBE, 100.0)
    assert matcher.search("私有化 私营").no_match
    assert matcher.search("肺结节", kinds={"scenario"}).no_match
    assert matcher.search("肺结节", exclude=[1]).no_match


def test_a_unit_and_a_code_are_found_and_a_whole_name_is_sure(encoder: HashingEncoder, matcher: Matcher) -> None:
    long = "临江澄湖榆林医学智能影像与随访科技有限公司"
    named = Source(9, "scenario", "隧道照明", "按车流调光。", {}, ("临江市第三医院", long, "JH-2026-B01-003"))
    matcher.upsert(build_entries(encoder, [named]))
    matcher.calibration = replace(matcher.calibration, floor=5.0, sure=6.0)
    for part in ("第三医院", "b01-003"):
        assert [(hit.id, hit.tier) for hit in matcher.search(part).hits] == [(9, Tier.MAYBE)]
    assert Terms.of(long).hashes.size > SHORT
    assert matcher.search(long[1:]).no_match
    for whole in ("临江市第三医院", long, "jh2026b01003", "隧道照明"):
        assert [(hit.id, hit.tier) for hit in matcher.search(whole).hits] == [(9, Tier.SURE)]
    assert matcher.search("JH-2026-B01-004").no_match
    assert matcher.search("隧道照明", filters={"field": {"工业"}}).no_match


@pytest.mark.parametrize(
    ("typed", "read"), [("feijiejie", "肺结节"), ("fjj", "肺结节"), ("废结节", "肺结节"), ("Lung nodle", "lung nodule")]
)
def test_what_nothing_says_is_read_as_a_name(matcher: Matcher, typed: str, read: str) -> None:
    answer = matcher.search(typed)
    assert answer.read_as == read
    assert {hit.id for hit in answer.hits} & {1, 3}
    assert matcher.search(read).read_as is None


def test_a_filter_changes_what_is_shown_and_no_score(encoder: HashingEncoder) -> None:
    texts = [f"第{number}号车间{'空压机' * (number % 4)}节能改造" for number in range(40)]
    facets = [{"field": frozenset({str(number % 3)})} for number in range(40)]
    matcher = Matcher(encoder, replace(uncalibrated(encoder.fingerprint), weights=Weights(lead=2.0)))
    matcher.upsert(
        Entry.build(encoder, number, "supply", "", text, given)
        for number, (text, given) in enumerate(zip(texts, facets, strict=True))
    )
    (asked,) = build_entries(encoder, [Source(99, "scenario", "", "空压机节能，车间里要省电", {})])
    everything = {hit.id: hit.score for hit in shown(matcher.search_entry(asked, limit=40))}
    for options in ({"filters": {"field": {"1"}}}, {"only": [1, 4]}):
        narrow = shown(matcher.search_entry(asked, limit=40, **options))
        assert narrow
        assert {hit.id: hit.score for hit in narrow} == pytest.approx({hit.id: everything[hit.id] for hit in narrow})


def shown(answer: Answer) -> list[Hit]:
    return [*answer.hits, *answer.below]


@pytest.mark.parametrize(
    ("stands", "expected"),
    [
        ([], (0, 0)),
        ([0.1] * 9, (0, 0)),
        ([0.35, *[0.2] * 9], (0, 5)),
        ([0.35, 0.2, 0.1], (0, 2)),
        ([0.7, 0.35, *[0.2] * 9], (1, 2)),
        ([0.7] * 12, (12, 12)),
        ([0.4] * 30, (0, 10)),
        ([*[0.7] * 3, *[0.4] * 30], (3, 13)),
    ],
)
def test_tiers_by_what_stands_where(stands: list[float], expected: tuple[int, int]) -> None:
    opened = max(stands, default=0) >= 0.3
    assert in_tiers(np.array(stands), 0.3, 0.6, opened=opened) == expected


def test_each_hit_says_its_tier(matcher: Matcher) -> None:
    answer = matcher.search("肺结节影像检测软件", limit=10)
    assert answer.hits == (*answer.sure, *answer.maybe)
    assert answer.sure
    assert all(hit.tier is Tier.NEAREST for hit in answer.below)
    scores = [hit.score for hit in shown(answer)]
    assert scores == sorted(scores, reverse=True)


def test_words_that_stand_nowhere_must_stand_higher(matcher: Matcher) -> None:
    matcher.calibration = replace(matcher.calibration, floor=-0.5, longer=0.4, sure=9.0)
    assert not matcher.search("肺部结节").no_match
    assert matcher.search("zxqv wjkp").no_match
