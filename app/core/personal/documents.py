"""The text layer of a document, read in a process of its own: `python -m app.core.personal.documents FILE MIME SECONDS`.

Nothing here makes a picture into words: what has no text, or too much of it, or cannot be opened, is unread, and whoever
hands it in says that nobody can be recognised in it.
"""

import re
import sys
from collections.abc import Iterator
from html import unescape
from itertools import islice
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from pypdf import PdfReader

from app.core.apart import limit

MOST_TEXT: Final = 300_000
"""Characters that are looked at: half a second's work."""
MOST_MEMORY: Final = 1 << 30
MOST_PAGES: Final = 400
MOST_UNPACKED: Final = 32 << 20
"""Bytes of one part of an office document."""
_PARTS: Final = re.compile(
    r"word/(?:document|header\d*|footer\d*|footnotes|comments)\.xml|xl/(?:sharedStrings|comments\d*)\.xml"
    r"|xl/worksheets/[^/]+\.xml|ppt/(?:slides|notesSlides)/[^/]+\.xml"
)
_BREAK: Final = re.compile(r"</(?:w:p|a:p|si|row|w:tc)>|<(?:w:br|w:tab|a:br)\b[^>]*>")
_VALUE: Final = re.compile(r"</(?:c|v|is)>")
_TAG: Final = re.compile(r"<[^<>]*>")


def main(path: Path, mime: str, seconds: float) -> int:
    """Write the text to standard output; 1 where there is none or more than is looked at."""
    limit(seconds, MOST_MEMORY, MOST_TEXT * 8)
    text = "\n".join(_clipped(_pages(path) if mime == "application/pdf" else _parts(path)))
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    return 0 if text.strip() and len(text) <= MOST_TEXT else 1


def _clipped(pieces: Iterator[str]) -> Iterator[str]:
    left = MOST_TEXT
    for piece in pieces:
        yield piece
        left -= len(piece)
        if left < 0:
            return


def _pages(path: Path) -> Iterator[str]:
    """A page that shows pictures and no words is a scan: with it the document counts as unread."""
    reader = PdfReader(path)
    if len(reader.pages) > MOST_PAGES:
        raise ValueError(MOST_PAGES)
    for page in islice(reader.pages, MOST_PAGES):
        text = page.extract_text()
        if not text.strip() and len(page.images):
            raise ValueError("scan")
        yield text


def _parts(path: Path) -> Iterator[str]:
    with ZipFile(path) as package:
        for entry in package.infolist():
            if _PARTS.fullmatch(entry.filename):
                with package.open(entry) as part:
                    packed = part.read(MOST_UNPACKED + 1)
                if len(packed) > MOST_UNPACKED:
                    raise ValueError(MOST_UNPACKED)
                broken = _VALUE.sub(" ", _BREAK.sub("\n", packed.decode("utf-8", "replace")))
                yield unescape(_TAG.sub("", broken))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])))
