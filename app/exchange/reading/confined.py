"""A foreign file is opened in a process of its own, with so much memory and time and no more, whatever the file claims.

The libraries that open workbooks are quick and trusting: a file of one kilobyte makes them ask for gigabytes, and then
they end the process they run in. A fresh interpreter is started rather than forked: the site has threads and a model in
its memory, the child needs neither and starts in some 60 ms.
"""

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryFile
from threading import BoundedSemaphore
from time import monotonic
from typing import Final

from app.exchange.reading.bounds import AT_ONCE, MAX_ANSWER, PATIENCE
from app.exchange.reading.table import Wanted
from app.exchange.reading.transcript import Transcript, read
from app.exchange.rules import FileRule, UnreadableFile

_ROOT: Final = Path(__file__).parents[3]
_ANY: Final = Wanted()
_GRACE: Final = 2.0
"""Seconds after which a child is killed from here, should its own alarm not have rung."""

_PLACES: Final = BoundedSemaphore(AT_ONCE)
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
    until = monotonic() + seconds
    if not _PLACES.acquire(timeout=seconds):
        raise UnreadableFile(FileRule.TOO_SLOW)
    try:
        left = max(0.5, until - monotonic())
        command = [sys.executable, "-P", "-m", "app.exchange.reading", str(path), str(lines), str(left)]
        command.append(json.dumps(asdict(wanted)))
        return subprocess.run(  # noqa: S603 - our own interpreter and module; the path is an argument, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            pass_fds=[lines],
            env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"},  # no setting and no secret of the site
            start_new_session=True,
            timeout=left + _GRACE,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired as late:
        raise UnreadableFile(FileRule.TOO_SLOW) from late
    finally:
        _PLACES.release()


def _judge(ended: int) -> None:
    """Tell the file's fault from the machine's: a full disk, a stop of the whole service."""
    if ended in _LATE:
        raise UnreadableFile(FileRule.TOO_SLOW)
    if ended in _HEAVY:
        raise UnreadableFile(FileRule.TOO_HEAVY)
    if ended:
        raise OSError(ended, os.strerror(ended) if ended > 0 else f"reading was ended by signal {-ended}")
