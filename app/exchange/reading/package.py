"""The inside of an XLSX file as far as the reader of workbooks does not tell it: what kind of package it is, and which
cells hold a formula without a value (it shows them as blank)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from app.core.archives import DAMAGED
from app.exchange.reading.bounds import MAX_COLUMNS
from app.exchange.rules import FileRule, UnreadableFile

_CHUNK: Final = 1 << 20
_LONGEST_TAG: Final = 1 << 10
_LONGEST_CELL: Final = 1 << 16
_ERROR: Final = re.compile(rb"""\st\s*=\s*["']e["']""")
_TEXT: Final = re.compile(rb"""\st\s*=\s*["']str["']""")
_UNCALCULATED: Final = re.compile(
    rb"(?P<tag><(?:\w++:)?c\s[^<>]*+)>\s*+<(?:\w++:)?f(?:\s[^<>]*+)?>(?:(?<=/>)|[^<>]*+</(?:\w++:)?f>)\s*+"
    rb"(?P<value><(?:\w++:)?v\s*+(?:/>|>\s*+</(?:\w++:)?v>))?+\s*+</(?:\w++:)?c>"
)
"""A formula without a value. A blank text is a value where the cell is said to be text."""
_CELL: Final = re.compile(rb"<(?:\w+:)?c\s[^<>]*")
_PLACE: Final = re.compile(rb"""\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_BROKEN: Final = (*DAMAGED, ET.ParseError)

Place = tuple[int, int]
"""Row and column of a cell, from 0."""


def refuse_other_kinds(path: Path) -> None:
    """Raises UnreadableFile for a package that is no XLSX workbook, or broken."""
    try:
        with ZipFile(path) as package:
            names = set(package.namelist())
    except _BROKEN as error:
        raise UnreadableFile(FileRule.BROKEN_WORKBOOK) from error
    if "xl/workbook.xml" not in names:
        others = {"xl/workbook.bin", "content.xml"}
        raise UnreadableFile(FileRule.OTHER_WORKBOOK if names & others else FileRule.NOT_A_LIST)


@dataclass(frozen=True, slots=True)
class Formulas:
    """The cells of a sheet whose formula has no value, by row: columns where it failed, and where nothing calculated it."""

    failed: Mapping[int, Sequence[int]] = field(default_factory=dict)
    uncalculated: Mapping[int, Sequence[int]] = field(default_factory=dict)


def unvalued_formulas(path: Path, sheet: int) -> Formulas:
    """Those of the workbook's sheet number `sheet` (from 0); none where it cannot be told."""
    failed: dict[int, set[int]] = {}
    uncalculated: dict[int, set[int]] = {}
    try:
        with ZipFile(path) as package:
            for tag, has_failed in _unvalued_cells(package, _part(package, sheet)):
                row, column = _place(tag)
                if 0 <= column < MAX_COLUMNS:
                    (failed if has_failed else uncalculated).setdefault(row, set()).add(column)
    except _BROKEN:
        return Formulas()
    return Formulas(*({row: sorted(found) for row, found in one.items()} for one in (failed, uncalculated)))


def _part(package: ZipFile, sheet: int) -> str:
    """Where the sheet is in the package."""
    workbook = ET.fromstring(package.read("xl/workbook.xml"))  # noqa: S314 - within the bounds of this process
    relations = ET.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    wanted = [one for one in workbook.iter() if one.tag.endswith("}sheet")][sheet]
    ids = {value for name, value in wanted.attrib.items() if name.endswith("}id")}
    target = next((one.get("Target", "") for one in relations.iter() if one.get("Id") in ids), "")
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _unvalued_cells(package: ZipFile, part: str) -> Iterator[tuple[bytes, bool]]:
    """The tags of these cells, and whether the formula failed; read piece by piece, what a piece's end cuts is seen
    with the next."""
    text = b""
    with package.open(part) as file:
        while chunk := file.read(_CHUNK):
            text = text[-_LONGEST_CELL:] + chunk
            for found in _ERROR.finditer(text):
                start = max(0, text.rfind(b"<", max(0, found.start() - _LONGEST_TAG), found.start()))
                tag = text[start : text.find(b">", found.end(), found.end() + _LONGEST_TAG)]
                if _CELL.fullmatch(tag):
                    yield tag, True
            for found in _UNCALCULATED.finditer(text):
                if not (found["value"] and _TEXT.search(found["tag"])):
                    yield found["tag"], False


def _place(tag: bytes) -> Place:
    found = _PLACE.search(tag)
    if not found:
        return -1, -1
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - ord("A") + 1
    return int(found[2]) - 1, column - 1
