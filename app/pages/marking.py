"""Where a text says what somebody asked for: its words marked, and the passage that says most of them. Pure.

What is marked stays the text that people wrote; only comparing is done in one spelling.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from matching.text import HAN, Span, fold, sentences

LOOKED_AT = 6_000
"""Characters of a text in which a passage is looked for."""
LONGEST, BEFORE = 150, 30
"""Characters of a passage, and how many stand before what is marked where it must be cut."""
SHORT_QUESTION = 14
"""Chinese characters up to which any two in a row are taken for a word; of a sentence it must be three."""
BEGINNING = 4
"""Latin letters that may be the beginning of a word."""
_RUN = re.compile(f"[{HAN}]{{1,200}}")
_WORD = re.compile(r"[a-z0-9]{1,60}")

Pieces = Sequence[tuple[str, bool]]
"""A text in pieces, each with whether it is marked."""


@lru_cache(maxsize=20_000)
def _one(character: str) -> str:
    return fold(character)[:1] or " "


def _spelt(text: str) -> str:
    """The text in the spelling in which it is compared, character by character."""
    return "".join(map(_one, text))


@dataclass(frozen=True)
class Wanted:
    """What is looked for: runs of Chinese characters, of which `least` in a row, one of the `grams`, are a word, and
    Latin words."""

    runs: str
    grams: frozenset[str]
    words: frozenset[str]
    least: int

    @classmethod
    def of(cls, question: str) -> "Wanted":
        spelt = _spelt(question)
        runs = _RUN.findall(spelt)
        characters = sum(map(len, runs))
        least = min(2, characters) if characters <= SHORT_QUESTION else 3
        grams = frozenset(run[at : at + least] for run in runs for at in range(len(run) - least + 1))
        return cls("\n".join(runs), grams, frozenset(_WORD.findall(spelt)), least)

    def places(self, text: str) -> list[tuple[int, int]]:
        """Beginning and end of what is said of it, in order, none within another."""
        spelt = _spelt(text)
        return sorted([*self._runs_in(spelt), *self._words_in(spelt)])

    def _runs_in(self, spelt: str) -> Iterator[tuple[int, int]]:
        if not self.least:
            return
        for run in _RUN.finditer(spelt):
            at = run.start()
            while at + self.least <= run.end():
                end = at + self.least
                if spelt[at:end] not in self.grams:
                    at += 1
                    continue
                while end < run.end() and self._goes_on(spelt, at, end + 1):
                    end += 1
                yield at, end
                at = end

    def _goes_on(self, spelt: str, start: int, end: int) -> bool:
        # a look into the set first: to look through the whole question for each character would take seconds
        return spelt[end - self.least : end] in self.grams and spelt[start:end] in self.runs

    def _words_in(self, spelt: str) -> Iterator[tuple[int, int]]:
        for found in _WORD.finditer(spelt):
            word = found[0]
            begun = any(word[:length] in self.words for length in range(BEGINNING, len(word)))
            if (word in self.words and (len(word) > 1 or len(self.words) == 1)) or begun:
                yield found.span()


def marked(text: str, wanted: Wanted) -> Pieces:
    """The whole text in pieces."""
    return list(_pieces(text, wanted.places(text)))


def passage(text: str, wanted: Wanted) -> Pieces:
    """The sentence that says most of what is wanted, cut where it is long; empty where none says any of it."""
    best: Span | None = None
    most = 0
    for sentence in sentences(text[:LOOKED_AT]):
        spelt = _spelt(sentence.text)
        said = {spelt[start:end] for start, end in wanted.places(sentence.text)}
        if (worth := sum(map(len, said))) > most:
            best, most = sentence, worth
    return [] if best is None else _cut(best.text, wanted)


def _cut(sentence: str, wanted: Wanted) -> Pieces:
    first = wanted.places(sentence)[0][0]
    start = 0 if len(sentence) <= LONGEST else max(0, min(first - BEFORE, len(sentence) - LONGEST))
    shown = sentence[start : start + LONGEST]
    pieces = list(_pieces(shown, wanted.places(shown)))
    before = [("…", False)] if start else []
    after = [("…", False)] if start + LONGEST < len(sentence) else []
    return [*before, *pieces, *after]


def _pieces(text: str, places: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    at = 0
    for start, end in places:
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False
