"""A list from a file: CSV or XLSX in, a table with a header out. Only the process that reads foreign files does this."""

import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from app.exchange.cells import cell_text, is_blank
from app.exchange.columns import unique_labels
from app.exchange.reading.bounds import MAX_BYTES, MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from app.exchange.reading.csvfile import open_csv
from app.exchange.reading.header import header_of
from app.exchange.reading.lines import entries
from app.exchange.reading.table import Grid, Header, Source, Table, Wanted
from app.exchange.reading.workbook import LONGEST_NAME, open_workbook
from app.exchange.rules import FileRule, UnreadableFile

_ANY: Final = Wanted()
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_LONGEST_TITLE: Final = 200
_OTHER: Final = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"{\\rtf", b"\x1f\x8b")


def open_table(path: Path, wanted: Wanted = _ANY) -> Table:
    """The list in the file at `path`, recognised by its content and not by its name; `wanted` says where in it.

    Text is kept verbatim, merged cells below the header are filled, escapes of formulas are undone. Lines that hold
    no record are told with their reason when the table is walked through. Nothing but the header is held in memory
    for CSV; XLSX is loaded sheet by sheet. Raises UnreadableFile with a coded reason. Not for the site's own process:
    some files end the process that opens them.
    """
    if _is_package(path):
        chosen = open_workbook(path, wanted)
        source = Source("xlsx", sheet=chosen.grid.name[:LONGEST_NAME], other_sheets=chosen.others)
        return _table(chosen.grid, chosen.found.header, source)
    if wanted.sheet:
        raise UnreadableFile(FileRule.NO_SHEETS)
    text = open_csv(path, wanted.header_row)
    found = header_of(text, wanted.header_row)
    if not found:
        raise UnreadableFile(FileRule.HEADER_ROW if wanted.header_row else FileRule.NO_HEADER, row=wanted.header_row)
    encoding = "utf-8" if text.encoding == "utf-8-sig" else text.encoding
    return _table(text, found.header, Source("csv", encoding, text.delimiter))


def _is_package(path: Path) -> bool:
    """Whether the file is a zipped workbook; raises for what is neither that nor text."""
    if not path.is_file():
        raise UnreadableFile(FileRule.MISSING)
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise UnreadableFile(FileRule.TOO_LARGE, limit=MAX_BYTES // 1024 // 1024)
    with path.open("rb") as file:
        start = file.read(1024)
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableFile(FileRule.EMPTY)
    if start.startswith(_COMPOUND):
        locked = _ENCRYPTED in path.read_bytes()
        raise UnreadableFile(FileRule.LOCKED_WORKBOOK if locked else FileRule.OLD_WORKBOOK)
    _refuse_other(start)
    return start.startswith(b"PK\x03\x04") or zipfile.is_zipfile(path)


def _refuse_other(start: bytes) -> None:
    if start.startswith(_OTHER):
        raise UnreadableFile(FileRule.NOT_A_LIST)
    beginning = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if beginning.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta")):
        raise UnreadableFile(FileRule.WEB_PAGE)


def _table(grid: Grid, header: Header, source: Source) -> Table:
    used = _used_columns(grid, header)
    width = max(used | {index for index, label in enumerate(header.labels) if label}) + 1
    if width > MAX_COLUMNS:
        raise UnreadableFile(FileRule.TOO_SPREAD)
    labels = [*header.labels, *[""] * width][:width]
    named = Header(unique_labels(labels, used), header.number, header.body)
    titles = tuple(_titles(grid, header))
    return Table(source, named, titles, lambda: entries(grid, named, titles))


def _used_columns(grid: Grid, header: Header) -> set[int]:
    """The columns with something in them below the header; walks through every line and thereby checks them all."""
    used: set[int] = set()
    cells_seen = 0
    for number, cells in grid.lines():
        cells_seen += len(cells)
        if number > MAX_ROWS:
            raise UnreadableFile(FileRule.TOO_MANY_ROWS, limit=MAX_ROWS)
        if number >= header.body:
            used.update(index for index, cell in enumerate(cells) if index not in used and not is_blank(cell))
        if cells_seen > MAX_CELLS or len(used) > MAX_COLUMNS:
            raise UnreadableFile(FileRule.TOO_SPREAD)
    return used


def _titles(grid: Grid, header: Header) -> Iterator[str]:
    for _, cells in islice(grid.lines(), header.number - 1):
        text = " ".join(cell_text(cell).strip() for cell in cells if not is_blank(cell))
        if text:
            yield text[:_LONGEST_TITLE]
