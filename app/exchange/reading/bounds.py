"""What a foreign file may cost. Everything beyond is told in a sentence; real lists stay far below."""

from typing import Final

MAX_BYTES: Final = 50 * 1024 * 1024
"""The largest file that is read."""

MAX_ROWS: Final = 200_000
"""The most lines of a file, blank ones included."""

MAX_HEADER_ROW: Final = 1_000
"""The last row that a person can call the header."""

MAX_COLUMNS: Final = 256
"""The most columns with something in them: as many as a spreadsheet once had at all; real lists have ten to forty."""

MAX_CELLS: Final = 5_000_000
"""Cells of all lines together, blank ones included: 200,000 rows of 25 columns."""

MAX_LINE: Final = 500_000
"""Characters of one line as it is handed back: every field of a list at its longest."""

MAX_RECORD: Final = 2_000_000
"""Characters of one line of a text file, once cells that are too long are cut."""

MAX_MEMORY: Final = 1 << 30
"""Bytes of address space of the process that reads: a sheet of `MAX_CELLS` takes two thirds of it."""

MAX_TRANSCRIPT: Final = 256 * 1024 * 1024
"""Bytes of what is handed back."""

MAX_ANSWER: Final = 4 * 1024 * 1024
"""Bytes of what is said about the file besides its rows."""

GLANCE: Final = 3.0
"""Seconds that whoever hands in a file waits for it; what takes longer is left to a job."""

PATIENCE: Final = 50.0
"""Seconds that a job waits: less than its lease."""
