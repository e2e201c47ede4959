"""Fitting a linear adapter to labelled tasks, in closed form and in seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import scipy.linalg

from matching import text as texts_
from matching.encoders.adapter import LANGUAGES, ROLES, Adapter
from matching.encoders.base import Encoder, Matrix, normalised
from matching.evaluate.suite import Task

MOST_ROWS = 1_500  # of one task: no task outweighs the others
LEAST_ROWS = 50  # of a language in a task, for a mean that is one
MOST_ANSWERS = 3  # of one query
SHRINKAGE = 0.5  # of the within-pair covariance towards a sphere

Square = npt.NDArray[np.float64]
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A task's plain vectors: queries, passages, their languages, and pairs that belong together."""

    rows: dict[str, Matrix]
    languages: dict[str, npt.NDArray[np.str_]]
    pairs: npt.NDArray[np.int64]


def labelled(task: Task, encoder: Encoder) -> Labelled:
    """Encode a task with a plain encoder; of long documents the first window counts."""
    queries = [query.text for query in task.queries]
    documents = [rows[0] for rows in encoder.encode_documents(task.texts)]
    place = {name: index for index, name in enumerate(task.ids)}
    pairs = [
        (row, place[name])
        for row, query in enumerate(task.queries)
        for name in [name for name in query.grades if name != query.own][:MOST_ANSWERS]
    ]
    return Labelled(
        {"query": encoder.encode_queries(queries), "passage": np.stack(documents)},
        {
            "query": np.array([texts_.language(text) for text in queries]),
            "passage": np.array([texts_.language(text) for text in task.texts]),
        },
        _some(np.array(pairs, np.int64)),
    )


def fit_adapter(model: str, tasks: Sequence[Labelled]) -> Adapter:
    """Means and matrix from several tasks, each with the same weight."""
    means = {
        f"{role}-{language}": _mean(tasks, role, language).astype(np.float32)
        for role in ROLES
        for language in LANGUAGES
    }
    size = len(next(iter(means.values())))
    centring = Adapter(model, means, np.eye(size, dtype=np.float32))
    within, between = np.zeros((size, size)), np.zeros((size, size))
    for task in tasks:
        asked, given = (_centred(task, role, centring) for role in ROLES)
        difference = asked[task.pairs[:, 0]] - given[task.pairs[:, 1]]
        middle = (asked[task.pairs[:, 0]] + given[task.pairs[:, 1]]) / 2
        within += difference.T @ difference / len(difference) / len(tasks)
        between += middle.T @ middle / len(middle) / len(tasks)
    return Adapter(model, means, _weighing(within, between).astype(np.float32))


def _mean(tasks: Sequence[Labelled], role: str, language: str) -> Square:
    found = [
        rows.mean(axis=0, dtype=np.float64)
        for task in tasks
        if len(rows := _some(task.rows[role][task.languages[role] == language])) >= LEAST_ROWS
    ]
    if not found:  # no task has this language in this role: take the role as a whole
        found = [task.rows[role].mean(axis=0, dtype=np.float64) for task in tasks]
    return np.asarray(np.mean(found, axis=0))


def _centred(task: Labelled, role: str, centring: Adapter) -> Square:
    languages = task.languages[role].tolist()
    return normalised(centring.apply(task.rows[role], role, languages)).astype(np.float64)


def _weighing(within: Square, between: Square) -> Square:
    """The symmetric root of the PLDA similarity: directions weigh e / (mean e + e)."""
    sphere = SHRINKAGE * np.trace(within) / len(within) * np.eye(len(within))
    ratios, directions = scipy.linalg.eigh(between, within + sphere)
    ratios = np.maximum(ratios, 0)
    similarity = (directions * (ratios / (ratios.mean() + ratios))) @ directions.T
    values, vectors = np.linalg.eigh(similarity)
    roots = np.sqrt(np.maximum(values, 0))
    return np.asarray((vectors * (roots / np.sqrt((roots**2).mean()))) @ vectors.T)


def _some(rows: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
    """At most ``MOST_ROWS`` rows, drawn with a fixed seed."""
    if len(rows) <= MOST_ROWS:
        return rows
    return rows[np.random.default_rng(0).permutation(len(rows))[:MOST_ROWS]]
