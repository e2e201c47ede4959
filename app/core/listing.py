"""Pages of a list, and addresses that hold everything a list was asked for."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar
from urllib.parse import urlencode

from pydantic import AfterValidator

from app.core.limits import LONGEST_QUESTION

Item = TypeVar("Item")


def question(text: str, most: int = LONGEST_QUESTION) -> str:
    """What somebody searches for: one line of signs that can be seen, cut at `most` characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:most]


Question = Annotated[str, AfterValidator(question)]
"""Parameter type of a handler that takes words to search for from its address."""


def address(path: str, pairs: Iterable[tuple[str, object]]) -> str:
    """`path` with a query string of what is not empty, in the order given: the same list has one address."""
    said = [(name, str(value)) for name, value in pairs if value not in {"", None}]
    return f"{path}?{urlencode(said)}" if said else path


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list, as `components/page.html` draws its pager. `url(n)` leads to page n."""

    items: Sequence[Item]
    number: int
    size: int
    total: int
    url: Callable[[int], str]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def page_number(text: str, total: int, size: int) -> int:
    """The page that a query string asks for, kept between the first and the last."""
    asked = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    return min(max(asked, 1), max(1, -(-total // size)))
