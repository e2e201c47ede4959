"""A list as lines of JSON: what the process that reads a foreign file hands to the site, and nothing else does.

A row is `[number, [cell, …]]`. Text, numbers and truth values are JSON's own; a date and its like are an object of one
key, the name of their type.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import IO, Any, Final

from app.core.limits import LONGEST_SENT
from app.exchange.cells import MAX_TEXT, OVERLONG, Cell, cell_text, is_blank
from app.exchange.columns import is_known
from app.exchange.reading.bounds import MAX_LINE
from app.exchange.reading.table import Header, Row, Skipped, Source, Table
from app.exchange.rules import FileRule, Skip, UnreadableFile

MOST_SKIPPED: Final = 200
"""Lines without a record that are kept to be shown."""

_MOST_SAMPLES: Final = 2
_LONGEST_SAMPLE: Final = 40

_KINDS: Final[Mapping[str, Callable[[Any], Cell]]] = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "timedelta": lambda microseconds: dt.timedelta(microseconds=microseconds),
}


def _tagged(cell: Any) -> dict[str, Any]:
    if isinstance(cell, dt.timedelta):
        return {"timedelta": cell // dt.timedelta(microseconds=1)}
    return {type(cell).__name__: cell.isoformat()}


def _typed(tagged: dict[str, Any]) -> Cell:
    ((kind, value),) = tagged.items()
    return _KINDS[kind](value)


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_tagged)
_DECODER: Final = json.JSONDecoder(object_hook=_typed)


@dataclass(frozen=True)
class Transcript:
    """A list that was read: how, under which header and titles, how many records, the first lines that hold none.

    `samples` are the first values of each column that no list knows, by header.
    """

    source: Source
    header: Header
    titles: tuple[str, ...]
    total: int
    skipped: tuple[Skipped, ...]
    samples: Mapping[str, Sequence[str]]
    lines: IO[bytes]

    def rows(self) -> Iterator[Row]:
        """The records, from the first each time; one walk at a time."""
        self.lines.seek(0)
        for line in self.lines:
            number, cells = _DECODER.decode(line.decode())
            yield Row(number, tuple(cells))


class _Samples:
    """The first different values of the columns that no list knows."""

    def __init__(self, header: Header) -> None:
        self.found: dict[str, list[str]] = {label: [] for label in header.labels if label and not is_known(label)}
        self._waiting = {index: label for index, label in enumerate(header.labels) if label in self.found}

    def see(self, row: Row) -> None:
        for index, label in list(self._waiting.items()):
            found, cell = self.found[label], row.cells[index]
            text = "" if is_blank(cell) else " ".join(cell_text(cell)[:_LONGEST_SAMPLE].split())
            if text and text not in found:
                found.append(text)
            if len(found) == _MOST_SAMPLES:
                del self._waiting[index]


def write(table: Table, lines: IO[bytes]) -> bytes:
    """Write the records of `table` to `lines`; returns what is to be said besides. Raises UnreadableFile."""
    total = 0
    skipped: list[tuple[int, str, str]] = []
    samples = _Samples(table.header)
    for entry in table:
        if isinstance(entry, Skipped):
            skipped.append((entry.number, entry.reason, entry.text))
            del skipped[MOST_SKIPPED:]
            continue
        samples.see(entry)
        lines.write(_line(entry).encode() + b"\n")
        total += 1
    lines.flush()
    if total == 0:
        raise UnreadableFile(FileRule.NO_ROWS)
    about = {"source": asdict(table.source), "header": asdict(table.header), "titles": table.titles}
    return json.dumps({**about, "total": total, "skipped": skipped, "samples": samples.found}).encode()


def _line(row: Row) -> str:
    """The row, without cells that are longer than any may be; if it is too long for all that, without its long ones."""
    for longest in (LONGEST_SENT, MAX_TEXT, MAX_LINE // (2 * len(row.cells))):
        cells = [OVERLONG if isinstance(cell, str) and len(cell) > longest else cell for cell in row.cells]
        if len(line := _ENCODER.encode([row.number, cells])) <= MAX_LINE:
            return line
    raise UnreadableFile(FileRule.LINE_TOO_LONG, line=row.number)


def refusal(error: UnreadableFile) -> bytes:
    """The answer of a process that could not read its file."""
    return json.dumps({"error": error.rule, "detail": error.detail}).encode()


def read(answer: bytes, lines: IO[bytes]) -> Transcript:
    """What `write` wrote; raises what `refusal` refused."""
    about = json.loads(answer)
    if "error" in about:
        raise UnreadableFile(FileRule(about["error"]), **about["detail"])
    source, header = about["source"], about["header"]
    return Transcript(
        Source(**{**source, "other_sheets": tuple(source["other_sheets"])}),
        Header(**{**header, "labels": tuple(header["labels"])}),
        tuple(about["titles"]),
        about["total"],
        tuple(Skipped(number, Skip(reason), text) for number, reason, text in about["skipped"]),
        about["samples"],
        lines,
    )
