"""A list is read in a process of its own, see `app.core.apart`; what comes back is told from what the machine refused."""

import errno
import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

from app.core.apart import run_apart
from app.exchange.reading.bounds import MAX_ANSWER, PATIENCE
from app.exchange.reading.table import Wanted
from app.exchange.reading.transcript import Transcript, read
from app.exchange.rules import FileRule, UnreadableFile

_ANY: Final = Wanted()
_LATE: Final = frozenset({-signal.SIGALRM, -signal.SIGXCPU})
_HEAVY: Final = frozenset(
    {errno.ENOMEM, errno.EFBIG, *(-sign for sign in (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGKILL))}
)


@contextmanager
def transcribed(path: Path, folder: Path, seconds: float = PATIENCE, wanted: Wanted = _ANY) -> Iterator[Transcript]:
    """The list in the file at `path`, readable within the block; `folder` takes what the child writes, `wanted` says
    where in the file the list is.

    Raises UnreadableFile: `TOO_SLOW` when it takes longer than `seconds`, waiting for other files included.
    """
    # Both files have no name: whoever is killed leaves nothing behind.
    with TemporaryFile(dir=folder) as answer, TemporaryFile(dir=folder) as lines:
        _judge(_read_apart(path, answer.fileno(), lines.fileno(), seconds, wanted))
        answer.seek(0)
        said = answer.read(MAX_ANSWER + 1)
        if len(said) > MAX_ANSWER:
            raise UnreadableFile(FileRule.TOO_HEAVY)
        yield read(said, lines)


def _read_apart(path: Path, answer: int, lines: int, seconds: float, wanted: Wanted) -> int:
    """How the child ended."""
    said = json.dumps(asdict(wanted))
    try:
        return run_apart(
            "app.exchange.reading", lambda left: [str(path), str(lines), str(left), said], seconds, answer, [lines]
        )
    except TimeoutError as late:
        raise UnreadableFile(FileRule.TOO_SLOW) from late


def _judge(ended: int) -> None:
    """Tell the file's fault from the machine's: a full disk, a stop of the whole service."""
    if ended in _LATE:
        raise UnreadableFile(FileRule.TOO_SLOW)
    if ended in _HEAVY:
        raise UnreadableFile(FileRule.TOO_HEAVY)
    if ended:
        raise OSError(ended, os.strerror(ended) if ended > 0 else f"reading was ended by signal {-ended}")
