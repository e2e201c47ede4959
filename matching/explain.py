"""Why two texts match: the sentences that carry it, word for word, the terms they share, and what speaks against it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from matching import text as texts_
from matching.content import words as content_words
from matching.encoders.base import Encoder, Matrix
from matching.entry import full_text
from matching.lexical import Terms
from matching.sides import Side, at_odds, is_list, kinship
from matching.text import Span

MOST_SENTENCES = 24
MOST_MEASURED = 12
MOST_TERMS = 8
GROUND = 0.6
"""From here on a pair of sentences is a ground: the cosine of the two and ``SHARED`` for each thing that both speak of."""
SHARED, MOST_SHARED, APART = 0.13, 3, 1.0


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
    """Sentence pairs, the weightiest first, and shared terms as the document writes them.

    ``against`` are a sentence of the query and one of the document, of which one says no to what the other asks for. No
    quote of ``pairs`` says no to anything.
    """

    pairs: tuple[Pair, ...]
    shared_terms: tuple[str, ...]
    against: tuple[tuple[Span, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A query made ready to be explained against several documents.

    ``vectors`` has one row more than there are sentences: first the whole query's, then each sentence's.
    """

    text: str
    side: Side
    vectors: Matrix
    words: Mapping[str, int]

    @classmethod
    def of(cls, query: str, encoder: Encoder) -> "Question":
        side = Side.of(query)
        vectors = encoder.encode_queries([query, *(span.text for span in side.spans[:MOST_SENTENCES])])
        return cls(query, side, vectors, content_words(query))


def explain(
    query: str | Question,
    document: str,
    encoder: Encoder,
    most_pairs: int = 3,
    *,
    title: str = "",
    given: Matrix | None = None,
    words: Words | None = None,
    score: Score | None = None,
    floor: float = 0.0,
    abroad: float = 0.0,
    seeking: bool = False,
    ground: float = GROUND,
) -> Explanation:
    """Explain why ``document`` answers ``query``; texts without a sentence give no pairs.

    Quoted are the sentences whose absence would cost most, of those that are grounds: they say something, nothing in them
    says no, and they speak of what the nearest sentence of the query speaks of. Without ``score`` the cost is estimated
    and nothing but sentences is encoded: the mean of the sentences' vectors stands for the document's.

    :param title: of a document that comes without: no quote, but what may be denied
    :param given: what :func:`sentence_vectors` gave for the document, when it was kept
    :param words: makes the estimate better: what the words of the whole and of the rest are worth
    :param score: measures: the document is judged again without each of its likeliest sentences
    :param floor: the floor that ``score`` is held against
    :param abroad: the share by which a cosine counts for more, where the two are in two languages
    :param seeking: the document is a need and the query what is offered; by default the other way round
    :param ground: the least that a pair of sentences must have in common, see ``GROUND``
    """
    asked = query if isinstance(query, Question) else Question.of(query, encoder)
    side = Side.of(document)
    shared = _shared(asked.words, document)
    if not asked.side.spans or not side.spans:
        return Explanation((), shared)
    rows = sentence_vectors(document, encoder) if given is None else given
    near = asked.vectors[1:] @ rows.T
    spans = side.spans[: len(rows)]
    likely = _estimated(asked.vectors[0], rows) + (_lost_words(spans, words) if words is not None else 0)
    common = near * (1 + abroad) + _common(asked.side, side)[: len(near), : len(rows)]
    against = at_odds(asked.side, Side.of(full_text(title, document)) if title else side, seeking=seeking)
    quotable = _quotable(side, {said.text for _, said in against})
    likeliest = [at for at in np.argsort(-likely, kind="stable").tolist() if at in quotable]
    grounds = [at for at in likeliest if common[:, at].max() >= ground] or _closest(common, asked.side, side, quotable)
    measured = {at: spans[at] for at in grounds[:MOST_MEASURED]}
    lost = {} if score is None else _lost(document, measured, score, floor)
    grounds = sorted(lost, key=lambda at: -lost[at]) if lost else grounds
    asked_by = common.argmax(axis=0).tolist()
    pairs = [_pair(asked_by[at], at, asked.side, side, near, lost.get(at)) for at in grounds[:most_pairs]]
    return Explanation(tuple(pairs), shared, against)


def _quotable(side: Side, refused: Collection[str]) -> set[int]:
    """Sentences that may be a reason: they say what is so, and are sentences, no lists of labels."""
    said = enumerate(zip(side.spans, side.denials, strict=True))
    return {
        at
        for at, (span, no) in said
        if span.text not in refused and not any(one.firm for one in no) and not is_list(span.text)
    }


def _common(asked: Side, side: Side) -> npt.NDArray[np.float64]:
    """For each two sentences, what it adds that they speak of the same things; those that do not are no ground, however
    near they lie. A list of labels speaks of nothing."""
    counts = np.array([[one.shared(other) for other in side.telling] for one in asked.telling], np.float64)
    return np.where(counts > 0, SHARED * np.minimum(counts, MOST_SHARED), -APART)


def _closest(common: npt.NDArray[np.float64], asked: Side, side: Side, quotable: Collection[int]) -> list[int]:
    """Where no sentence reaches the level: the one nearest to one of the query's, of those that make the texts speak of one
    thing."""
    kin = kinship(asked, side)[: len(common), : common.shape[1]]
    near = np.where(kin, common, -np.inf).max(axis=0)
    return [int(at) for at in np.argsort(-near, kind="stable") if near[at] > -np.inf and at in quotable][:1]


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


def without_each(rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The sum of the rows, and then the sum without the first, the second and so on."""
    whole = rows.sum(axis=0)
    return np.concatenate([whole[None], whole - rows])


def sentence_vectors(document: str, encoder: Encoder) -> Matrix:
    """The vectors of a document's sentences, worth keeping where it is explained often."""
    return encoder.encode_passages([span.text for span in texts_.sentences(document)[:MOST_SENTENCES]])


def _pair(row: int, at: int, asked: Side, side: Side, near: Matrix, lost: float | None) -> Pair:
    share = None if lost is None or lost <= 0 else min(lost, 1.0)
    return Pair(asked.spans[row], side.spans[at], float(near[row, at]), share)


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
    return _shared(content_words(query), document)


def _shared(wanted: Mapping[str, int], document: str) -> tuple[str, ...]:
    found = content_words(document)
    both = sorted(set(wanted) & set(found), key=lambda word: (-len(word), found[word]))
    kept: list[str] = []
    for word in both:
        if len(kept) == MOST_TERMS:
            break
        if not any(word in longer for longer in kept):
            kept.append(word)
    return tuple(document[found[word] : found[word] + len(word)] for word in kept)
