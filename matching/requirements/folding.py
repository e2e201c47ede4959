"""Folding, sentences and clauses, all by offsets, so that what is quoted later is verbatim."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from matching.requirements.values import Source

# Chinese characters are no word characters here, so that \b stands between 过 and CE; full-width spaces are folded.
FLAGS = re.IGNORECASE | re.ASCII
_KEEP = {"²": "²", "³": "³"}
_ROMAN = dict(zip("ⅠⅡⅢⅣ", "ⅰⅱⅲⅳ", strict=True))
_DASHES = dict.fromkeys("—–−﹣‐‑", "-")
_SENTENCE_END = re.compile(r"[。!?;\n\r]|(?<!\bNo)(?<!\bno)(?<!approx)(?<!\bmax)(?<!\bmin)\.(?=\s|$)")
# A comma between digits groups them; 但 and its like begin a thought that a negation before does not reach.
LONGEST_CLAUSE, LONGEST_SENTENCE = 300, 1000
_CLAUSE_END = re.compile(
    r",(?!\d{3}(?!\d))|(?=但是|但(?!是)|不过(?!滤)|然而|而(?![且是])|(?<=[^\s])\s(?:but|however|while|whereas)\s)"
    r"|(?<![不非])(?=并且|并已|且(?!慢))|(?<=\w)(?=\sand\s+(?:the\s+)?(?:\w+\s)?(?:accuracy|latency|recall|precision))",
    FLAGS,
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a text, `folded` for reading and as long as its original, which starts at `start`."""

    folded: str
    start: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause with the sentence it belongs to; offsets of both count in the whole text."""

    origin: str
    original: str
    folded: str
    start: int
    sentence: Stretch

    def source(self, start: int, end: int) -> Source:
        """The verbatim source of clause[start:end]."""
        low, high = self.start + start, self.start + end
        first = self.sentence.start
        context = self.original[first : first + len(self.sentence.folded)].strip()
        return Source(self.origin, self.original[low:high], low, high, context)

    @property
    def after(self) -> str:
        """What follows the clause in its sentence."""
        return self.sentence.folded[self.offset + len(self.folded) :]

    @property
    def offset(self) -> int:
        """Where the clause begins inside its sentence."""
        return self.start - self.sentence.start


class _Folding(dict[int, str]):
    """A table for str.translate that learns each character when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        normal = unicodedata.normalize("NFKC", _DASHES.get(character, character))
        self[code] = normal if len(normal) == 1 else character
        return self[code]


_FOLDING = _Folding({ord(character): folded for character, folded in (_ROMAN | _KEEP).items()})


def fold(text: str) -> str:
    """Full-width to half-width, one character for one, so that offsets stay true. Case is kept (mW, MW)."""
    return text.translate(_FOLDING)


def _cut(folded: str, pattern: re.Pattern[str]) -> Iterator[Stretch]:
    begin = 0
    for match in pattern.finditer(folded):
        if match.start() > begin:
            yield Stretch(folded[begin : match.start()], begin)
        begin = match.end()
    if begin < len(folded):
        yield Stretch(folded[begin:], begin)


def sentences(text: str) -> Iterator[Stretch]:
    """The sentences of a text, without their end marks."""
    return _cut(fold(text), _SENTENCE_END)


def _windows(sentence: Stretch) -> Iterator[Stretch]:
    """The sentence, or, where it is longer than people write, runs of its clauses; offsets count in the text."""
    begin = end = 0
    for part in _cut(sentence.folded, _CLAUSE_END):
        if part.start + len(part.folded) - begin > LONGEST_SENTENCE and end > begin:
            yield Stretch(sentence.folded[begin:end], sentence.start + begin)
            begin = part.start
        end = part.start + len(part.folded)
    yield Stretch(sentence.folded[begin:], sentence.start + begin)


@lru_cache(maxsize=32)
def clauses(text: str, origin: str) -> tuple[tuple[Clause, ...], ...]:
    """For each sentence its clauses. `origin` names the field that the text comes from.

    Clauses of more than LONGEST_CLAUSE characters are tables or noise, not language, and are left out: what is not
    read stays open. The last few texts are remembered, because one reader after the other asks for the same one.
    """
    windows = [window for sentence in sentences(text) for window in _windows(sentence)]
    return tuple(
        tuple(
            Clause(origin, text, part.folded, window.start + part.start, window)
            for part in _cut(window.folded, _CLAUSE_END)
            if len(part.folded) <= LONGEST_CLAUSE
        )
        for window in windows
    )
