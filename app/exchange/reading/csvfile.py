"""Lines of a delimited text file."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from app.exchange.cells import Cell
from app.exchange.escaping import unescape
from app.exchange.reading.encoding import encoding_of
from app.exchange.reading.header import SEARCHED, find_header
from app.exchange.reading.table import Line, Merge
from app.exchange.rules import FileRule, UnreadableFile

_DELIMITERS: Final = (",", "\t", ";")


@dataclass(frozen=True, slots=True)
class CsvGrid:
    """A file whose encoding and delimiter are known."""

    path: Path
    encoding: str
    delimiter: str
    merges: tuple[Merge, ...] = ()

    def lines(self) -> Iterator[Line]:
        """Every record of the file, numbered as a spreadsheet numbers its rows; escapes are undone."""
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter, strict=True)
            try:
                for number, cells in enumerate(reader, start=1):
                    yield number, _unescaped(cells)
            except csv.Error as error:
                raise UnreadableFile(FileRule.BROKEN_QUOTES, line=reader.line_num) from error


def _unescaped(cells: list[str]) -> tuple[Cell, ...]:
    return tuple(unescape(cell) for cell in cells)


def open_csv(path: Path) -> CsvGrid:
    """The file with its encoding and delimiter found out; raises UnreadableFile for an unknown encoding."""
    encoding = encoding_of(path)
    return CsvGrid(path, encoding, _delimiter(path, encoding))


def _delimiter(path: Path, encoding: str) -> str:
    """The sign that makes the most of the header: prose in the cells has commas and semicolons of its own."""
    return max(_DELIMITERS, key=lambda sign: _header_width(CsvGrid(path, encoding, sign)))


def _header_width(grid: CsvGrid) -> int:
    try:
        found = find_header(list(islice(grid.lines(), SEARCHED)), ())
    except UnreadableFile:
        return 0
    return found.score if found else 0
