"""What was worked out for the last questions, until what they were asked of changes."""

from collections.abc import Callable
from typing import Generic, TypeVar

MOST = 64
Question = tuple[str, ...]
T = TypeVar("T")


class Recent(Generic[T]):
    """Answers by question, ``MOST`` at most. Two threads with the same question may both work it out."""

    def __init__(self) -> None:
        self._known: dict[Question, tuple[T]] = {}

    def answer(self, question: Question, work: Callable[[], T]) -> T:
        """What is known of a question, else what ``work`` gives."""
        known = self._known.get(question)
        if known is None:
            known = (work(),)
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[question] = known
        return known[0]

    def clear(self) -> None:
        """Something changed: nothing is known any more."""
        self._known.clear()
