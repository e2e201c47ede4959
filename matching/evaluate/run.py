"""Running a method over a task."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from matching import text as texts_
from matching.calibrate import Calibration
from matching.dense import FaissIndex
from matching.encoders.base import Encoder, Progress
from matching.entry import Entry
from matching.evaluate.metrics import ndcg, recall
from matching.evaluate.suite import Query, Task
from matching.lexical import LexicalIndex, Terms
from matching.matcher import Matcher

DEPTH = 100
METHODS = ("fused", "dense", "bm25")

Ranker = Callable[[Query], list[int]]


@dataclass(frozen=True, slots=True)
class Result:
    """One task's figures; ``milliseconds`` is the mean time of a search, its encoding left out."""

    ndcg: float
    recall: float
    milliseconds: float
    per_query: tuple[float, ...]


def evaluate_task(
    task: Task,
    encoder: Encoder,
    method: str = "fused",
    progress: Progress | None = None,
    calibration: Calibration | None = None,
) -> Result:
    """Index the task's documents, ask its queries, and measure.

    :param method: ``fused`` (the matcher as the site uses it), ``dense`` or ``bm25`` alone
    :param calibration: how to fuse; by default as packaged
    """
    rankers: dict[str, Callable[[Task, Encoder, Progress | None], Ranker]]
    rankers = {"fused": partial(_fused, calibration=calibration), "dense": _dense, "bm25": _bm25}
    ranker = rankers[method](task, encoder, progress)
    encoder.encode_queries([query.text for query in task.queries])  # so that a cache is warm when the clock runs
    gains, recalls, seconds = [], [], 0.0
    for query in task.queries:
        start = time.perf_counter()
        found = ranker(query)
        seconds += time.perf_counter() - start
        ranked = [task.ids[key] for key in found if task.ids[key] != query.own][:DEPTH]
        grades = {document: grade for document, grade in query.grades.items() if document != query.own}
        gains.append(ndcg(ranked, grades))
        recalls.append(recall(ranked, grades))
    count = max(len(gains), 1)
    return Result(sum(gains) / count, sum(recalls) / count, 1000 * seconds / count, tuple(gains))


def task_entries(task: Task, encoder: Encoder, progress: Progress | None = None) -> list[Entry]:
    """The task's documents as entries with their place as id. They are found, never seek: no query vector."""
    windows = encoder.encode_documents(task.texts, progress)
    seeking = np.zeros(encoder.dimension, np.float32)
    return [
        Entry(place, "document", texts_.language(text), rows, seeking, Terms.of(text), {})
        for place, (text, rows) in enumerate(zip(task.texts, windows, strict=True))
    ]


def _fused(task: Task, encoder: Encoder, progress: Progress | None, calibration: Calibration | None) -> Ranker:
    matcher = Matcher(encoder, calibration)
    matcher.upsert(task_entries(task, encoder, progress))

    def rank(query: Query) -> list[int]:
        answer = matcher.search(query.text, limit=DEPTH + 1)
        return [hit.id for hit in (*answer.hits, *answer.below)]

    return rank


def _dense(task: Task, encoder: Encoder, progress: Progress | None) -> Ranker:
    """Plain dense search: one vector a document, that of its first window."""
    index = FaissIndex(encoder.dimension)
    rows = [windows[0] for windows in encoder.encode_documents(task.texts, progress)]
    index.add(np.arange(len(rows)), np.stack(rows))

    def rank(query: Query) -> list[int]:
        keys: Sequence[int] = index.search(encoder.encode_queries([query.text])[0], DEPTH + 1)[0].tolist()
        return list(keys)

    return rank


def _bm25(task: Task, _encoder: Encoder, _progress: Progress | None) -> Ranker:
    index = LexicalIndex()
    index.add(range(len(task.texts)), [Terms.of(text) for text in task.texts])
    return lambda query: list(index.search(Terms.of(query.text), DEPTH + 1)[0].tolist())
