"""What a file that others will load says of people, as far as it says it in words."""

from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from app.core.apart import run_apart

PATIENCE: Final = 3.0
"""Seconds that whoever hands in a file waits for it; what takes longer is unread."""
LONGEST: Final = 300_000
"""Characters that are looked at."""
PICTURES: Final = ("image/", "application/zip")


def text_of(path: Path, mime: str) -> str | None:
    """The words of a file; None for pictures, scans and whatever could not be read to its end."""
    if mime.startswith(PICTURES):
        return None
    if mime.startswith("text/"):
        return _plain(path)
    with TemporaryFile(dir=path.parent) as answer:
        arguments = (str(path), mime)
        try:
            ended = run_apart(
                "app.core.personal.documents", lambda left: [*arguments, str(left)], PATIENCE, answer.fileno()
            )
        except TimeoutError:
            return None
        answer.seek(0)
        return answer.read().decode("utf-8", "replace") if ended == 0 else None


def _plain(path: Path) -> str | None:
    with path.open("rb") as file:
        packed = file.read(4 * LONGEST + 1)
    if len(packed) > 4 * LONGEST:
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = packed.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text if len(text) <= LONGEST else None
    return None
