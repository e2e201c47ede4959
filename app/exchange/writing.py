"""Writing a list to a file: the cells as text, made harmless for spreadsheets, read back exactly."""

import csv
import traceback
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.exchange.columns import letters
from app.exchange.escaping import escape
from matching.scratch import half_written, scratch_folder

XLSX_LIMIT: Final = 32_767
"""UTF-16 units that a cell of XLSX can hold."""

_WIDEST: Final = 48
_NARROWEST: Final = 10


class CellTooLong(Exception):
    """A text does not fit into XLSX; CSV has no such limit. `row` is the row number in the file, from 1."""

    def __init__(self, row: int, column: str) -> None:
        self.row = row
        self.column = column
        super().__init__(f"{column}{row}")


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write UTF-8 with a byte order mark, which spreadsheets need to show Chinese; returns the number of rows."""
    count = 0
    with half_written(path), path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([escape(label) for label in header])
        for row in rows:
            count += 1
            writer.writerow([escape(cell) for cell in row])
    return count


def write_xlsx(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]], sheet: str) -> int:
    """Write one sheet, row by row and in constant memory; returns the number of rows.

    Every cell is text, so that codes of 18 digits keep them. Raises CellTooLong and OSError.
    """
    options: dict[str, Any] = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    packed = BytesIO()
    with half_written(path), scratch_folder(path.parent) as scratch:
        try:
            with xlsxwriter.Workbook(packed, options | {"tmpdir": str(scratch)}) as book:
                page = book.add_worksheet(sheet)
                _write_header(page, header, book.add_format({"bold": True}))
                count = _write_rows(page, rows)
        except FileCreateError as error:
            # The library hides what the disk said, and leaves an archive open that wants to be closed before `packed`.
            traceback.clear_frames(error.args[0].__traceback__)
            raise error.args[0] from None
        path.write_bytes(packed.getbuffer())
    return count


def _write_header(page: Worksheet, header: Sequence[str], bold: Format) -> None:
    page.freeze_panes(1, 0)
    for place, label in enumerate(header):
        page.set_column(place, place, min(_WIDEST, max(_NARROWEST, 3 * len(label))))
        page.write_string(0, place, _fitting(label, 0, place), bold)


def _write_rows(page: Worksheet, rows: Iterable[Sequence[str]]) -> int:
    count = 0
    for row in rows:
        count += 1
        for place, cell in enumerate(row):
            if cell:
                page.write_string(count, place, _fitting(cell, count, place))
    return count


def _fitting(cell: str, row: int, column: int) -> str:
    text = escape(cell)
    if len(text.encode("utf-16-le")) // 2 > XLSX_LIMIT:
        raise CellTooLong(row + 1, letters(column))
    return text
