"""Folding, sentences and clauses, all by offsets, so that what is quoted later is verbatim."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from matching.requirements.values import Source

# Chinese characters are no word characters here, so that \b stands between 过 and CE; full-width spaces are folded.
FLAGS = re.IGNORECASE | re.ASCII
_KEEP = {"²", "³"}
_ROMAN = dict(zip("ⅠⅡⅢⅣ", "ⅰⅱⅲⅳ", strict=True))
_DASHES = dict.fromkeys("—–−﹣‐‑", "-")
_SENTENCE_END = re.compile(r"[。!?;\n\r]|(?<!\bNo)(?<!\bno)(?<!approx)(?<!\bmax)(?<!\bmin)\.(?=\s|$)")
# A comma between digits groups them; 但 and its like begin a thought that a negation before does not reach.
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
    def offset(self) -> int:
        """Where the clause begins inside its sentence."""
        return self.start - self.sentence.start


def fold(text: str) -> str:
    """Full-width to half-width, one character for one, so that offsets stay true. Case is kept (mW, MW)."""
    return "".join(_fold_character(character) for character in text)


def _fold_character(character: str) -> str:
    if character in _KEEP or character in _ROMAN:
        return _ROMAN.get(character, character)
    normal = unicodedata.normalize("NFKC", _DASHES.get(character, character))
    return normal if len(normal) == 1 else character


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


def clauses(text: str, origin: str) -> Iterator[list[Clause]]:
    """For each sentence its clauses. `origin` names the field that the text comes from."""
    for sentence in sentences(text):
        yield [
            Clause(origin, text, part.folded, sentence.start + part.start, sentence)
            for part in _cut(sentence.folded, _CLAUSE_END)
        ]
