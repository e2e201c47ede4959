"""Text that a spreadsheet would run as a formula, made harmless and back.

A cell that starts with `=`, `+`, `-`, `@`, one of their full-width forms (which some spreadsheets of East Asia take for
the plain ones), a tab or a line end gets an apostrophe in front. Text that already has apostrophes before such a sign
gets one more, so that taking one away always gives the original back.
Source: OWASP, CSV Injection.
"""

import re
from collections.abc import Iterable
from typing import Final

from app.exchange.cells import Cell

SIGNS: Final = "=+-@＝＋－＠\t\r\n"
"""What makes a formula of a cell that starts with it."""

_DANGEROUS: Final = re.compile(f"'*+[{re.escape(SIGNS)}]")
_ESCAPED: Final = re.compile(f"'++[{re.escape(SIGNS)}]")


def escape(text: str) -> str:
    """`text` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unescape(text: str) -> str:
    """The inverse of `escape`; other text comes back unchanged."""
    return text[1:] if _ESCAPED.match(text) else text


def as_typed(cells: Iterable[Cell]) -> list[Cell]:
    """The cells of a file without the escape, and without NUL, which no database takes as text."""
    return [_plain(cell) if isinstance(cell, str) and (cell[:1] == "'" or "\0" in cell) else cell for cell in cells]


def _plain(text: str) -> str:
    return unescape(text.replace("\0", ""))
