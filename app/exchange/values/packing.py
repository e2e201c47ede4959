"""Rows within a cell: one line a row, the parts of a row between ｜.

Written so that people can read and edit it, and read back exactly: a sign that means something here is escaped by a
backslash when it is part of the text.
"""

import re
from collections.abc import Sequence
from typing import Final

BAR: Final = "｜"
_SPECIAL: Final = re.compile(r"([\\｜\r\n])")
_NAMES: Final = {"\n": "n", "\r": "r"}
_SIGNS: Final = {"n": "\n", "r": "\r"}
_LINES: Final = re.compile(r"\r?\n")


def pack(rows: Sequence[Sequence[str]]) -> str:
    """`rows` as the text of one cell; blank parts at the end keep their place."""
    return "\n".join(BAR.join(_escaped(part) for part in row) for row in rows)


def unpack(text: str, width: int) -> list[list[str]] | None:
    """The rows in a cell that was packed, each of `width` parts; None for text in which any line has another number."""
    if BAR not in text:
        return None
    rows = [_parts(line) for line in _LINES.split(text) if line.strip()]
    return rows if rows and all(len(row) == width for row in rows) else None


def _escaped(part: str) -> str:
    return _SPECIAL.sub(lambda found: "\\" + _NAMES.get(found[1], found[1]), part)


def _parts(line: str) -> list[str]:
    parts: list[list[str]] = [[]]
    signs = iter(line)
    for sign in signs:
        if sign == "\\":
            following = next(signs, "\\")
            parts[-1].append(_SIGNS.get(following, following))
        elif sign == BAR:
            parts.append([])
        else:
            parts[-1].append(sign)
    return ["".join(part) for part in parts]
