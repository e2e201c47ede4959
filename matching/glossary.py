"""Other words for what is asked: what a question has in common with texts that say it otherwise, or in the other language.

Between two languages a small model sees that two texts are of one field, but hardly whether they are about the same
thing; and of a question of two words (坑洼) it knows too little to be sure of the text that says 坑槽. Words say that, once
they are the same. The list is short and written by hand (``glossary.txt``, a meaning to a line, its words in both
languages or in Chinese alone): a dictionary of everything would bring in every sense of every word.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matching import text as texts_
from matching.content import tells
from matching.lexical import Terms, among, term_hash

_LIST = Path(__file__).with_name("glossary.txt")
_END = re.compile(r"(?:(?<![aeiou])y|s|x|ch|sh|\w)$")
_ENDINGS = {"y": "ies", "s": "s", "x": "xes", "ch": "ches", "sh": "shes"}

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Words:
    """Words, by the hashes of their terms (one after another in ``hashes``), and those of the others that mean the same."""

    hashes: Hashes
    starts: npt.NDArray[np.int64]
    own: tuple[frozenset[int], ...]
    meanings: tuple[frozenset[int], ...]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, Iterable[str]]]) -> "Words":
        kept = [
            (own, hashed(meaning)) for word, meaning in pairs for own in {hashed([one]) for one in _inflected(word)}
        ]
        sizes = [len(own) for own, _ in kept]
        flat = np.array([one for own, _ in kept for one in own], np.uint64)
        return cls(flat, np.append(0, np.cumsum(sizes)[:-1]), *zip(*kept, strict=True))

    def other(self, terms: Terms) -> frozenset[int]:
        """The other words for those that a text has; of words within a longer one only for the longer."""
        found = np.logical_and.reduceat(among(self.hashes, terms.hashes), self.starts)
        there = np.flatnonzero(found).tolist()
        longest = [at for at in there if not any(self.own[at] < self.own[other] for other in there)]
        return frozenset().union(*(self.meanings[at] for at in longest))


def hashed(words: Iterable[str]) -> frozenset[int]:
    return frozenset(term_hash(term) for word in words for term in texts_.terms(word))


def _inflected(word: str) -> Iterator[str]:
    """A word as it is, and an English one in the plural too: texts are not reduced to stems."""
    yield word
    if word.isascii():
        yield _END.sub(lambda end: _ENDINGS.get(end.group(), end.group() + "s"), word)


def listed() -> list[tuple[list[str], list[str]]]:
    """The words of each line, Chinese and English."""
    sides = (line.partition(" = ") for line in _LIST.read_text(encoding="utf-8").splitlines())
    return [(chinese.split(", "), english.split("; ") if english else []) for chinese, _, english in sides]


@lru_cache(maxsize=1)
def _glossary() -> Words:
    others: dict[str, list[str]] = defaultdict(list)
    for chinese, english in listed():
        for word in chinese:
            others[word] += _without(word, chinese) + _forms(english)
        for word in english:  # of several Chinese words the first is the usual one
            others[word] += chinese[:1] + _forms(_without(word, english))
    return Words.of(others.items())


def _without(word: str, words: Iterable[str]) -> list[str]:
    return [other for other in words if other != word]


def _forms(words: Iterable[str]) -> list[str]:
    return [form for word in words for form in _inflected(word)]


@lru_cache(maxsize=1)
def _spelled() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """Finds listed words in a text, the longer first; and of each the words of the other language."""
    others: dict[str, list[str]] = defaultdict(list)
    for chinese, english in listed():
        for word in chinese:
            others[word.lower()] += english
        for form in _forms(english):
            others[form.lower()] += chinese
    words = sorted(others, key=len, reverse=True)
    return re.compile(
        "|".join(rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word) for word in words), re.ASCII
    ), others


def elsewhere(text: str) -> frozenset[str]:
    """What the listed words of a text are called in the other language."""
    found, others = _spelled()
    return frozenset(word for one in found.findall(text.lower()) for word in others[one])


@lru_cache(maxsize=1)
def _numbered() -> Words:
    lines = ((at, words) for at, words in enumerate(listed()) if all(map(tells, words[0])))
    return Words.of((word, [f"concept{at}"]) for at, (chinese, english) in lines for word in (*chinese, *english))


def concepts(terms: Terms) -> frozenset[int]:
    """What the listed words of a text mean, each by a number: the same for all words of a line, in both languages. Without
    what does not tell one thing from another."""
    return _numbered().other(terms) if len(terms.hashes) else frozenset()


def widened(terms: Terms) -> Terms:
    """The terms of a text, and once each those of other words for what it says, in both languages."""
    added = _glossary().other(terms) - set(terms.hashes.tolist()) if len(terms.hashes) else ()
    if not added:
        return terms
    hashes = np.concatenate([terms.hashes, np.array(sorted(added), np.uint64)])
    counts = np.concatenate([terms.counts, np.ones(len(added), np.uint16)])
    order = np.argsort(hashes)
    return Terms(hashes[order], counts[order])
