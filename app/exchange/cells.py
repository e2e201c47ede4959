"""What a cell of a file can hold, and how it reads as text."""

import datetime as dt
import re
from typing import Final

from app.core.limits import LONGEST_TEXT
from matching.characters import nfkc

Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta

FORMULA_ERRORS: Final = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"}
)
"""What a spreadsheet shows where a formula failed; also what we put there, since the reader gives nothing."""

UNCALCULATED: Final = "#UNCALCULATED!"
"""What we put where a file has a formula that nothing ever calculated."""

MAX_TEXT: Final = LONGEST_TEXT
"""Characters that a text of a record may have."""

EXACT_FLOAT: Final = 10**15
"""Spreadsheets keep 15 digits; from here on a number is no longer what was typed."""

_PICTURE: Final = re.compile(r"=?\s*(?:_xlfn\.)?DISPIMG\(", re.IGNORECASE)
_SPACES: Final = re.compile(r"\s+")
_ROUNDED: Final = re.compile(r"\d(\.\d+)?[Ee]\+\d{2}")
_FILLERS: Final = frozenset(
    ["无", "暂无", "待定", "未定", "未知", "不详", "同上", "n/a", "na", "none", "null", "nil", "tbd", "tba"]
)


def cell_text(cell: Cell) -> str:
    """The cell as a person would have typed it; text verbatim."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """Nothing but white space, also the ideographic kind."""
    return isinstance(cell, str) and not cell.strip()


def says_nothing(cell: Cell) -> bool:
    """Blank, or what people write into a cell that must not be: a dash, a stroke, 无."""
    text = compact(cell_text(cell))
    return text in _FILLERS or not any(sign.isalnum() for sign in text)


def folded(text: str) -> str:
    """`text` for parsing only: full-width signs made plain, white space made single, ends trimmed."""
    return _SPACES.sub(" ", nfkc(text)).strip()


def compact(text: str) -> str:
    """`text` for comparing only: folded, without any white space, lower case."""
    return folded(text).replace(" ", "").casefold()


def is_formula_error(cell: Cell) -> bool:
    """The cell holds the error sign of a formula instead of a value."""
    return isinstance(cell, str) and cell.strip() in FORMULA_ERRORS


def is_picture(cell: Cell) -> bool:
    """A picture within a cell, as WPS writes it: the name of the picture in a formula of its own."""
    return isinstance(cell, str) and _PICTURE.match(cell.lstrip()) is not None


def has_lost_digits(cell: Cell) -> bool:
    """A long number that a spreadsheet has rounded: a big float, or text such as `9.14101E+17`."""
    if isinstance(cell, float):
        return abs(cell) >= EXACT_FLOAT
    return isinstance(cell, str) and _ROUNDED.fullmatch(folded(cell)) is not None
