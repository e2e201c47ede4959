"""What happens too often to be written each time: kept in the memory of this process, and written together."""

import threading
from collections.abc import Collection, Hashable
from datetime import datetime, timedelta
from typing import Final, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
MOST_KEPT: Final = 10_000
"""Keys that wait at most: if nobody writes them, the next ones are not kept."""


class Tally(Generic[Key]):
    """A set of things that have happened, whichever thread saw them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[Key, datetime] = {}

    def add(self, key: Key, now: datetime) -> timedelta:
        """Keep it; how long the oldest of what waits has waited."""
        with self._lock:
            if len(self._waiting) < MOST_KEPT:
                self._waiting.setdefault(key, now)
            return now - next(iter(self._waiting.values()))

    def take(self) -> Collection[Key]:
        """Everything that waits, for the caller to write; it is not kept any more."""
        with self._lock:
            taken, self._waiting = self._waiting, {}
        return taken.keys()
