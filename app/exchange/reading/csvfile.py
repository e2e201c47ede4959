"""Lines of a delimited text file."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from app.exchange.escaping import as_typed
from app.exchange.reading.bounds import MAX_LINE
from app.exchange.reading.encoding import encoding_of
from app.exchange.reading.header import header_of
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
            pieces = _Pieces(file)
            reader = csv.reader(pieces, delimiter=self.delimiter, strict=True)
            try:
                for number, cells in enumerate(reader, start=1):
                    pieces.room = MAX_LINE
                    yield number, tuple(as_typed(cells))
            except csv.Error as error:
                raise UnreadableFile(FileRule.BROKEN_QUOTES, line=reader.line_num) from error


@dataclass(slots=True)
class _Pieces:
    """Lines of a text for the reader, which would take one of any length; `room` is for what is left of a record."""

    file: TextIO
    room: int = MAX_LINE
    number: int = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        piece = self.file.readline(self.room + 1)
        if not piece:
            raise StopIteration
        self.room -= len(piece)
        self.number += 1
        if self.room < 0:
            raise UnreadableFile(FileRule.LINE_TOO_LONG, line=self.number)
        return piece


def open_csv(path: Path, header_row: int = 0) -> CsvGrid:
    """The file with its encoding and delimiter found out, by the header in line `header_row` if given.

    Raises UnreadableFile for an unknown encoding.
    """
    encoding = encoding_of(path)
    return CsvGrid(path, encoding, _delimiter(path, encoding, header_row))


def _delimiter(path: Path, encoding: str, header_row: int) -> str:
    """The sign that makes the most of the header: prose in the cells has commas and semicolons of its own."""
    return max(_DELIMITERS, key=lambda sign: _header_width(CsvGrid(path, encoding, sign), header_row))


def _header_width(grid: CsvGrid, header_row: int) -> int:
    try:
        found = header_of(grid, header_row)
    except UnreadableFile:
        return 0
    return found.score if found else 0
