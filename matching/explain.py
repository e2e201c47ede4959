"""Why two texts match: the sentences that carry it, word for word, and the terms they share."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from matching import text as texts_
from matching.encoders.base import Encoder, Matrix
from matching.lexical import Terms
from matching.text import Span

MOST_SENTENCES = 24
MOST_MEASURED = 12
MOST_TERMS = 8
_STOP = frozenset(
    "我们 进行 通过 实现 提供 支持 具有 需要 能够 可以 以及 the an of and or to in for on with is are be by as at".split()  # noqa: SIM905 (a list of words reads best as words)
)


Score: TypeAlias = Callable[[Sequence[str]], Sequence[float]]
"""Raw fused scores of document texts for the query being explained."""

Words: TypeAlias = Callable[[Sequence[Terms]], Sequence[float]]
"""Given the terms of a document's sentences: what words add to the raw score of the whole, and then
of the document without its first, second … sentence."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence of the document, and the sentence of the query nearest to it.

    ``query.text`` and ``document.text`` are verbatim: they stand at their offsets in the texts
    given. ``similarity`` is the cosine of the two. ``share`` is how much of the distance between
    score and floor is lost when the document is judged without this sentence, 0 to 1; ``None``
    where it was not measured or nothing is lost.
    """

    query: Span
    document: Span
    similarity: float
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Sentence pairs, the weightiest first, and shared terms as the document writes them."""

    pairs: tuple[Pair, ...]
    shared_terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A query made ready to be explained against several documents.

    ``vectors`` has one row more than there are ``spans``: first the whole query's, then each sentence's.
    """

    text: str
    spans: tuple[Span, ...]
    vectors: Matrix
    words: Mapping[str, int]

    @classmethod
    def of(cls, query: str, encoder: Encoder) -> "Question":
        spans = texts_.sentences(query)[:MOST_SENTENCES]
        vectors = encoder.encode_queries([query, *(span.text for span in spans)])
        return cls(query, tuple(spans), vectors, _words(query))


def explain(
    query: str | Question,
    document: str,
    encoder: Encoder,
    most_pairs: int = 3,
    *,
    given: Matrix | None = None,
    words: Words | None = None,
    score: Score | None = None,
    floor: float = 0.0,
) -> Explanation:
    """Explain why ``document`` answers ``query``; texts without a sentence give no pairs.

    Quoted are the sentences whose absence would cost most. Without ``score`` that is estimated and
    nothing but sentences is encoded: the mean of the sentences' vectors stands for the document's.

    :param given: what :func:`sentence_vectors` gave for the document, when it was kept
    :param words: makes the estimate better: what the words of the whole and of the rest are worth
    :param score: measures: the document is judged again without each of its likeliest sentences
    :param floor: the floor that ``score`` is held against
    """
    asked = query if isinstance(query, Question) else Question.of(query, encoder)
    spans = texts_.sentences(document)[:MOST_SENTENCES]
    shared = _shared(asked.words, document)
    if not asked.spans or not spans:
        return Explanation((), shared)
    rows = sentence_vectors(document, encoder) if given is None else given
    likely = _estimated(asked.vectors[0], rows) + (_lost_words(spans, words) if words is not None else 0)
    weightiest = np.argsort(-likely, kind="stable")
    lost: dict[int, float] = {}
    if score is not None:
        lost = _lost(document, {at: spans[at] for at in weightiest[:MOST_MEASURED].tolist()}, score, floor)
        weightiest = np.array(sorted(lost, key=lambda at: -lost[at]), np.int64)
    near = asked.vectors[1:] @ rows.T
    pairs = [_pair(at, asked.spans, spans, near, lost.get(at)) for at in weightiest[:most_pairs].tolist()]
    return Explanation(tuple(pairs), shared)


def _estimated(asked: npt.NDArray[np.float32], rows: Matrix) -> npt.NDArray[np.float64]:
    """For each sentence, how much nearer the mean of all is to the query than the mean of the others."""
    whole = rows.sum(axis=0)
    means = np.vstack([whole, whole - rows])
    near = (means @ asked / np.maximum(np.linalg.norm(means, axis=1), 1e-9)).astype(np.float64)
    return np.asarray(near[0] - near[1:])


def _lost_words(spans: Sequence[Span], words: Words) -> npt.NDArray[np.float64]:
    """For each sentence, what the words are worth less without it."""
    full, *left = words([Terms.of(span.text) for span in spans])
    return full - np.array(left)


def sentence_vectors(document: str, encoder: Encoder) -> Matrix:
    """The vectors of a document's sentences, worth keeping where it is explained often."""
    return encoder.encode_passages([span.text for span in texts_.sentences(document)[:MOST_SENTENCES]])


def _pair(at: int, asked: Sequence[Span], spans: Sequence[Span], near: Matrix, lost: float | None) -> Pair:
    row = int(near[:, at].argmax())
    share = None if lost is None or lost <= 0 else min(lost, 1.0)
    return Pair(asked[row], spans[at], float(near[row, at]), share)


def _lost(document: str, spans: dict[int, Span], score: Score, floor: float) -> dict[int, float]:
    """For each sentence, the share of (score - floor) that goes when it is left out."""
    full, *left = score([document, *(without(document, span) for span in spans.values())])
    height = max(full - floor, 1e-9)
    return {at: (full - one) / height for at, one in zip(spans, left, strict=True)}


def without(document: str, span: Span) -> str:
    """The document with one sentence left out."""
    return document[: span.start] + document[span.end :]


def shared_terms(query: str, document: str) -> tuple[str, ...]:
    """Words of both texts, longest first, as the document writes them."""
    return _shared(_words(query), document)


def _shared(wanted: Mapping[str, int], document: str) -> tuple[str, ...]:
    found = _words(document)
    both = sorted(set(wanted) & set(found), key=lambda word: (-len(word), found[word]))
    kept: list[str] = []
    for word in both:
        if len(kept) == MOST_TERMS:
            break
        if not any(word in longer for longer in kept):
            kept.append(word)
    return tuple(document[found[word] : found[word] + len(word)] for word in kept)


def _words(text: str) -> dict[str, int]:
    """Words worth showing, in lower case, with the place they first stand at."""
    import rjieba  # at the first explanation: its dictionary takes 30 MB

    lowered = text.lower() if len(text.lower()) == len(text) else text
    words: dict[str, int] = {}
    at = 0
    for word in rjieba.cut(lowered):
        if len(word) > 1 and word not in _STOP and any(map(str.isalpha, word)):
            words.setdefault(word, at)
        at += len(word)
    return words
