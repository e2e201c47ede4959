"""The text layer of a document, read in a process of its own: `python -m app.core.personal.documents FILE MIME SECONDS`.

Nothing here makes a picture into words: what has no text, or too much of it, or cannot be opened, is unread, and whoever
hands it in says that nobody can be recognised in it. The same is asked of pictures that stand among words.
"""

import re
import sys
from collections.abc import Iterator
from html import unescape
from itertools import islice
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

from pypdf import PdfReader

from app.core.apart import limit
from app.core.personal.files import PICTURED

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
_PICTURES: Final = re.compile(r"(?:word|xl|ppt)/(?:media|embeddings)/.+")
SMALL: Final = 2_000
"""Bytes below which a picture is a bullet or a line; of a PDF the pixels."""
_DEEPEST: Final = 4
_BREAK: Final = re.compile(r"</(?:w:p|a:p|si|row|w:tc)>|<(?:w:br|w:tab|a:br)\b[^>]*>")
_VALUE: Final = re.compile(r"</(?:c|v|is)>")
_TAG: Final = re.compile(r"<[^<>]*>")


def main(path: Path, mime: str, seconds: float) -> int:
    """Write the text to standard output; 1 where there is none or more than is looked at, `PICTURED` where there are
    pictures as well."""
    limit(seconds, MOST_MEMORY, MOST_TEXT * 8)
    is_pdf = mime == "application/pdf"
    text = "\n".join(_clipped(_pages(path) if is_pdf else _parts(path)))
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    if not text.strip() or len(text) > MOST_TEXT:
        return 1
    return PICTURED if (_is_illustrated(path) if is_pdf else _has_media(path)) else 0


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


def _has_media(path: Path) -> bool:
    """An office document keeps pictures, and files within it, in folders of their own."""
    with ZipFile(path) as package:
        return any(_PICTURES.fullmatch(one.filename) and one.file_size >= SMALL for one in package.infolist())


def _is_illustrated(path: Path) -> bool:
    return any(_shows(page.get("/Resources"), _DEEPEST) for page in PdfReader(path).pages)


def _shows(resources: Any, deep: int) -> bool:
    """Whether there is a picture among the objects of a page, or of a form within it; none of them is decoded."""
    objects = resources.get_object().get("/XObject") if resources is not None and deep else None
    for reference in objects.get_object().values() if objects is not None else ():
        one = reference.get_object()
        if one.get("/Subtype") == "/Image" and one.get("/Width", 0) * one.get("/Height", 0) >= SMALL:
            return True
        if one.get("/Subtype") == "/Form" and _shows(one.get("/Resources"), deep - 1):
            return True
    return False


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])))
