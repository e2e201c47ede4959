"""Small lists as people write them, and all that is understood of each: columns, rows, what is said, what is left out.

A list of `notations/lists.txt` is CSV below a heading; below it, behind `>`, stands what it gives.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.exchange.columns import map_columns
from app.exchange.fields import ListKind, field_of
from app.exchange.reading.opening import open_table
from app.exchange.record import Record, read_record
from app.exchange.values.shapes import format_value
from app.exchange.versions import with_orders
from tests.exchange.helpers import LOOKUPS, csv_file

LISTS = Path(__file__).parent / "notations" / "lists.txt"


@dataclass(frozen=True)
class Written:
    heading: str
    rows: list[list[str]]
    gives: list[str]


def written() -> Iterator[Written]:
    for block in LISTS.read_text(encoding="utf-8").split("\n\n"):
        heading, *lines = block.strip("\n").split("\n")
        rows = list(csv.reader(line for line in lines if not line.startswith("> ")))
        yield Written(heading.removeprefix("# "), rows, [line[2:] for line in lines if line.startswith("> ")])


def understood(path: Path, kind: ListKind) -> Iterator[str]:
    table = open_table(path)
    mapped = with_orders(map_columns(kind, table.header.labels), table.rows)
    yield " ".join("-" if one.ignored else one.taken_for for one in mapped.columns)
    if mapped.secret:
        yield f"secret: {' '.join(mapped.secret)}"
    for row in table.rows():
        yield f"{row.number}: {' · '.join(_told(kind, read_record(row, mapped, LOOKUPS)))}"
    for line in table.skipped():
        yield f"{line.number}: {line.reason.value}"


def _told(kind: ListKind, record: Record) -> Iterator[str]:
    for code, value in record.values.items():
        target = field_of(kind, code)
        if target.shape.value != "text":
            yield f"{code} {format_value(target, value, LOOKUPS)}"
    for one in record.findings:
        yield f"{one.code} {one.rule.value}"
    if record.extra:
        yield f"kept {' '.join(record.extra)}"


@pytest.mark.parametrize("one", list(written()), ids=lambda one: one.heading)
def test_a_list_gives_what_stands_below_it(one: Written, tmp_path: Path) -> None:
    kind = ListKind.CAPABILITIES if one.heading.startswith("能力") else ListKind.OPPORTUNITIES
    assert list(understood(csv_file(tmp_path / "a.csv", one.rows), kind)) == one.gives
