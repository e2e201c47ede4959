"""Other words of the trade for what is asked: found whole, longest first, in the plural too; and what they do to a search."""

from itertools import chain

import numpy as np

from matching import HashingEncoder, Matcher, Source, build_entries
from matching.glossary import Words, hashed, listed, widened
from matching.lexical import Terms
from matching.text import language


def added(text: str) -> frozenset[int]:
    terms = Terms.of(text)
    both = widened(terms)
    assert np.all(np.diff(both.hashes.astype(object)) > 0), "rising and distinct, as terms are"
    mine = dict(zip(terms.hashes.tolist(), terms.counts.tolist(), strict=True))
    found = dict(zip(both.hashes.tolist(), both.counts.tolist(), strict=True))
    assert {one: found[one] for one in mine} == mine, "its own words count as before"
    return frozenset(found) - frozenset(mine)


def test_words_are_found_in_both_directions() -> None:
    assert hashed(["预测性维护"]) <= added("predictive maintenance")
    assert hashed(["predictive maintenance"]) <= added("旋转设备的预测性维护平台")
    assert hashed(["batteries"]) <= added("锂电池组健康状态评估")
    assert hashed(["电池"]) <= added("Two batteries on a shelf")
    assert hashed(["文字识别"]) <= added("ocr发票"), "a Latin word in a Chinese question"
    assert not added("我要卖一辆二手面包车")
    assert not added("")
    assert not added("12.5")


def test_words_are_found_in_other_words_of_the_same_language() -> None:
    assert hashed(["坑槽", "potholes"]) <= added("道路坑洼")
    assert hashed(["摔倒"]) <= added("老人跌倒报警")
    assert hashed(["drones"]) <= added("UAV patrol")


def test_of_words_within_a_longer_one_only_the_longer_is_meant() -> None:
    words = Words.of([("缺陷检测", ["defect detection"]), ("检测", ["inspection"])])
    assert words.other(Terms.of("表面缺陷检测")) == hashed(["defect detection"])
    assert words.other(Terms.of("检测报告")) == hashed(["inspection"])
    assert words.other(Terms.of("缺陷很多")) == frozenset()


def test_the_list_says_nothing_twice_and_nothing_that_cannot_be_found() -> None:
    rows = listed()
    assert len(rows) > 400
    for chinese, english in rows:
        assert len(chinese) + len(english) > 1, "a line says what else a word is called"
        assert all(len(word) > 1 for word in chain(chinese, english)), "one character is no term within a text"
        assert all(language(word) == "en" for word in english), english
        assert all(language(word) == "zh" for word in chinese if word != "X射线"), chinese
    assert len({tuple(row[0]) for row in rows}) == len(rows)


def test_a_question_finds_by_words_what_is_written_in_other_words() -> None:
    encoder = HashingEncoder()
    matcher = Matcher(encoder)
    texts = ("沥青面层坑槽快速修补", "城市积水点预报", "政务热线工单分派")
    matcher.upsert(build_entries(encoder, [Source(at, "supply", title, "", {}) for at, title in enumerate(texts)]))
    for question, right in (("坑洼", 0), ("内涝", 1)):
        answer = matcher.search(question)
        assert (*answer.hits, *answer.below)[0].id == right


def test_a_question_finds_by_words_what_is_written_in_the_other_language() -> None:
    encoder = HashingEncoder()
    matcher = Matcher(encoder)
    texts = ("旋转设备预测性维护平台", "城市道路病害巡检系统", "政务热线工单分派")
    matcher.upsert(build_entries(encoder, [Source(at, "supply", title, "", {}) for at, title in enumerate(texts)]))
    answer = matcher.search("predictive maintenance")
    first = (*answer.hits, *answer.below)[0]
    assert first.id == 0
    assert first.foreign
    assert first.raw > 0.03, "by words alone: the vectors have nothing in common"
