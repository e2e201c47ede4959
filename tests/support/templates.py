"""Templates that are loaded once a process and not once a test: to load those of a page costs more than to write it.

What a loaded template knows of the site is its words alone. So each environment here asks whoever has it at the time, and
a house that closes gives it back to the next; two that stand at the same time never have the same.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from jinja2 import Environment

from app.assembly import templates_with
from app.core.site import Words


class Lent:
    """The words of the house that has the templates now."""

    words: Words

    def __init__(self) -> None:
        self.templates = templates_with(self)

    def label(self, code: str | None, kind: str) -> str:
        return self.words.label(code, kind)

    def labels(self, codes: Iterable[str], kind: str) -> list[str]:
        return self.words.labels(codes, kind)

    def options(self, kind: str, *keep: str) -> list[tuple[str, str]]:
        return self.words.options(kind, *keep)

    def forget(self) -> None:
        self.words.forget()


_IDLE: list[Lent] = []


@contextmanager
def lent_templates() -> Iterator[Callable[[Words], Environment]]:
    """What draws a house its templates, for as long as the block lasts."""
    lent = _IDLE.pop() if _IDLE else Lent()

    def drawing(words: Words) -> Environment:
        lent.words = words
        return lent.templates

    yield drawing
    _IDLE.append(lent)  # not where the block has failed: the next house takes a fresh one
