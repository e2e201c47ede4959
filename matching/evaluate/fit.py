"""Fitting what is packaged with a model: adapter, floors and scale; and saying honestly how they do.

``python -m matching fit`` writes ``matching/adapters/`` and ``matching/calibrations/``. Nothing of
the texts goes into them but means, one matrix and some twenty numbers.
"""

import json
import math
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
from matching.evaluate.judged import GOOD, Outcome, outcome, shelved, summary
from matching.evaluate.metrics import bootstrap
from matching.evaluate.run import Result, evaluate_task
from matching.evaluate.suite import Shelf, Task
from matching.fusion import RIVAL, Weights
from matching.lexical import Terms
from matching.matcher import Matcher

WEIGHTS = Weights(foreign=0.6, abroad=0.5, title=0.4, said=0.1)
"""What orders hits: tried in steps on the judged questions, and not worse on the labelled sets."""
SURE, MAYBE = 0.5, 0.19
"""The share of good ones among hits that stand so, from which on a hit is sure or may be one."""
POINTS = (0.1, 0.5, 1, 2, 5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 95, 98, 99, 99.5, 99.9)
"""Scores at which the scale has its points."""
QUIET = 0.05
"""The share of questions in which fewer compete than is taken to be the least."""
FOLDS, ROUNDS = 10, 5
NO_FLOOR = -10.0

Floats = npt.NDArray[np.float64]


def set_of(name: str) -> str:
    """The labelled set a task belongs to: its parts share documents."""
    return name.partition(":")[0]


def leave_one_out(tasks: Sequence[Task], plain: Encoder, calibration: Calibration) -> list[dict[str, Any]]:
    """Each task judged with an adapter that never saw its set, against the better single method.

    ``upper`` is the upper end of the paired 95 % interval of the difference: where it is below
    zero, fusion lost.
    """
    prepared = {task.name: labelled(task, plain) for task in tasks}
    rows = []
    for task in tasks:
        others = [found for name, found in prepared.items() if set_of(name) != set_of(task.name)]
        encoder = AdaptedEncoder(plain, fit_adapter("left out", others))
        ours = evaluate_task(task, encoder, calibration=calibration)
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
class Example:
    """The first hits of one question that somebody judged: raw scores, and which are good; the question's length and
    the raw score of its tenth hit."""

    raw: Floats
    good: npt.NDArray[np.bool_]
    length: float
    rival: float


def examples(shelf: Shelf, matcher: Matcher) -> list[Example]:
    """A shelf's questions, asked with the matcher's weights and no floor."""
    found = []
    for question in shelf.questions:
        hits = matcher.search(question.text, limit=RIVAL).hits
        grades = [question.grades.get(shelf.ids[hit.id]) for hit in hits]
        judged = [at for at, grade in enumerate(grades) if grade is not None]
        raws = np.array([hit.raw for hit in hits])
        good = np.array([(grades[at] or 0) >= GOOD for at in judged], np.bool_)
        length = len(Terms.of(question.text).hashes)
        found.append(Example(raws[judged], good, length, raws[-1] if len(hits) == RIVAL else -np.inf))
    return found


def calibrated(fingerprint: str, seen: Sequence[Example]) -> Calibration:
    """How likely a hit is good: a logistic regression on its raw score and its lead over the tenth.

    The lead is measured in units of the raw score, so that scores are a function of one number, the standing. A second
    one, on standing and length, says how low the floor is for short questions.
    """
    good = np.concatenate([one.good for one in seen])
    quiet = float(np.quantile([one.rival for one in seen if np.isfinite(one.rival)] or [0.0], QUIET))
    raw = np.concatenate([one.raw for one in seen])
    lead = np.concatenate([one.raw - max(one.rival, quiet) for one in seen])
    constant, slope, gain = _logistic(np.stack([raw, lead], axis=1), good)
    weights = replace(WEIGHTS, lead=max(0.0, gain / slope), quiet=quiet)
    stands = raw + weights.lead * lead
    length = np.concatenate([np.full(len(one.raw), math.log2(max(one.length, 1))) for one in seen])
    short, steep, longer = _logistic(np.stack([stands, length], axis=1), good)
    scale = tuple(((_odds(share / 100) - constant) / slope, float(share)) for share in POINTS)
    floor = (_odds(MAYBE) - short) / steep
    sure = (_odds(SURE) - constant) / slope
    return Calibration(fingerprint, floor, max(0.0, -longer / steep), max(floor, sure), scale, weights)


