"""Words of the trade in the other language: what a question in one has in common with texts in the other.

Between two languages a small model sees that two texts are of one field, but hardly whether they are about the same
thing; words say that, once they are the same. The list is short and written by hand (``glossary.txt``, words with one
meaning to a line): a dictionary of everything would bring in every sense of every word.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matching import text as texts_
from matching.lexical import Terms, among, term_hash

_LIST = Path(__file__).with_name("glossary.txt")
_END = re.compile(r"(?:(?<![aeiou])y|s|x|ch|sh|\w)$")
_ENDINGS = {"y": "ies", "s": "s", "x": "xes", "ch": "ches", "sh": "shes"}

Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one language, by the hashes of their terms (one after another in ``hashes``), and those of what they mean."""

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

    def across(self, terms: Terms) -> frozenset[int]:
        """What the words mean that a text has; of words within a longer one only the longer."""
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
    return [(chinese.split(", "), english.split("; ")) for chinese, _, english in sides]


@lru_cache(maxsize=1)
def _glossary() -> dict[str, Words]:
    rows = listed()
    plural = [[form for word in english for form in _inflected(word)] for _, english in rows]
    return {
        "zh": Words.of((word, english) for (chinese, _), english in zip(rows, plural, strict=True) for word in chinese),
        "en": Words.of((word, chinese[:1]) for chinese, english in rows for word in english),
    }


def in_both(terms: Terms, lang: str) -> Terms:
    """The terms of a text in ``lang``, and once each those of what its words are called in the other language."""
    words = _glossary().get(lang)
    added = words.across(terms) - set(terms.hashes.tolist()) if words is not None and len(terms.hashes) else ()
    if not added:
        return terms
    hashes = np.concatenate([terms.hashes, np.array(sorted(added), np.uint64)])
    counts = np.concatenate([terms.counts, np.ones(len(added), np.uint16)])
    order = np.argsort(hashes)
    return Terms(hashes[order], counts[order])
