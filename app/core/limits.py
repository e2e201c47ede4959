"""How much one field holds: the one source for forms, imports and tables, so that what an import stored can be edited
and saved unchanged."""

from typing import Any, Final

LONGEST_TEXT: Final = 20_000
"""Characters of a running text."""
MOST_ROWS: Final = 40
"""Rows of one repeated field, and words of one kind."""
MOST_YUAN: Final = 10**11
"""Sums beyond 1000 亿元 are typing errors."""


def room(table: Any, column: str) -> int:
    """How many characters a text column of `table` (a class with rows) holds.

    Its type is not named: what reads foreign files knows these limits and shall start without the database's library.
    """
    length: int | None = getattr(table.metadata.tables[str(table.__tablename__)].columns[column].type, "length", None)
    return length or LONGEST_TEXT
