"""What a file gives: a header, and then lines that are records or are skipped for a reason."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.exchange.cells import Cell
from app.exchange.rules import Skip

Line = tuple[int, tuple[Cell, ...]]
"""A line of a file: its row number as a spreadsheet shows it (from 1), and its cells."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged block of cells; rows and columns count from 0, both ends belong to it."""

    top: int
    left: int
    bottom: int
    right: int


class Grid(Protocol):
    """Lines of cells that can be walked through more than once."""

    @property
    def merges(self) -> Sequence[Merge]:
        """The merged blocks; none in a text file."""
        ...

    def lines(self) -> Iterator[Line]:
        """Every line from the first, blank ones included, without holding the file."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person says of a file that is not to be found out: the sheet ("" for the first with a header), and the row
    of the header as a spreadsheet numbers it (0 to search for it)."""

    sheet: str = ""
    header_row: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A line that holds a record; as many cells as the header has labels."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that holds none; `text` is its beginning, to be shown."""

    number: int
    reason: Skip
    text: str


@dataclass(frozen=True, slots=True)
class Source:
    """How the file was read; what does not apply is "". `other_sheets` also have a header but were not read."""

    format: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Header:
    """The labels by column, the row number of the first header line, and the first row number after it."""

    labels: tuple[str, ...]
    number: int
    body: int


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was understood as a list. Iterating reads the lines below the header, each time afresh."""

    source: Source
    header: Header
    titles: tuple[str, ...]
    entries: Callable[[], Iterator[Row | Skipped]]

    def __iter__(self) -> Iterator[Row | Skipped]:
        """Records and skipped lines in the order of the file; the lines above the header come first."""
        return self.entries()

    def rows(self) -> Iterator[Row]:
        """Only the records."""
        return (entry for entry in self if isinstance(entry, Row))

    def skipped(self) -> Iterator[Skipped]:
        """Only the lines that hold none."""
        return (entry for entry in self if isinstance(entry, Skipped))
