"""Which words of a text carry what it is about: no function words, dates, numbers, nor words of any text."""

import re
from functools import lru_cache
from pathlib import Path

from matching.characters import nfkc

_ENGLISH = re.compile(r"[a-z][a-z0-9+#]*+(?:[-'./][a-z0-9+#]++)*+")
_HAN = re.compile(r"[一-龥]")
_ENDING = re.compile(r"(?<=[a-z]{3})(?:ings?|ed|e?s|e|is|ally|ly)$")
_NOT = frozenset("不 不得 不能 不会 不可 不要 不准 没 没有 未 无 非 别 勿 禁止 严禁".split())  # noqa: SIM905
"""What the next word is said not to be: 不得出院 is not about 出院."""
# The parts of speech (rjieba) that name things: nouns, verbal nouns, idioms, abbreviations, verbs, adjectives, foreign words.
_NAMING = frozenset({"n", "v", "a", "l", "i", "j", "e", "b", "z", "s"})
_IDLE = frozenset(Path(__file__).with_name("idle.txt").read_text(encoding="utf-8").split())
"""Words that any text of the trade has: no shared term, no content of a quote."""
_COMMON = frozenset(Path(__file__).with_name("common.txt").read_text(encoding="utf-8").split())
"""Words of content that texts of all fields share: what is done, with what, for whom. Texts of one thing share others."""
REMEMBERED = 8192
"""Sentences whose reading is kept, some megabytes."""


def words(text: str) -> dict[str, int]:
    """Words of content, in lower case, with the first place they stand at."""
    import rjieba  # at the first explanation: its dictionary takes 30 MB

    lowered = text.lower() if len(text.lower()) == len(text) else text
    found: dict[str, int] = {}
    at, before = 0, ""
    for word, kind in rjieba.tag(lowered):
        if _carries(word, kind) and before not in _NOT:
            found.setdefault(word, at)
        at += len(word)
        before = word
    return found


def _carries(word: str, kind: str) -> bool:
    if len(word) < 2 or word in _IDLE:
        return False
    return bool(_ENGLISH.fullmatch(word)) or (kind[:1] in _NAMING and bool(_HAN.search(word)))


@lru_cache(maxsize=REMEMBERED)
def stems(text: str) -> frozenset[str]:
    """The words of content for comparing: NFKC, lower case, English ones without their endings."""
    return frozenset(_ENDING.sub("", word) if word.isascii() else word for word in words(nfkc(text).replace("-", " ")))


def tells(word: str) -> bool:
    """Whether a word of content tells one thing from another."""
    return word not in _COMMON and word not in _IDLE


def telling(text: str) -> frozenset[str]:
    """The words of content that tell what a text is about, for comparing."""
    return frozenset(filter(tells, stems(text)))
