"""Reading a list from a file: CSV or XLSX in, a header and typed rows out.

Foreign files are opened in a process of their own (`app.exchange.reading.confined`); the site sees only its transcript.
"""

from app.exchange.reading.bounds import GLANCE, MAX_HEADER_ROW, PATIENCE
from app.exchange.reading.confined import transcribed
from app.exchange.reading.table import Header, Row, Skipped, Source, Wanted
from app.exchange.reading.transcript import Transcript

__all__ = [
    "GLANCE",
    "MAX_HEADER_ROW",
    "PATIENCE",
    "Header",
    "Row",
    "Skipped",
    "Source",
    "Transcript",
    "Wanted",
    "transcribed",
]
