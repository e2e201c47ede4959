"""The real job: do the answers of judged questions stand in the right tier?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from matching.encoders.base import Encoder, Progress
from matching.entry import Entry, full_text
from matching.evaluate.metrics import ndcg
from matching.evaluate.suite import Shelf
from matching.lexical import Terms
from matching.matcher import Matcher
from matching.text import language

GOOD = 2
"""The grade from which on a document is an answer."""
FIRST = 5
"""Hits that people look at."""
SHOWN = 10

Grades = tuple[int | None, ...]
"""Of hits, best first; ``None`` where nobody judged the pair."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question got. ``ndcg`` is that of the first ten over all tiers."""

    answerable: bool
    ndcg: float
    sure: Grades
    maybe: Grades

    @property
    def first(self) -> Grades:
        return (self.sure + self.maybe)[:FIRST]


def shelved(shelf: Shelf, encoder: Encoder, progress: Progress | None = None) -> Matcher:
    """The shelf's documents, indexed. They are found, never seek: no query vector."""
    texts = [full_text(source.title, source.text) for source in shelf.sources]
    windows = encoder.encode_documents(texts, progress)
    seeking = np.zeros(encoder.dimension, np.float32)
    matcher = Matcher(encoder)
    matcher.upsert(
        Entry(source.id, source.kind, language(text), rows, seeking, Terms.of(text), {}, (source.title,))
        for source, text, rows in zip(shelf.sources, texts, windows, strict=True)
    )
    return matcher


def outcome(shelf: Shelf, matcher: Matcher, at: int) -> Outcome:
    """Ask one of the shelf's questions."""
    question = shelf.questions[at]
    answer = matcher.search(question.text, limit=SHOWN)
    ranked = [shelf.ids[hit.id] for hit in (*answer.hits, *answer.below)]
    grades = [tuple(question.grades.get(shelf.ids[hit.id]) for hit in tier) for tier in (answer.sure, answer.maybe)]
    return Outcome(shelf.answerable[at], ndcg(ranked, question.grades), *grades)


def outcomes(shelf: Shelf, matcher: Matcher) -> list[Outcome]:
    return [outcome(shelf, matcher, at) for at in range(len(shelf.questions))]


def summary(found: Sequence[Outcome]) -> dict[str, float | None]:
    """The figures of a set; ``None`` where there is nothing to divide by.

    Of the questions that have an answer: ``ndcg@10``, ``answered`` (a good one among the first five of the upper two
    tiers), ``answered_sure`` (one in the top tier). Of those that have none: ``false_sure`` and ``false_maybe``
    (anything in that tier). Of hits: ``sure_precision`` (good ones in the top tier, one that nobody judged is none),
    ``unjudged`` (among the first five). ``most_maybe`` is the length of the longest second tier.
    """
    able, unable = ([one for one in found if one.answerable is wanted] for wanted in (True, False))
    shown = [grade for one in found for grade in one.sure]
    return {
        "ndcg@10": _mean(one.ndcg for one in able),
        "answered": _share(able, lambda one: any(map(_good, one.first))),
        "answered_sure": _share(able, lambda one: any(map(_good, one.sure))),
        "false_sure": _share(unable, lambda one: bool(one.sure)),
        "false_maybe": _share(unable, lambda one: bool(one.maybe)),
        "sure_precision": _mean(map(_good, shown)),
        "unjudged": _mean(grade is None for one in found for grade in one.first),
        "most_maybe": max((len(one.maybe) for one in found), default=0),
    }


def _good(grade: int | None) -> bool:
    return grade is not None and grade >= GOOD


def _share(found: Sequence[Outcome], so: Callable[[Outcome], bool]) -> float | None:
    return _mean(map(so, found))


def _mean(values: Iterable[float]) -> float | None:
    some = list(values)
    return round(float(np.mean(some)), 4) if some else None


def as_table(rows: dict[str, dict[str, float | None]]) -> str:
    """The figures for people, a set a line."""
    names = list(next(iter(rows.values())))
    lines = [f"{'set':16}" + "".join(f"{name:>16}" for name in names)]
    return "\n".join(
        [*lines, *(f"{name:16}" + "".join(f"{_told(row[one]):>16}" for one in names) for name, row in rows.items())]
    )


def _told(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}".rstrip("0").rstrip(".")
