"""Why two texts match: their nearest sentences, word for word, and the terms they share."""

from dataclasses import dataclass

import numpy as np
import rjieba

from matching import text as texts_
from matching.encoders.base import Encoder
from matching.text import Span

MOST_SENTENCES = 24
MOST_TERMS = 8
_STOP = frozenset(
    "我们 进行 通过 实现 提供 支持 具有 需要 能够 可以 以及 the an of and or to in for on with is are be by as at".split()  # noqa: SIM905 (a list of words reads best as words)
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence of the query and the sentence of the document nearest to it.

    ``query.text`` and ``document.text`` are verbatim: they stand at their offsets in the texts
    given. ``similarity`` is the cosine.
    """

    query: Span
    document: Span
    similarity: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Sentence pairs, nearest first, and shared terms as the document writes them."""

    pairs: tuple[Pair, ...]
    shared_terms: tuple[str, ...]


def explain(query: str, document: str, encoder: Encoder, most_pairs: int = 3) -> Explanation:
    """Explain why ``document`` answers ``query``.

    No sentence is used twice. Texts without a sentence give no pairs.
    """
    asked = texts_.sentences(query)[:MOST_SENTENCES]
    given = texts_.sentences(document)[:MOST_SENTENCES]
    shared = shared_terms(query, document)
    if not asked or not given:
        return Explanation((), shared)
    near = (
        encoder.encode_queries([span.text for span in asked]) @ encoder.encode_passages([span.text for span in given]).T
    )
    pairs = []
    for _ in range(min(most_pairs, len(asked), len(given))):
        row, column = np.unravel_index(int(near.argmax()), near.shape)
        pairs.append(Pair(asked[row], given[column], float(near[row, column])))
        near[row, :] = near[:, column] = -np.inf
    return Explanation(tuple(pairs), shared)


def shared_terms(query: str, document: str) -> tuple[str, ...]:
    """Words of both texts, longest first, as the document writes them."""
    wanted = _words(query)
    found = _words(document)
    both = sorted(set(wanted) & set(found), key=lambda word: (-len(word), found[word]))
    kept: list[str] = []
    for word in both:
        if not any(word in longer for longer in kept):
            kept.append(word)
    return tuple(document[found[word] : found[word] + len(word)] for word in kept[:MOST_TERMS])


def _words(text: str) -> dict[str, int]:
    """Words worth showing, in lower case, with the place they first stand at."""
    lowered = text.lower() if len(text.lower()) == len(text) else text
    words: dict[str, int] = {}
    at = 0
    for word in rjieba.cut(lowered):
        if len(word) > 1 and word not in _STOP and any(map(str.isalpha, word)):
            words.setdefault(word, at)
        at += len(word)
    return words
