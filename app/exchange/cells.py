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

OVERLONG: Final = "#TOOLONG!"
"""What we put where a cell holds more than any field could, so that its row alone is refused."""

MAX_TEXT: Final = LONGEST_TEXT
"""Characters that a text of a record may have."""

EXACT_FLOAT: Final = 10**15
"""Spreadsheets keep 15 digits; from here on a number is no longer what was typed."""

_PICTURE: Final = re.compile(r"=?\s*(?:_xlfn\.)?DISPIMG\(", re.IGNORECASE)
_UNSEEN_SIGNS: Final = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    r"\u2060-\u206f\u2800\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
_PLAIN_SIGNS: Final = r"\x00-\u02ff\u2000-\u206f\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_UNSEEN: Final = re.compile(
    rf"[{_UNSEEN_SIGNS}]|(?:(?<![^{_PLAIN_SIGNS}])|(?<!.))[\u200c\u200d\ufe0f]+|[\u200c\u200d]+(?=[{_PLAIN_SIGNS}]|$)"
)
"""Signs that nobody sees: of no width, of writing from right to left, of a glyph's variant, of control. Joiners count
beside letters that do not join: between those of other scripts and of emoji they are part of the writing."""
_BLANK: Final = re.compile(rf"[\s{_UNSEEN_SIGNS}\u200c\u200d\ufe0f]*")
DASHES: Final = str.maketrans("—–－‐‑‒−", "-------")
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
    """Nothing but white space, also the ideographic kind, and signs that nobody sees."""
    return isinstance(cell, str) and (not cell or _BLANK.fullmatch(cell) is not None)


def visible(text: str) -> str:
    """`text` without the signs that nobody sees."""
    return text if text.isascii() and text.isprintable() else _UNSEEN.sub("", text)


def one_line(text: str) -> str:
    """`text` as a name: without signs that nobody sees, white space of any kind a single blank, ends trimmed."""
    return " ".join(visible(text).split())


def plain_code(text: str) -> str:
    """`text` as a code or number that is typed in many ways: full-width signs made plain, every dash a hyphen."""
    return folded(text).translate(DASHES)


def says_nothing(cell: Cell) -> bool:
    """Blank, or what people write into a cell that must not be: a dash, a stroke, 无."""
    text = compact(cell_text(cell))
    return text in _FILLERS or not any(sign.isalnum() for sign in text)


def folded(text: str) -> str:
    """`text` for parsing only: signs that nobody sees gone, full-width ones made plain, white space single, ends trimmed."""
    return _SPACES.sub(" ", nfkc(visible(text))).strip()


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
