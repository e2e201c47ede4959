"""Lines of a delimited text file."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from app.core.limits import LONGEST_SENT
from app.exchange.escaping import as_typed
from app.exchange.reading.bounds import MAX_RECORD
from app.exchange.reading.encoding import encoding_of
from app.exchange.reading.header import header_of
from app.exchange.reading.table import Line, Merge
from app.exchange.rules import FileRule, UnreadableFile

_TOO_LONG: Final = LONGEST_SENT + 1
_NO_CELL: Final = 100_000
"""Lines between two quotation marks: from here on the second is missing."""
_CHUNK: Final = 1 << 16
_DELIMITERS: Final = (",", "\t", ";")


@dataclass(frozen=True, slots=True)
class CsvGrid:
    """A file whose encoding and delimiter are known."""

    path: Path
    encoding: str
    delimiter: str
    merges: tuple[Merge, ...] = ()

    def lines(self) -> Iterator[Line]:
        """Every record of the file, numbered as a spreadsheet numbers its rows; escapes are undone, and what is longer than
        any cell may be is cut just beyond that."""
        csv.field_size_limit(MAX_RECORD)
        with self.path.open(encoding=self.encoding, newline="") as file:
            pieces = _Pieces(file, self.delimiter)
            reader = csv.reader(pieces, delimiter=self.delimiter, strict=True)
            try:
                for number, cells in enumerate(reader, start=1):
                    pieces.room = MAX_RECORD
                    yield number, tuple(as_typed(cells))
            except csv.Error as error:
                raise UnreadableFile(FileRule.BROKEN_QUOTES, line=reader.line_num) from error


@dataclass(slots=True)
class _Pieces:
    """Lines of a text for the reader, which would take one of any length. One enormous cell shall not cost the others:
    it is cut here, before it is held in memory. `room` is for what is left of a record."""

    file: TextIO
    delimiter: str
    room: int = MAX_RECORD
    number: int = 0
    quoted: bool = False
    run: int = 0
    """Characters since the last sign that could end the cell."""
    within: int = 0
    """Lines since the quotation mark that is open."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = ""
        while piece := self.file.readline(_CHUNK):
            line += self._cut(piece)
            self.number += piece.endswith("\n")
            self.within = self.within + 1 if self.quoted else 0
            if len(line) > self.room:
                raise UnreadableFile(FileRule.LINE_TOO_LONG, line=self.number + 1)
            if self.within > _NO_CELL:
                raise UnreadableFile(FileRule.BROKEN_QUOTES, line=self.number + 1)
            if line and (piece.endswith("\n") or (piece.endswith("\r") and len(piece) < _CHUNK)):
                break
        if not line:
            raise StopIteration
        self.room -= len(line)
        return line

    def _cut(self, piece: str) -> str:
        ends = piece.endswith(("\n", "\r"))
        if ends and self.run + len(piece) <= _TOO_LONG:
            quotes = piece.count('"')
            self.quoted ^= quotes % 2 == 1
            self.run = len(piece) - piece.rfind('"') - 1 + (0 if quotes else self.run) if self.quoted else 0
            return piece
        kept = []
        for place, part in enumerate(piece.split('"')):
            if place:
                self.quoted, self.run = not self.quoted, 0
            kept.append(self._shortened([part] if self.quoted else part.split(self.delimiter)))
        if ends and not self.quoted:
            self.run = 0
        return '"'.join(kept)

    def _shortened(self, cells: list[str]) -> str:
        for place, cell in enumerate(cells):
            before = 0 if place else self.run
            self.run = before + len(cell)
            if self.run > _TOO_LONG:
                end = "\n" if cell.endswith("\n") and not self.quoted else ""
                cells[place] = cell[: max(0, _TOO_LONG - before)] + end
        return self.delimiter.join(cells)


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