def _logistic(rows: Floats, good: npt.NDArray[np.bool_]) -> list[float]:
    """The constant and a slope for each column."""
    centre, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=1.0).fit((rows - centre) / spread, good)
    slopes = model.coef_[0] / spread
    return [float(model.intercept_[0] - slopes @ centre), *slopes.tolist()]


def _odds(share: float) -> float:
    """The logarithm of its odds."""
    return math.log(share / (1 - share))


def fit_calibration(shelves: Sequence[Shelf], encoder: Encoder) -> Calibration:
    """Floors and scale from judged questions; ``measured`` says how they do on questions they were not fitted on."""
    matchers = [shelved(shelf, encoder) for shelf in shelves]
    for matcher in matchers:
        matcher.calibration = Calibration(
            encoder.fingerprint, NO_FLOOR, 0.0, NO_FLOOR, ((0.0, 0.0), (1.0, 100.0)), WEIGHTS
        )
    seen = [examples(shelf, matcher) for shelf, matcher in zip(shelves, matchers, strict=True)]
    fitted = calibrated(encoder.fingerprint, [one for some in seen for one in some])
    return replace(fitted, measured={"held_out": held_out(shelves, matchers, seen, encoder.fingerprint)})


def held_out(
    shelves: Sequence[Shelf], matchers: Sequence[Matcher], seen: Sequence[Sequence[Example]], fingerprint: str
) -> dict[str, dict[str, Any]]:
    """For each shelf, its figures where each question is asked with floors and scale fitted on nine tenths of the
    others: means over several ways of dividing, and the lowest and highest."""
    rounds = [_one_round(shelves, matchers, seen, fingerprint, seed) for seed in range(ROUNDS)]
    return {
        shelf.name: {name: _spread([one[shelf.name][name] for one in rounds]) for name in rounds[0][shelf.name]}
        for shelf in shelves
    }


def _one_round(
    shelves: Sequence[Shelf],
    matchers: Sequence[Matcher],
    seen: Sequence[Sequence[Example]],
    fingerprint: str,
    seed: int,
) -> dict[str, dict[str, float | None]]:
    places = [(at, number) for at, shelf in enumerate(shelves) for number in range(len(shelf.questions))]
    fold = np.random.default_rng(seed).permutation(len(places)) % FOLDS
    found: dict[str, list[Outcome]] = {shelf.name: [] for shelf in shelves}
    for part in range(FOLDS):
        fitting = [seen[at][number] for (at, number), mine in zip(places, fold, strict=True) if mine != part]
        calibration = calibrated(fingerprint, fitting)
        for (at, number), mine in zip(places, fold, strict=True):
            if mine == part:
                matchers[at].calibration = calibration
                found[shelves[at].name].append(outcome(shelves[at], matchers[at], number))
    return {name: summary(some) for name, some in found.items()}


def _spread(values: Sequence[float | None]) -> list[float] | None:
    some = [value for value in values if value is not None]
    return [round(float(value), 4) for value in (np.mean(some), min(some), max(some))] if some else None


def fit(tasks: Sequence[Task], plain: Encoder) -> AdaptedEncoder:
    """The model with the adapter fitted on all tasks; floors and scale are fitted on what comes out of it."""
    prepared: list[Labelled] = [labelled(task, plain) for task in tasks]
    return AdaptedEncoder(plain, fit_adapter(plain.fingerprint.partition("/")[0], prepared))


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
