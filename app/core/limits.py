"""How much one field holds: the one source for forms, imports and tables, so that what an import stored can be edited
and saved unchanged. And how much of what is sent is looked at: the one source for forms, addresses and cells."""

from datetime import date
from typing import Any, Final

LONGEST_TEXT: Final = 20_000
"""Characters of a running text."""
MOST_ROWS: Final = 40
"""Rows of one repeated field, and words of one kind."""
MOST_YUAN: Final = 10**11
"""Sums beyond 1000 亿元 are typing errors."""
FIRST_DAY: Final = date(1900, 1, 1)
LAST_DAY: Final = date(2100, 12, 31)
"""No day outside of these is meant; the calendar's own ends overflow with the first time zone or day added."""
MOST_COUNTED: Final = 2**53
"""Whole numbers beyond this fit into no column."""
LONGEST_SENT: Final = 100_000
"""Characters of one field of a form or one cell of a list that are read: room for the longest that any takes, with its
rows packed into one. Longer ones are refused before anything looks at them."""
LONGEST_NAME: Final = 100
"""Characters of the name of a form's field."""
LONGEST_QUESTION: Final = 500
"""Characters of what somebody searches for."""


def room(table: Any, column: str) -> int:
    """How many characters a text column of `table` (a class with rows) holds.

    Its type is not named: what reads foreign files knows these limits and shall start without the database's library.
    """
    length: int | None = getattr(table.metadata.tables[str(table.__tablename__)].columns[column].type, "length", None)
    return length or LONGEST_TEXT
