"""Fitting what is packaged with a model: adapter, floor and scale; and saying honestly how they do.

``python -m matching fit`` writes ``matching/adapters/`` and ``matching/calibrations/``. Nothing of
the texts goes into them but means, one matrix and some twenty numbers.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from matching.calibrate import Calibration
from matching.encoders.adapter import AdaptedEncoder
from matching.encoders.base import Encoder
from matching.evaluate.adapt import Labelled, fit_adapter, labelled
from matching.evaluate.gibberish import gibberish
from matching.evaluate.metrics import bootstrap
from matching.evaluate.run import Result, evaluate_task, task_entries
from matching.evaluate.suite import Query, Task
from matching.fusion import Weights
from matching.matcher import Answer, Matcher
from matching.text import language

SAMPLE = 240  # queries of a task
LOST = 0.08  # the share of good queries the floor may cost
STEP = 0.05  # between two points of a scale
NO_FLOOR = -10.0

Floats = npt.NDArray[np.float64]


def set_of(name: str) -> str:
    """The labelled set a task belongs to: its parts share documents."""
    return name.partition(":")[0]


def leave_one_out(tasks: Sequence[Task], plain: Encoder) -> list[dict[str, Any]]:
    """Each task judged with an adapter that never saw its set, against the better single method.

    ``upper`` is the upper end of the paired 95 % interval of the difference: where it is below
    zero, fusion lost.
    """
    prepared = {task.name: labelled(task, plain) for task in tasks}
    rows = []
    for task in tasks:
        others = [found for name, found in prepared.items() if set_of(name) != set_of(task.name)]
        encoder = AdaptedEncoder(plain, fit_adapter("left out", others))
        ours = evaluate_task(task, encoder)
        singles = [evaluate_task(task, plain, method) for method in ("dense", "bm25")]
        rows.append(_compared(task.name, ours, singles))
    return rows


def _compared(name: str, ours: Result, singles: list[Result]) -> dict[str, Any]:
    better = max(singles, key=lambda result: result.ndcg)
    mean, lower, upper = bootstrap(np.array(ours.per_query), np.array(better.per_query))
    dense, bm25 = (single.ndcg for single in singles)
    return {
        "task": name,
        "fused": ours.ndcg,
        "dense": dense,
        "bm25": bm25,
        "gain": mean,
        "lower": lower,
        "upper": upper,
    }


@dataclass(frozen=True, slots=True)
class Observed:
    """Best raw scores of one task: asked plainly, with the answers taken out, by strangers, in gibberish."""

    best: Floats
    right: npt.NDArray[np.bool_]
    good: npt.NDArray[np.bool_]
    removed: Floats
    strangers: Floats
    gibberish: Floats


def observe(task: Task, strangers: Sequence[str], encoder: Encoder, weights: Weights) -> Observed:
    """Ask a sample of a task's queries with no floor. A query is good when an answer is among its first ten."""
    matcher = Matcher(encoder, Calibration(encoder.fingerprint, NO_FLOOR, ((0.0, 0.0), (1.0, 100.0)), weights))
    matcher.upsert(task_entries(task, encoder))
    place = {name: index for index, name in enumerate(task.ids)}
    asked = _sample(task.queries)
    plain = [matcher.search(query.text, exclude=_own(query, place)) for query in asked]
    answers = [{place[name] for name in query.grades if name != query.own} for query in asked]
    gone = [matcher.search(q.text, exclude=[*_own(q, place), *a]) for q, a in zip(asked, answers, strict=True)]
    return Observed(
        best=_best(plain),
        right=np.array([answer.hits[0].id in right for answer, right in zip(plain, answers, strict=True)]),
        good=np.array(
            [bool(right & {hit.id for hit in found.hits}) for found, right in zip(plain, answers, strict=True)]
        ),
        removed=_best(gone),
        strangers=_best([matcher.search(text) for text in strangers]),
        gibberish=_best([matcher.search(text) for text in gibberish(200)]),
    )


def _own(query: Query, place: dict[str, int]) -> list[int]:
    return [] if query.own is None else [place[query.own]]


def _sample(queries: list[Query]) -> list[Query]:
    order = np.random.default_rng(1).permutation(len(queries))[:SAMPLE]
    return [queries[index] for index in sorted(order.tolist())]


def _best(answers: Sequence[Answer]) -> Floats:
    return np.array([answer.hits[0].raw if answer.hits else NO_FLOOR for answer in answers])


def fit_calibration(tasks: Sequence[Task], plain: Encoder, fingerprint: str, weights: Weights) -> Calibration:
    """Floor and scale from several tasks.

    What is gained abroad makes the floors of both kinds of tasks, within a language and between two, the
    same. Every query is observed through an adapter fitted on the other half of the queries, as
    people's queries will be. ``measured`` says how floor and scale of one half do on the other half.
    """
    at_home = [_observed_half(tasks, plain, part, replace(weights, abroad=0.0)) for part in (0, 1)]
    weights = replace(weights, abroad=gained_abroad(tasks, at_home))
    fitted, other = (_joined(_observed_half(tasks, plain, part, weights)) for part in (0, 1))
    both = _joined([fitted, other])
    measured = {
        "floor": _curve(other, _floor(fitted)),
        "bands": _bands(other, scale_of(fitted)),
        "tasks": [task.name for task in tasks],
    }
    return Calibration(fingerprint, _floor(both), scale_of(both), weights, measured)


def gained_abroad(tasks: Sequence[Task], halves: Sequence[Sequence[Observed]]) -> float:
    """How much lower the floor between two languages is than within one; 0 where one kind of tasks is missing."""
    crossing = [crosses_languages(task) for task in tasks]
    if all(crossing) or not any(crossing):
        return 0.0
    within, between = (
        _floor(_joined([half[at] for half in halves for at, crosses in enumerate(crossing) if crosses is wanted]))
        for wanted in (False, True)
    )
    return round(max(0.0, within - between), 4)


