"""Sentences that say no: read for what they are, and no reason for anything."""

import pytest

from matching import HashingEncoder, Matcher
from matching.content import words
from matching.denials import Asking, denials, denied
from matching.explain import explain
from matching.sides import is_list
from tests.matching.denied import ALL, CHINESE, ENGLISH, FRESH, Row

SUPPLY = "乳腺影像辅助阅片。目前没有内涵质控功能。软件自动检出肺结节，给出长短径。产品、医疗、机器视觉、本地部署、试用"


def read(row: Row) -> bool:
    return denied(denials(row.sentence), Asking.of(row.question))


@pytest.mark.parametrize("rows", [CHINESE, ENGLISH, FRESH, ALL], ids=["Chinese", "English", "fresh", "all"])
def test_of_what_is_read_as_a_no_nearly_all_is_one_and_nearly_every_one_is_found(rows: list[Row]) -> None:
    read_so = [row for row in rows if read(row)]
    true = sum(row.denied for row in read_so)
    assert true / len(read_so) >= 0.95
    assert true / sum(row.denied for row in rows) >= (0.9 if rows is FRESH else 0.95)


def test_half_of_the_pairs_only_sound_like_a_no() -> None:
    assert len([*CHINESE, *ENGLISH]) == 150
    assert sum(row.denied for row in [*CHINESE, *ENGLISH]) == 75


@pytest.mark.parametrize(
    "sentence", ["", "。", "不", "不不不不", "没有", "not not", "仅限", "无，无，无", "：不支持", "（" * 300]
)
def test_odd_sentences_are_read_without_a_word(sentence: str) -> None:
    assert not denied(denials(sentence), Asking.of("私有化部署"))


@pytest.mark.parametrize("bound", ["未超过2%", "没有超过2%", "没超过2%", "不得超过2%", "未低于0.1%", "不得低于0.1%"])
def test_a_bound_says_no_to_nothing(bound: str) -> None:
    assert denials(f"粉尘环境下煤量识别误差{bound}。") == ()


def test_what_says_no_is_counter_evidence_and_never_a_quote() -> None:
    found = explain("病历内涵质控。肺结节自动检出。", SUPPLY, HashingEncoder(), ground=0)
    assert [(asked.text, said.text) for asked, said in found.against] == [("病历内涵质控。", "目前没有内涵质控功能。")]
    assert not any("没有" in pair.document.text for pair in found.pairs)


def test_the_side_that_offers_is_the_one_that_says_no() -> None:
    need, offer = "目前没有内涵质控功能。希望自动提示矛盾。", "提供病历内涵质控功能。"
    assert not explain(offer, need, HashingEncoder(), seeking=True).against
    (found,) = Matcher(HashingEncoder()).reasons(
        "病历质控软件，不支持私有化部署。", ["须支持私有化部署。"], seeking=True
    )
    assert [said.text for _, said in found.against] == ["须支持私有化部署。"]


def test_a_quote_says_something_that_is_asked() -> None:
    found = explain("肺结节自动检出", SUPPLY, HashingEncoder())
    assert [pair.document.text for pair in found.pairs] == ["软件自动检出肺结节，给出长短径。"]
    assert not explain("难点说在前面", "先把底片过一遍。", HashingEncoder()).pairs


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("产品、医疗、机器视觉、试用", True),
        ("Product, Health care, Machine vision", True),
        ("检出气泡、结石、裂纹。", False),
        ("医疗", False),
    ],
)
def test_labels_in_a_row_are_no_sentence(text: str, so: bool) -> None:
    assert is_list(text) is so


def test_words_of_content_are_no_function_words_dates_or_what_is_ruled_out() -> None:
    assert not {"没有", "以上", "去年", "出院"} & set(words("去年以上没有停机，患者数据不得出院。"))
    assert {"结节", "灵敏度"} <= set(words("肺结节检出灵敏度"))
