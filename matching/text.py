"""Texts for search: folding, sentences with offsets, terms, windows, a guess at the language.

Folding is for the index alone; whatever is shown to people is a span of the text they wrote.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import opencc

from matching.characters import nfkc

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_HAN_RUN = re.compile(f"[{HAN}]+")
_UNITS = r"%fs|%|‰|℃|°c|(?:k|m|g|t)?(?:b|hz|w|v|a|wh|bps)|(?:m|n|u|μ|k|c|d)?(?:m|s|g|l|pa)|万|亿|年|月|日|天|小时|元"
_TOKEN = re.compile(
    r"(?P<word>[a-z][a-z0-9]*(?:[-_./+#][a-z0-9+#]+)*[+#]*|\d+[a-z][a-z0-9-]*)"
    rf"|(?P<number>\d+(?:[.,]\d+)*(?:\s?(?:{_UNITS})(?![a-z]))?)"
    r"|(?P<other>[^\W\d_]+)"
)
_LATIN = re.compile(r"[A-Za-z]+")
_PART = re.compile(r"[a-z0-9]+")
_SENTENCE_END = re.compile(r"[。！？!?；;\n\r]+[”’」』）)\"']*|\.(?=\s+[A-Z\"'(]|\s*(?:\n|$))")
_SENTENCE_LIMIT = 400


@dataclass(frozen=True, slots=True)
class Span:
    """A verbatim piece of a text: ``source[start:end] == text``."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def normalise(text: str) -> str:
    """One spelling for one thing: NFKC, lower case, blanks folded."""
    return " ".join(nfkc(text).lower().split())


def simplified(text: str) -> str:
    """The text in simplified characters, otherwise as it is. For searching only, never for showing."""
    return str(_simplifier().convert(text))


def fold(text: str) -> str:
    """Normalised text in simplified characters. For searching only, never for showing."""
    return simplified(normalise(text))


def language(text: str) -> str:
    """``zh``, ``en`` or ``""``: by the share of Han characters among the letters."""
    han = sum(len(run) for run in _HAN_RUN.findall(text))
    latin = len(_LATIN.findall(text))
    if not han and not latin:
        return ""
    return "zh" if han >= latin else "en"


def terms(text: str) -> list[str]:
    """Search terms: character pairs, words, numbers with units.

    Han text gives its character pairs, or the single character where a run is only one long: no
    segmentation can go wrong, and segmented words beside the pairs found nothing more. A compound
    such as ``gpt-4o`` gives itself and its parts.
    """
    folded = fold(text)
    found: list[str] = []
    for run in _HAN_RUN.findall(folded):
        found.extend([a + b for a, b in pairwise(run)] or [run])
    for match in _TOKEN.finditer(_HAN_RUN.sub(" ", folded)):
        whole = match.group().replace(" ", "")
        found.append(whole)
        parts = _PART.findall(whole)
        found.extend(parts if match.lastgroup == "word" and len(parts) > 1 else [])
    return found


def sentences(text: str) -> list[Span]:
    """Sentences and list items with their offsets, blanks trimmed; an endless one is cut."""
    spans = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        spans.extend(_trimmed(text, start, match.end()))
        start = match.end()
    spans.extend(_trimmed(text, start, len(text)))
    return spans


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    spans = []
    for cut in range(start, end, _SENTENCE_LIMIT):
        piece = text[cut : min(cut + _SENTENCE_LIMIT, end)]
        left = cut + len(piece) - len(piece.lstrip())
        kept = piece.strip()
        if any(character.isalnum() for character in kept):
            spans.append(Span(kept, left, left + len(kept)))
    return spans


def windows(text: str, tokens: Sequence[tuple[int, int]], size: int, limit: int) -> list[str]:
    """Cut a text into at most ``limit`` pieces of at most ``size`` tokens each.

    Cuts fall behind the last sentence that fits, or at a token where a sentence is longer than a
    window. ``tokens`` are the (start, end) offsets of the model's tokens.
    """
    if len(tokens) <= size:
        return [text]
    ends = {match.end() for match in _SENTENCE_END.finditer(text)}
    pieces: list[str] = []
    first = 0
    while first < len(tokens) and len(pieces) < limit:
        last = _last_token(tokens, first, size, ends)
        pieces.append(text[tokens[first][0] : tokens[last - 1][1]])
        first = last
    return pieces


def _last_token(tokens: Sequence[tuple[int, int]], first: int, size: int, ends: set[int]) -> int:
    """One past the window's last token: after a sentence end in its second half, if there is one."""
    furthest = min(first + size, len(tokens))
    if furthest == len(tokens):
        return furthest
    for last in range(furthest, first + size // 2, -1):
        if tokens[last - 1][1] in ends:
            return last
    return furthest
