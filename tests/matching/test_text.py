"""Texts for search."""

import time
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from matching import text as texts
from matching.characters import MOST_MARKS, nfkc


def test_terms_of_mixed_text() -> None:
    found = texts.terms("滬江網路，精度≤1 %FS、200 ms，用 GPT-4o 与 C++")
    assert {"沪江", "江网", "网路", "精度", "1%fs", "200ms", "gpt-4o", "gpt", "4o", "c++", "与"} <= set(found)


def test_terms_of_other_scripts_and_nothing() -> None:
    assert texts.terms("Москва и я") == ["москва", "и", "я"]
    assert texts.terms("😀 。") == []


def test_language() -> None:
    assert texts.language("肺结节检测 AI") == "zh"
    assert texts.language("Lung nodule 检") == "en"
    assert texts.language("12 %") == ""


def test_sentences_split_in_both_languages() -> None:
    spans = texts.sentences("支持私有化。精度98.5%！\n- One item. Another one.\n；")
    assert [span.text for span in spans] == ["支持私有化。", "精度98.5%！", "- One item.", "Another one."]


def test_an_endless_sentence_is_cut() -> None:
    assert [len(span.text) for span in texts.sentences("长" * 900)] == [400, 400, 100]


@given(st.text(max_size=300))
def test_sentences_are_verbatim(text: str) -> None:
    for span in texts.sentences(text):
        assert text[span.start : span.end] == span.text


@given(st.text(alphabet="ab。\n ", max_size=120), st.integers(2, 20), st.integers(1, 6))
def test_windows_are_pieces_in_order(text: str, size: int, limit: int) -> None:
    tokens = [(at, at + 1) for at in range(len(text))]
    pieces = texts.windows(text, tokens, size, limit)
    assert len(pieces) <= limit
    assert all(len(piece) <= size for piece in pieces) or pieces == [text]
    assert text.startswith("".join(pieces))
    if len(text) <= limit * (size // 2):
        assert "".join(pieces) == text


def test_windows_end_behind_a_sentence() -> None:
    text = "一二三四五。六七八九十。"
    tokens = [(at, at + 1) for at in range(len(text))]
    assert texts.windows(text, tokens, 8, 4) == ["一二三四五。", "六七八九十。"]


@given(st.text() | st.text("aé中\u0301\u0315\u0f73\uff9eｶ", max_size=MOST_MARKS))
def test_ordinary_text_gets_its_normal_form(text: str) -> None:
    assert nfkc(text) == unicodedata.normalize("NFKC", text)


def test_marks_by_the_thousand_are_cut_and_cost_nothing() -> None:
    start = time.thread_time()
    for marks in ("\u0315\u0300", "\u0f73\u0f71", "\uff9e\u0315"):
        assert nfkc("a" + marks * 100_000 + "b")[-1] == "b"
    assert time.thread_time() - start < 2
    assert nfkc("e" + "\u0301" * 1000) == "é" + "\u0301" * (MOST_MARKS - 1)
