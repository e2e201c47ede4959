"""What pages need of the live index, without knowing how it works.

`app.indexing.live.LiveIndex` is the one implementation. Hits name rows; whoever shows them loads each row again through
the visibility rule of its list.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from matching.calibrate import Tier

SCENARIO, SUPPLY, DEMONSTRATION = "scenario", "supply", "demonstration"
KINDS: Mapping[str, tuple[str, ...]] = {
    SUPPLY: ("supply", "result"),
    SCENARIO: ("scenario",),
    DEMONSTRATION: ("demonstration",),
}
"""The kinds of the index by the rows they are of. Each has a floor of its own: who asks of several, asks of each."""
MATCHED = (SCENARIO, SUPPLY)
"""The two sides of a match."""


def text_hash(title: str, text: str) -> str:
    """Identity of a text version: what an index entry was encoded from and a match judged on."""
    return hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()


@dataclass(frozen=True)
class Found:
    """One hit: which row, how well it fits (0–100, see the calibration), which text version was judged, and how sure it
    is that it is what was asked for."""

    object_kind: str
    object_id: int
    score: float
    text_hash: str
    tier: Tier = Tier.NEAREST


@dataclass(frozen=True)
class Findings:
    """Hits best first, the sure ones before those that may be it; `below` are the nearest that are not.

    `no_match` says that nothing reached the floor, which is an answer, not a failure. `read_as` is set where nothing
    says what was typed and a name does in another spelling: then that was searched for.
    """

    hits: tuple[Found, ...]
    below: tuple[Found, ...]
    model: str
    read_as: str | None = None

    @property
    def no_match(self) -> bool:
        return not self.hits

    def scores(self, kind: str) -> dict[int, int]:
        """How well each hit of a kind fits, by its id and as people read it."""
        return {hit.object_id: round(hit.score) for hit in self.hits if hit.object_kind == kind}


@dataclass(frozen=True)
class Indexed:
    """What the index holds of a row: title and text as everybody may read them, and what it is filtered by."""

    title: str
    text: str
    facets: Mapping[str, Sequence[str]]


class Finder(Protocol):
    """Search by meaning over everything that is indexed."""

    def start(self) -> None:
        """Load the encoder, fill the index from the rows and follow their sequence, in the background."""
        ...

    def stop(self) -> None:
        """Stop following."""
        ...

    def refresh(self) -> int:
        """Take in what has changed in the rows since the last look; returns how many entries changed."""
        ...

    @property
    def ready(self) -> bool:
        """Whether the encoder is loaded and the index filled; before that a search waits."""
        ...

    def search(
        self,
        text: str,
        kinds: Collection[str],
        limit: int = 20,
        filters: Mapping[str, Collection[str]] | None = None,
    ) -> Findings:
        """What answers `text`. `kinds` are those of `KINDS`; `filters` are facets (any value of each)."""
        ...

    def neighbours(
        self,
        object_kind: str,
        object_id: int,
        kinds: Collection[str],
        limit: int = 20,
        filters: Mapping[str, Collection[str]] | None = None,
    ) -> Findings:
        """What answers an indexed row, without encoding it again; empty when it is not indexed yet."""
        ...

    def scored(self, asked_kind: str, asked_id: int, found: Found) -> Found:
        """`found` with the score and tier it has as an answer to an indexed row, by whichever side it was found; as it is
        where one of the two is not indexed."""
        ...

    def twins(self, text: str, kinds: Collection[str], limit: int = 20) -> tuple[Found, ...]:
        """Rows that ask for or offer nearly the same as `text`, most alike first; the score is the likeness, 0–100."""
        ...

    def twins_of(self, object_kind: str, object_id: int, kinds: Collection[str], limit: int = 20) -> tuple[Found, ...]:
        """The same of an indexed row, without encoding it again and without itself; none while it is not indexed."""
        ...

    def text_of(self, object_kind: str, object_id: int) -> str:
        """The indexed text of a row, title first; empty when it is not indexed."""
        ...

    def indexed(self, found: Sequence[Found]) -> Mapping[tuple[str, int], Indexed]:
        """What is held of these hits, by object kind and id, in one statement; without those that vanished meanwhile."""
        ...

    def waiting(self) -> int:
        """How many rows that could be found wait to be encoded: nobody finds them yet."""
        ...

    def reasons(
        self, asked: str, found: Sequence[str], language: str, *, titles: Sequence[str] = (), seeking: bool = False
    ) -> list[dict[str, object]]:
        """For each found text why it answers `asked`: quoted sentence pairs, shared terms, shares, and against it what one
        side says no to (JSON values). `titles` are those of the found texts where these come without: never quoted as a
        reason, they are what may be denied. `seeking` says that the found ones are needs, and what is asked is on offer."""
        ...
