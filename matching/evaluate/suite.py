"""Reading labelled sets: ``corpus/<set>.jsonl.gz``, ``<split>/<set>/queries.jsonl`` and ``qrels.tsv``."""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from matching.entry import Source

MOST_QUERIES = 1_200
TASKS = (
    "zh_project_result:low",
    "zh_need_qual",
    "zh_tender",
    "zh_ai_tools",
    "zh_need_llm",
    "zh_app_category",
    "zh_gov_dept",
    "zh_gov_reply",
    "zh_medqa",
    "xl_xquad:zh",
    "xl_xquad:en",
    "xl_tico",
    "xl_aiapps",
)
JUDGED = ("judged_search", "judged_need", "judged_paste")


class SuiteError(ValueError):
    """The suite's folder lacks something; the message says what."""


@dataclass(frozen=True, slots=True)
class Query:
    """One labelled query: grades by document id, and the document that is the query itself."""

    id: str
    text: str
    own: str | None
    grades: dict[str, int]


@dataclass(frozen=True, slots=True)
class Task:
    """Documents and the queries asked of them."""

    name: str
    ids: list[str]
    texts: list[str]
    queries: list[Query]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A set judged by reading. The grades of its questions go from 0 to 3; a pair without one was not looked at.

    ``sources`` have their place as id, as ``ids`` has the names that the grades use; ``answerable`` tells for each
    question whether anything judged is of grade 2 or better.
    """

    name: str
    sources: list[Source]
    ids: list[str]
    questions: list[Query]
    answerable: list[bool]


def load_judged(suite: Path, split: str, name: str) -> Shelf:
    """Read one of ``JUDGED``; the first line of a document is its title.

    :raises SuiteError: when a file is missing
    """
    rows = list(_lines(suite / "corpus" / f"{name}.jsonl.gz"))
    asked = list(_lines(suite / split / name / "queries.jsonl"))
    grades = _grades(suite / split / name / "qrels.tsv", least=0)
    titled = [row["text"].partition("\n") for row in rows]
    return Shelf(
        name,
        [Source(at, rows[at]["kind"], title, text, {}) for at, (title, _, text) in enumerate(titled)],
        [row["id"] for row in rows],
        [Query(row["id"], row["text"], None, grades.get(row["id"], {})) for row in asked],
        [bool(row["answerable"]) for row in asked],
    )


def load_task(suite: Path, split: str, name: str) -> Task:
    """Read one task by its name, such as ``xl_xquad:zh``.

    :raises SuiteError: when the name is unknown or a file is missing
    """
    if name not in TASKS:
        raise SuiteError(f"Unknown task {name!r}: use one of {', '.join(TASKS)}.")
    set_name, _, part = name.partition(":")
    documents = _documents(suite / "corpus" / f"{set_name}.jsonl.gz", _other(part))
    folder = suite / split / set_name
    rows = [row for row in _lines(folder / "queries.jsonl") if _belongs(row, part)]
    grades = _grades(folder / "qrels.tsv")
    queries = [
        Query(row["id"], row["text"], row.get("self"), grades[row["id"]]) for row in rows if grades.get(row["id"])
    ]
    if len(queries) > MOST_QUERIES:
        order = np.random.RandomState(0).permutation(len(queries))[:MOST_QUERIES]
        queries = [queries[index] for index in sorted(order)]
    return Task(name, list(documents), list(documents.values()), queries)


def on_one_shelf(tasks: Sequence[Task]) -> list[Task]:
    """Each task with the documents of all of them, in both languages, as where everything lies together.

    All but those of another part of its own set: they are its answers again, translated and not labelled.
    """
    return [
        _together(task, [other for other in tasks if other is task or not _same_set(other, task)]) for task in tasks
    ]


def _same_set(one: Task, other: Task) -> bool:
    return one.name.partition(":")[0] == other.name.partition(":")[0]


def _together(task: Task, shelf: Sequence[Task]) -> Task:
    ids = [f"{other.name}/{name}" for other in shelf for name in other.ids]
    texts = [text for other in shelf for text in other.texts]
    return replace(task, ids=ids, texts=texts, queries=[_named(query, task.name) for query in task.queries])


def _named(query: Query, task: str) -> Query:
    own = None if query.own is None else f"{task}/{query.own}"
    return replace(query, own=own, grades={f"{task}/{name}": grade for name, grade in query.grades.items()})


def _other(part: str) -> str | None:
    """The language whose documents a cross-lingual query is asked of."""
    return {"zh": "en", "en": "zh"}.get(part)


def _belongs(row: dict[str, Any], part: str) -> bool:
    if part in ("zh", "en"):
        return bool(row.get("lang") == part)
    return part in ("", row.get("overlap"))


def _documents(path: Path, lang: str | None) -> dict[str, str]:
    return {row["id"]: row["text"] for row in _lines(path) if lang in (None, row.get("lang"))}


def _grades(path: Path, least: int = 1) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for line in _text(path).splitlines()[1:]:
        query, document, grade = line.split("\t")
        if int(grade) >= least:
            found.setdefault(query, {})[document] = int(grade)
    return found


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in _text(path).split("\n"):
        if line:
            yield json.loads(line)


def _text(path: Path) -> str:
    if not path.is_file():
        raise SuiteError(f"The suite has no file {path}.")
    raw = path.read_bytes()
    return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
