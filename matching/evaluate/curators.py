"""Whether people's decisions make the engine better, with curators who are simulated from labelled sets.

A curator is shown the first ten candidates of some queries and wants those that are labelled as
answers; another one throws dice. What ``learn`` makes of 300 such decisions is held against
queries that were neither labels nor in the frozen set.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from matching import text as texts_
from matching.calibrate import Calibration
from matching.encoders.base import Encoder
from matching.entry import Entry
from matching.evaluate.metrics import bootstrap, ndcg
from matching.evaluate.run import task_entries
from matching.evaluate.suite import Query, Task
from matching.fusion import Weights
from matching.learn import Judged, Lesson, learn
from matching.lexical import Terms
from matching.matcher import Matcher

SHOWN = 10
LABELS = 300
FROZEN = 120  # queries at most
UNTOUCHED = 240  # queries at most


@dataclass(frozen=True, slots=True)
class Asked:
    """A query made ready, its answers by place, and the place of the document it was written from."""

    entry: Entry
    grades: dict[int, int]
    own: list[int]


class Shelf:
    """One task: its documents indexed, its queries in three parts that never meet."""

    def __init__(self, task: Task, encoder: Encoder) -> None:
        self.matcher = Matcher(encoder)
        self.matcher.upsert(task_entries(task, encoder))
        order = np.random.default_rng(0).permutation(len(task.queries)).tolist()
        place = {name: at for at, name in enumerate(task.ids)}
        queries = [_asked(task.queries[at], place, encoder) for at in order]
        self.labels, self.frozen, self.untouched = queries[::3], queries[1::3][:FROZEN], queries[2::3][:UNTOUCHED]

    def judged(self, asked: Asked, calibration: Calibration) -> Judged:
        """What a curator who knows the answers says to the first ten candidates."""
        ids, signals = self.matcher.signals(asked.entry, self._shown(asked, calibration))
        return Judged(signals, tuple(one in asked.grades for one in ids))

    def ndcg(self, asked: Asked, calibration: Calibration) -> float:
        shown = map(str, self._shown(asked, calibration))
        return ndcg(list(shown), {str(place): grade for place, grade in asked.grades.items()})

    def _shown(self, asked: Asked, calibration: Calibration) -> list[int]:
        self.matcher.calibration = replace(calibration, floor=-np.inf, sure=-np.inf)
        answer = self.matcher.search_entry(asked.entry, exclude=asked.own, limit=SHOWN)
        return [hit.id for hit in answer.hits]


def _asked(query: Query, place: dict[str, int], encoder: Encoder) -> Asked:
    vector = encoder.encode_queries([query.text])
    entry = Entry(-1, "query", texts_.language(query.text), vector, vector[0], Terms.of(query.text), {})
    grades = {place[name]: grade for name, grade in query.grades.items() if name != query.own}
    return Asked(entry, grades, [] if query.own is None else [place[query.own]])


@dataclass(frozen=True, slots=True)
class Trial:
    """One curator's lesson, and the nDCG@10 of the untouched queries before and after: (mean gain, lower, upper)."""

    lesson: Lesson
    before: float
    gain: tuple[float, float, float]


def trials(shelf: Shelf, last: Calibration, rounds: int, *, dice: bool) -> list[Trial]:
    """What ``rounds`` curators teach, each with 300 decisions; with ``dice`` they decide by chance, as often yes."""
    frozen = [shelf.judged(asked, last) for asked in shelf.frozen]
    before = _untouched(shelf, last)
    found = []
    for seed in range(rounds):
        generator = np.random.default_rng(seed)
        chosen = generator.permutation(len(shelf.labels))[: LABELS // SHOWN].tolist()
        labels = [shelf.judged(shelf.labels[at], last) for at in chosen]
        lesson = learn(_diced(labels, generator) if dice else labels, frozen, last)
        after = _untouched(shelf, lesson.calibration) if lesson.kept else before
        found.append(Trial(lesson, float(before.mean()), bootstrap(after, before)))
    return found


def _diced(labels: Sequence[Judged], generator: np.random.Generator) -> list[Judged]:
    """The same candidates with as many yeses, which fall anywhere."""
    share = float(np.mean(list(chain.from_iterable(one.wanted for one in labels))))
    return [replace(one, wanted=tuple((generator.random(len(one.wanted)) < share).tolist())) for one in labels]


def _untouched(shelf: Shelf, calibration: Calibration) -> npt.NDArray[np.float64]:
    return np.array([shelf.ndcg(asked, calibration) for asked in shelf.untouched])


def curators(tasks: Sequence[Task], encoder: Encoder, last: Calibration, rounds: int) -> list[dict[str, Any]]:
    """For each task, trials with answers and with dice, from the weights given and from none for words."""
    starts = {"no words": replace(last, weights=Weights(lexical=0.0)), "as given": last}
    rows = []
    for task in tasks:
        shelf = Shelf(task, encoder)
        for start, calibration in starts.items():
            for dice in (False, True):
                found = trials(shelf, calibration, rounds, dice=dice)
                names = {"task": task.name, "start": start, "labels": "dice" if dice else "answers"}
                rows.append(names | _summary(found))
    return rows


def _summary(found: Sequence[Trial]) -> dict[str, Any]:
    kept = [one for one in found if one.lesson.kept]
    return {
        "curators": len(found),
        "kept": len(kept),
        "before": round(found[0].before, 4),
        "gain_where_kept": round(float(np.mean([one.gain[0] for one in kept])), 4) if kept else None,
        "surely_better": sum(one.gain[1] > 0 for one in kept),
        "surely_worse": sum(one.gain[2] < 0 for one in kept),
        "weights": sorted({str(one.lesson.calibration.weights) for one in kept}),
        "outcomes": dict(Counter(one.lesson.outcome.value for one in found)),
    }
