"""What a file that others will load says of people, as far as it says it in words."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from app.core.apart import run_apart

PATIENCE: Final = 3.0
"""Seconds that whoever hands in a file waits for it; what takes longer is unread."""
LONGEST: Final = 300_000
"""Characters that are looked at."""
PICTURED: Final = 3
"""How the process that reads ends when there are pictures beside the words."""
PICTURES: Final = ("image/", "application/zip")


@dataclass(frozen=True)
class Read:
    """The words of a file, None for pictures, scans and whatever could not be read to its end; `whole` unless something
    in it is no words."""

    text: str | None = None
    whole: bool = False


UNREAD: Final = Read()


def read(path: Path, mime: str) -> Read:
    """What can be read of a file."""
    if mime.startswith(PICTURES):
        return UNREAD
    if mime.startswith("text/"):
        return Read(text := _plain(path), text is not None)
    with TemporaryFile(dir=path.parent) as answer:
        arguments = (str(path), mime)
        try:
            ended = run_apart(
                "app.core.personal.documents", lambda left: [*arguments, str(left)], PATIENCE, answer.fileno()
            )
        except TimeoutError:
            return UNREAD
        if ended not in {0, PICTURED}:
            return UNREAD
        answer.seek(0)
        return Read(answer.read().decode("utf-8", "replace"), ended == 0)


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
