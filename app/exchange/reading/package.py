"""The inside of an XLSX file, looked at before anything is loaded.

A sheet is loaded as a full rectangle, so two cells at the far corners of an otherwise empty sheet would ask for
gigabytes; and the reader shows a failed formula as a blank cell. Both are found by walking through the sheet's XML.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

from app.exchange.rules import FileRule, UnreadableFile

MAX_CELLS: Final = 5_000_000
"""Cells of a sheet's rectangle, blank ones included: 200,000 rows of 25 columns."""

MAX_UNPACKED: Final = 500 * 1024 * 1024
"""Bytes of all parts together when unpacked."""

_CHUNK: Final = 1 << 20
_LONGEST_TAG: Final = 1 << 10
_CELL: Final = re.compile(rb"<(?:\w+:)?c\s([^<>]*)>")
_REFERENCE: Final = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_ERROR: Final = re.compile(rb'\bt="e"')
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\s([^<>]*)>")
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\s([^<>]*)>")
# What zipfile raises for archives that are damaged, cut short, encrypted or packed in a way it does not know.
_BROKEN: Final = (BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError)

Place = tuple[int, int]
"""Row and column of a cell, from 0."""


@dataclass(frozen=True, slots=True)
class Package:
    """What was found: per sheet, in the workbook's order, the cells whose formula failed."""

    errors: tuple[frozenset[Place], ...]


def inspect(path: Path) -> Package:
    """Check the parts of a workbook; raises UnreadableFile for another kind of file, a bomb, or a broken one."""
    try:
        with ZipFile(path) as package:
            _check_kind(package)
            _check_size(package)
            return Package(tuple(_errors(package, part) for part in _sheet_parts(package)))
    except _BROKEN as error:
        raise UnreadableFile(FileRule.BROKEN_WORKBOOK) from error


def _check_kind(package: ZipFile) -> None:
    names = set(package.namelist())
    if "xl/workbook.xml" in names:
        return
    others = {"xl/workbook.bin", "content.xml"}
    raise UnreadableFile(FileRule.OTHER_WORKBOOK if names & others else FileRule.NOT_A_LIST)


def _check_size(package: ZipFile) -> None:
    if sum(part.file_size for part in package.infolist()) > MAX_UNPACKED:
        raise UnreadableFile(FileRule.TOO_SPREAD)


def _sheet_parts(package: ZipFile) -> list[str]:
    """The part of each sheet in the workbook's order; "" where it cannot be told."""
    relations = package.read("xl/_rels/workbook.xml.rels")
    targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in _RELATION.findall(relations)}
    sheets = [_attribute(tag, r"\w+:id") for tag in _SHEET.findall(package.read("xl/workbook.xml"))]
    return [_part(targets.get(sheet, "")) for sheet in sheets]


def _attribute(tag: bytes, name: str) -> str:
    found = re.search(rb"\b" + name.encode() + rb'="([^"]*)"', tag)
    return found[1].decode() if found else ""


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") or not target else f"xl/{target}"


def _errors(package: ZipFile, part: str) -> frozenset[Place]:
    if part not in package.namelist():
        return frozenset()
    errors: set[Place] = set()
    last_row = last_column = 0
    for tag in _cell_tags(package, part):
        place = _place(tag)
        last_row, last_column = max(last_row, place[0]), max(last_column, place[1])
        if _ERROR.search(tag):
            errors.add(place)
    if (last_row + 1) * (last_column + 1) > MAX_CELLS:
        raise UnreadableFile(FileRule.TOO_SPREAD)
    return frozenset(errors)


def _cell_tags(package: ZipFile, part: str) -> Iterator[bytes]:
    """The attributes of every cell, read piece by piece; a tag cut by a piece's end is seen with the next."""
    rest = b""
    with package.open(part) as file:
        while chunk := file.read(_CHUNK):
            text = rest + chunk
            end = 0
            for found in _CELL.finditer(text):
                yield found[1]
                end = found.end()
            rest = text[max(end, len(text) - _LONGEST_TAG) :]


def _place(tag: bytes) -> Place:
    found = _REFERENCE.search(tag)
    if not found:
        return 0, 0
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - ord("A") + 1
    return int(found[2]) - 1, column - 1
