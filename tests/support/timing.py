"""Whether reading a text takes much more than twice as long for twice the text, and an end for work that has none."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from tests.support.attacks import Attack

SHORTER, SHORT, LONG, LONGER = 1_000, 4_000, 20_000, 40_000
SLOW, HUNG = 0.5, 1.0
"""Seconds of the processor, however busy it is with others: what a long text may take, and where it is given up."""
ENDLESS = 30.0
"""Seconds of the processor after which something is held to have no end: no measure of speed, on any machine."""


TRIES = 3
"""What grows does so each time; what merely shared its core with somebody does not."""


def grows(read: Callable[[Any], object], attack: Attack, harmless: float, *, as_bytes: bool = False) -> bool:
    """Whether it grows so, and to a time that matters, as often as it is tried. `harmless` is how long a short text may
    take without a second look, in seconds."""
    return all(_grows(read, attack, harmless, as_bytes=as_bytes) for _try in range(TRIES))


def _grows(read: Callable[[Any], object], attack: Attack, harmless: float, *, as_bytes: bool) -> bool:

    def taken(length: int) -> float:
        text = attack.text(length)
        return seconds(read, text.encode("utf-8", "replace") if as_bytes else text)

    short = taken(SHORT)
    if short >= HUNG:
        return True
    if short < max(harmless, 6 * taken(SHORTER)):
        return False
    long = taken(LONG)
    return long >= HUNG or (long > SLOW / 4 and taken(LONGER) > max(3 * long, SLOW))


def seconds(read: Callable[[Any], object], text: object) -> float:
    """How long it takes, at most about `HUNG`."""
    start = time.thread_time()
    try:
        with given_up(HUNG):
            read(text)
    except TimeoutError:
        return HUNG
    return time.thread_time() - start


@contextmanager
def given_up(after: float = ENDLESS) -> Iterator[None]:
    """Interrupt what takes this process longer, in seconds of the processor: what grows with a power of two would never end."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, after)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
