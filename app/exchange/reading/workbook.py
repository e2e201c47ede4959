"""Lines of an XLSX sheet."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.exchange.cells import Cell
from app.exchange.escaping import unescape
from app.exchange.reading.header import SEARCHED, Found, find_header
from app.exchange.reading.package import Place, inspect
from app.exchange.reading.table import Line, Merge
from app.exchange.rules import FileRule, UnreadableFile

FAILED_FORMULA: Final = "#VALUE!"
"""Stands in the cells whose formula failed."""


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """A loaded sheet with the places where formulas failed."""

    name: str
    sheet: CalamineSheet
    errors: frozenset[Place]
    merges: tuple[Merge, ...]

    def lines(self) -> Iterator[Line]:
        """Every row of the sheet; formulas give their value, escapes are undone."""
        offset = self.sheet.start[1] if self.sheet.start else 0
        for row, cells in enumerate(self.sheet.iter_rows()):
            padded: list[Cell] = [""] * offset + [_unescaped(cell) for cell in cells]
            yield row + 1, self._with_errors(row, padded)

    def _with_errors(self, row: int, cells: list[Cell]) -> tuple[Cell, ...]:
        if not self.errors:
            return tuple(cells)
        return tuple(
            FAILED_FORMULA if cell == "" and (row, column) in self.errors else cell for column, cell in enumerate(cells)
        )


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sheet that is read, its header, and the names of others that have one as well."""

    grid: SheetGrid
    found: Found
    others: tuple[str, ...]


def _unescaped(cell: Cell) -> Cell:
    """The cell without the escape; NUL, which no database takes as text, is dropped."""
    return unescape(cell.replace("\0", "")) if isinstance(cell, str) else cell


def open_workbook(path: Path) -> Chosen:
    """The first visible sheet with a header; raises UnreadableFile when there is none or the file is broken."""
    package = inspect(path)
    try:
        sheets = list(_sheets(path, package.errors))
    except CalamineError as error:
        rule = FileRule.ERROR_CELL if "cell error" in str(error) else FileRule.BROKEN_WORKBOOK
        raise UnreadableFile(rule) from error
    with_header = [(grid, found) for grid in sheets if (found := _header_of(grid))]
    if not with_header:
        raise UnreadableFile(FileRule.NO_HEADER)
    grid, found = with_header[0]
    return Chosen(grid, found, tuple(other.name for other, _ in with_header[1:]))


def _sheets(path: Path, errors: tuple[frozenset[Place], ...]) -> Iterator[SheetGrid]:
    workbook = CalamineWorkbook.from_path(path)
    for index, about in enumerate(workbook.sheets_metadata):
        if about.visible is SheetVisibleEnum.Visible and about.typ is SheetTypeEnum.WorkSheet:
            sheet = workbook.get_sheet_by_index(index)
            failed = errors[index] if index < len(errors) else frozenset()
            yield SheetGrid(about.name, sheet, failed, _merges(sheet))


def _merges(sheet: CalamineSheet) -> tuple[Merge, ...]:
    ranges = sheet.merged_cell_ranges or []
    return tuple(Merge(top, left, bottom, right) for (top, left), (bottom, right) in ranges)


def _header_of(grid: SheetGrid) -> Found | None:
    return find_header(list(islice(grid.lines(), SEARCHED)), grid.merges)
