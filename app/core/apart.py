"""A foreign file is opened in a process of its own, with so much memory and time and no more, whatever the file claims.

The libraries that open documents are quick and trusting: a file of one kilobyte makes them ask for gigabytes, and then
they end the process they run in. A fresh interpreter is started rather than forked: the site has threads and a model in
its memory, the child needs neither and starts in some 60 ms.
"""

import math
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from threading import BoundedSemaphore
from time import monotonic
from typing import Final

_ROOT: Final = Path(__file__).parents[2]
_GRACE: Final = 2.0
"""Seconds after which a child is killed from here, should its own alarm not have rung."""
AT_ONCE: Final = 2
"""Files that one process of the site has opened at the same time."""
_PLACES: Final = BoundedSemaphore(AT_ONCE)


def run_apart(
    module: str,
    arguments: Callable[[float], Sequence[str]],
    seconds: float,
    answer: int,
    others: Collection[int] = (),
) -> int:
    """How `python -m module` ended, whose output goes to the descriptor `answer`; `arguments` are told the seconds that
    are left, `others` are descriptors that it may write to. Raises `TimeoutError` beyond `seconds`, waiting included."""
    until = monotonic() + seconds
    if not _PLACES.acquire(timeout=seconds):
        raise TimeoutError
    try:
        left = max(0.5, until - monotonic())
        return subprocess.run(  # noqa: S603 - our own interpreter and module; the path is an argument, no shell
            [sys.executable, "-P", "-m", module, *arguments(left)],
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            pass_fds=others,
            env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"},  # no setting and no secret of the site
            start_new_session=True,
            timeout=left + _GRACE,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired as late:
        raise TimeoutError from late
    finally:
        _PLACES.release()


def limit(seconds: float, memory: int, written: int) -> None:
    """Bound this very process: seconds, bytes of its memory and of every file it writes."""
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_CPU: math.ceil(seconds) + 1,
        resource.RLIMIT_FSIZE: written,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        _soft, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))
    signal.setitimer(signal.ITIMER_REAL, seconds)  # SIGALRM ends a process in the middle of anything
