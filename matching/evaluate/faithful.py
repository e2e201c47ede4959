"""Whether the quoted sentence is one the score rests on, measured by leaving each sentence out.

For a query and one of its labelled answers the answer is judged again without each of its
sentences, with the real encoder. The drop of the raw score says how much the sentence carried
(the floor is the same for all, so drops of score minus floor have the same order). A quotation is
faithful when its sentence has the largest or the second-largest drop.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

import numpy as np
import numpy.typing as npt

from matching import text as texts_
from matching.encoders.base import Encoder, Progress
from matching.entry import Entry
from matching.evaluate.suite import Query, Task
from matching.explain import MOST_SENTENCES, Explanation, without
from matching.lexical import Terms
from matching.matcher import Matcher

LEAST_SENTENCES = 4
RANK = 2

Drops = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and one of its labelled answers."""

    task: str
    query: str
    document: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """One pair: how many sentences, the share of them ranked first or second, and whether each quotation is."""

    task: str
    sentences: int
    random: float
    quick: bool
    measured: bool


def drawn(tasks: Sequence[Task], count: int, seed: int = 0) -> list[Asked]:
    """``count`` pairs, taken from the tasks in turn: a query with its best answer of enough sentences."""
    generator = np.random.default_rng(seed)
    columns = []
    for task in tasks:
        texts = dict(zip(task.ids, task.texts, strict=True))
        order = generator.permutation(len(task.queries)).tolist()
        found = (_asked(task.name, task.queries[at], texts) for at in order)
        columns.append([pair for pair in found if pair is not None])
    turns = chain.from_iterable(zip_longest(*columns))
    return [pair for pair in turns if pair is not None][:count]


def _asked(task: str, query: Query, texts: dict[str, str]) -> Asked | None:
    answers = [name for name in query.grades if name != query.own]
    if not answers:
        return None
    best = texts[max(answers, key=lambda name: query.grades[name])]
    enough = LEAST_SENTENCES <= len(texts_.sentences(best)) <= MOST_SENTENCES
    return Asked(task, query.text, best) if enough else None


def words_of(task: Task, encoder: Encoder) -> Matcher:
    """A matcher that knows how rare the task's words are and nothing of its vectors: texts are judged, not found."""
    nothing = np.zeros((1, encoder.dimension), np.float32)
    matcher = Matcher(encoder)
    matcher.upsert(
        Entry(place, "document", "", nothing, nothing[0], Terms.of(text), {}) for place, text in enumerate(task.texts)
    )
    return matcher


def drops(matcher: Matcher, query: str, document: str) -> Drops:
    """For each sentence of a document, what its raw score for the query loses without it."""
    spans = texts_.sentences(document)
    texts = [document, *(without(document, span) for span in spans)]
    full, *left = matcher.raw_scores(query, texts, texts_.language(document))
    return full - np.array(left)


def ranks(lost: Drops) -> npt.NDArray[np.int64]:
    """The rank of each drop, the largest 1; equal drops share the better rank."""
    return np.asarray(1 + (lost[None, :] > lost[:, None]).sum(axis=1), np.int64)


def weigh(matcher: Matcher, pair: Asked) -> Weighed:
    """Leave each sentence out, and look where the quoted ones stand."""
    starts = [span.start for span in texts_.sentences(pair.document)]
    good = ranks(drops(matcher, pair.query, pair.document)) <= RANK

    def is_good(found: Explanation) -> bool:
        return bool(found.pairs) and bool(good[starts.index(found.pairs[0].document.start)])

    (quick,) = matcher.reasons(pair.query, [pair.document])
    measured = matcher.explain(pair.query, pair.document)
    return Weighed(pair.task, len(starts), float(good.mean()), is_good(quick), is_good(measured))


def weighed(tasks: Sequence[Task], encoder: Encoder, count: int, progress: Progress) -> list[Weighed]:
    """Weigh ``count`` pairs. Encodes each document once for every sentence: give a cached encoder."""
    pairs = drawn(tasks, count)
    found: list[Weighed] = []
    for task in tasks:
        mine = [pair for pair in pairs if pair.task == task.name]
        if not mine:
            continue
        matcher = words_of(task, encoder)
        for pair in mine:
            found.append(weigh(matcher, pair))
            progress(len(found), len(pairs))
    return found


def summary(found: Sequence[Weighed]) -> list[dict[str, Any]]:
    """A row for each task, and one for all pairs together."""
    names = list(dict.fromkeys(one.task for one in found))
    groups = [(name, [one for one in found if one.task == name]) for name in names]
    return [_row(name, group) for name, group in [*groups, ("all", found)] if group]


def _row(name: str, group: Sequence[Weighed]) -> dict[str, Any]:
    return {
        "task": name,
        "pairs": len(group),
        "sentences": round(float(np.mean([one.sentences for one in group])), 1),
        "random": round(float(np.mean([one.random for one in group])), 3),
        "quick": round(float(np.mean([one.quick for one in group])), 3),
        "measured": round(float(np.mean([one.measured for one in group])), 3),
    }


def as_table(rows: Sequence[dict[str, Any]]) -> str:
    """The rows for people: shares of quotations whose sentence has the largest or second-largest drop."""
    columns = ("pairs", "sentences", "random", "quick", "measured")
    lines = [f"{'task':24}" + "".join(f"{name:>11}" for name in columns)]
    return "\n".join([*lines, *(f"{row['task']:24}" + "".join(f"{row[name]:>11}" for name in columns) for row in rows)])
