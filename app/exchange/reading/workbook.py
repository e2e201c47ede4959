"""Lines of an XLSX sheet."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.exchange.cells import UNCALCULATED, Cell, compact
from app.exchange.escaping import as_typed
from app.exchange.reading.bounds import MAX_CELLS
from app.exchange.reading.header import ENOUGH, Found, header_of
from app.exchange.reading.package import Formulas, refuse_other_kinds, unvalued_formulas
from app.exchange.reading.table import Line, Merge, Wanted
from app.exchange.rules import FileRule, UnreadableFile

FAILED_FORMULA: Final = "#VALUE!"
"""Stands in the cells whose formula failed."""

_MOST_OTHERS: Final = 20
LONGEST_NAME: Final = 100
"""Names of other sheets that are kept to be shown."""


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """A loaded sheet with the places whose formulas have no value."""

    name: str
    sheet: CalamineSheet
    formulas: Formulas
    merges: tuple[Merge, ...]

    def lines(self) -> Iterator[Line]:
        """Every row of the sheet; formulas give their value, escapes are undone."""
        offset = self.sheet.start[1] if self.sheet.start else 0
        for row, cells in enumerate(self.sheet.iter_rows()):
            yield row + 1, self._with_signs(row, [*[""] * offset, *as_typed(cells)])

    def _with_signs(self, row: int, cells: list[Cell]) -> tuple[Cell, ...]:
        """Trailing cells without a value may be missing from the reader's row."""
        failed, waiting = (places.get(row, ()) for places in (self.formulas.failed, self.formulas.uncalculated))
        for columns, sign in ((failed, FAILED_FORMULA), (waiting, UNCALCULATED)):
            for column in columns:
                cells += [""] * (column + 1 - len(cells))
                cells[column] = sign if cells[column] == "" else cells[column]
        return tuple(cells)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The sheet that is read, its header, and the names of others that have one as well."""

    grid: SheetGrid
    found: Found
    others: tuple[str, ...]


def open_workbook(path: Path, wanted: Wanted) -> Chosen:
    """The sheet that is wanted, else the first visible one with a header, if need be one known by a single label.

    Raises UnreadableFile when there is none or the file is broken."""
    refuse_other_kinds(path)
    try:
        return _chosen(path, wanted)
    except CalamineError as error:
        rule = FileRule.ERROR_CELL if "cell error" in str(error) else FileRule.BROKEN_WORKBOOK
        raise UnreadableFile(rule) from error
    except OSError as error:
        raise UnreadableFile(FileRule.BROKEN_WORKBOOK) from error


def _chosen(path: Path, wanted: Wanted) -> Chosen:
    """One sheet after the other, so that two of them at most are in memory."""
    best: tuple[int, SheetGrid, Found] | None = None
    names: list[str] = []
    for index, grid in _sheets(path, wanted.sheet):
        can_be = not wanted.sheet or _same(grid.name, wanted.sheet)
        found = header_of(grid, wanted.header_row if can_be else 0)
        if not found:
            continue
        names.append(grid.name)
        if can_be and (best is None or best[2].score < ENOUGH <= found.score):
            best = index, grid, found
    if not best:
        raise UnreadableFile(FileRule.HEADER_ROW if wanted.header_row else FileRule.NO_HEADER, row=wanted.header_row)
    index, grid, found = best
    others = [name[:LONGEST_NAME] for name in names if name != grid.name]
    return Chosen(replace(grid, formulas=unvalued_formulas(path, index)), found, tuple(others[:_MOST_OTHERS]))


def _sheets(path: Path, wanted: str) -> Iterator[tuple[int, SheetGrid]]:
    """The visible sheets, and the one that is wanted by name; raises UnreadableFile when it is not there."""
    workbook = CalamineWorkbook.from_path(path)
    pages = [(index, one) for index, one in enumerate(workbook.sheets_metadata) if one.typ is SheetTypeEnum.WorkSheet]
    if wanted and not any(_same(about.name, wanted) for _, about in pages):
        names = "、".join(about.name[:LONGEST_NAME] for _, about in pages[:_MOST_OTHERS])
        raise UnreadableFile(FileRule.NO_SHEET, sheet=wanted[:LONGEST_NAME], sheets=names)
    for index, about in pages:
        if about.visible is SheetVisibleEnum.Visible or _same(about.name, wanted):
            sheet = workbook.get_sheet_by_index(index)
            if sheet.total_height * sheet.total_width > MAX_CELLS:
                raise UnreadableFile(FileRule.TOO_SPREAD)
            yield index, SheetGrid(about.name, sheet, Formulas(), _merges(sheet))


def _same(name: str, wanted: str) -> bool:
    """As people read it: blanks and signs that nobody sees make no other sheet."""
    return compact(name) == compact(wanted)


def _merges(sheet: CalamineSheet) -> tuple[Merge, ...]:
    ranges = sheet.merged_cell_ranges or []
    return tuple(Merge(top, left, bottom, right) for (top, left), (bottom, right) in ranges)
