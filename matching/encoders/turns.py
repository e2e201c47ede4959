"""Taking turns at the processor: interactive work goes before bulk work."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class Turns:
    """A lock with two queues: whoever asks ``first`` is served before anybody ``later``.

    The site and its worker share one process and two cores. A worker encodes in small batches and
    takes a ``later`` turn for each, so a person's query waits for one batch at most.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._busy = False
        self._waiting_first = 0

    @property
    def somebody_waits_first(self) -> bool:
        """Whether a query is waiting for the batch that runs now."""
        return self._waiting_first > 0

    @contextmanager
    def first(self) -> Iterator[None]:
        """Hold the turn for somebody who is waiting at a screen."""
        with self._changed:
            self._waiting_first += 1
            self._changed.wait_for(lambda: not self._busy)
            self._waiting_first -= 1
            self._busy = True
        try:
            yield
        finally:
            self._give_back()

    @contextmanager
    def later(self) -> Iterator[None]:
        """Hold the turn for work nobody is watching."""
        with self._changed:
            self._changed.wait_for(lambda: not self._busy and not self._waiting_first)
            self._busy = True
        try:
            yield
        finally:
            self._give_back()

    def _give_back(self) -> None:
        with self._changed:
            self._busy = False
            self._changed.notify_all()