def crosses_languages(task: Task) -> bool:
    """Whether most queries are in another language than most documents."""
    sides = ([query.text for query in _sample(task.queries)], task.texts[:SAMPLE])
    asked, given = (Counter(map(language, texts)).most_common(1)[0][0] for texts in sides)
    return bool(asked != given)


def _observed_half(tasks: Sequence[Task], plain: Encoder, part: int, weights: Weights) -> list[Observed]:
    fitting = [labelled(replace(task, queries=task.queries[1 - part :: 2]), plain) for task in tasks]
    encoder = AdaptedEncoder(plain, fit_adapter("the other half", fitting))
    asking = [replace(task, queries=task.queries[part::2]) for task in tasks]
    return [
        observe(task, [query.text for query in _sample(asking[(at + 3) % len(asking)].queries)], encoder, weights)
        for at, task in enumerate(asking)
    ]


def _joined(seen: Sequence[Observed]) -> Observed:
    return Observed(*(np.concatenate(column) for column in zip(*map(_columns, seen), strict=True)))


def _columns(seen: Observed) -> tuple[npt.NDArray[Any], ...]:
    return seen.best, seen.right, seen.good, seen.removed, seen.strangers, seen.gibberish


def _floor(seen: Observed) -> float:
    return round(float(np.quantile(seen.best[seen.good], LOST)), 4)


def scale_of(seen: Observed) -> tuple[tuple[float, float], ...]:
    """Points whose score is the share of labelled pairs among pairs with that raw score.

    Half of the pairs are first answers that are labelled right, half are first answers to questions
    from another field. First answers without a label stay out: the labels are far from complete,
    and what they leave out is often as good.
    """
    best, right, weights = _pairs(seen)
    # two parameters: between the many pairs that are plain there are few to tell where the score should rise how fast
    model = LogisticRegression(C=1e6).fit(best[:, None], right, weights)
    raws = np.arange(0.0, 1.11, STEP).round(2)
    shares = model.predict_proba(raws[:, None])[:, 1]
    return tuple((float(raw), round(100 * float(share), 1)) for raw, share in zip(raws, shares, strict=True))


def _pairs(seen: Observed) -> tuple[Floats, npt.NDArray[np.bool_], Floats]:
    """Raw scores of labelled and random pairs, which they are, and weights that make the two kinds equal."""
    labelled_pairs, random_pairs = seen.best[seen.right], seen.strangers
    right = np.repeat([True, False], [len(labelled_pairs), len(random_pairs)])
    weights = np.where(right, 1 / max(len(labelled_pairs), 1), 1 / max(len(random_pairs), 1))
    return np.concatenate([labelled_pairs, random_pairs]), right, weights


def _curve(seen: Observed, floor: float) -> list[dict[str, float]]:
    """What is answered at the floor (first row) and at floors that keep other shares of good queries."""
    kept = [float(np.quantile(seen.best[seen.good], 1 - share)) for share in (0.99, 0.95, 0.9, 0.85, 0.8, 0.7, 0.5)]
    return [
        {
            "floor": round(at, 4),
            "good": _share(seen.best[seen.good], at),
            "gibberish": _share(seen.gibberish, at),
            "other_fields": _share(seen.strangers, at),
            "answer_removed": _share(seen.removed, at),
        }
        for at in (floor, *kept)
    ]


def _share(raws: Floats, floor: float) -> float:
    return round(float((raws >= floor).mean()), 4)


def _bands(seen: Observed, scale: tuple[tuple[float, float], ...]) -> list[dict[str, float]]:
    """For bands of the score: the mean score stated, and the share of labelled pairs seen."""
    raws, scores = zip(*scale, strict=True)
    best, right, weights = _pairs(seen)
    stated = np.interp(best, raws, scores)
    rows = []
    for low in range(0, 100, 20):
        inside = (stated >= low) & (stated < low + 20 + (low == 80))
        if inside.any():
            rows.append(
                {
                    "from": low,
                    "to": low + 20,
                    "pairs": int(inside.sum()),
                    "stated": round(float(np.average(stated[inside], weights=weights[inside])) / 100, 3),
                    "observed": round(float(np.average(right[inside], weights=weights[inside])), 3),
                }
            )
    return rows


def fit(tasks: Sequence[Task], plain: Encoder) -> tuple[AdaptedEncoder, Calibration]:
    """The adapter fitted on all tasks and the calibration of what comes out of it."""
    prepared: list[Labelled] = [labelled(task, plain) for task in tasks]
    encoder = AdaptedEncoder(plain, fit_adapter(plain.fingerprint.partition("/")[0], prepared))
    return encoder, fit_calibration(tasks, plain, encoder.fingerprint, Weights())


def as_table(rows: Sequence[dict[str, Any]]) -> str:
    """Leave-one-out rows for people."""
    lines = [f"{'task':24}{'fused':>8}{'dense':>8}{'bm25':>8}{'gain':>9}  95 % interval"]
    lines += [
        f"{row['task']:24}{row['fused']:8.4f}{row['dense']:8.4f}{row['bm25']:8.4f}{row['gain']:+9.4f}"
        f"  {row['lower']:+.4f} {row['upper']:+.4f}"
        for row in rows
    ]
    means = [float(np.mean([row[name] for row in rows])) for name in ("fused", "dense", "bm25")]
    return "\n".join([*lines, f"{'mean':24}" + "".join(f"{mean:8.4f}" for mean in means)])


def as_json(rows: Sequence[dict[str, Any]]) -> str:
    return json.dumps({"tasks": {row["task"]: row for row in rows}}, indent=1)
