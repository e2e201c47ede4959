"""Names that are nearly the same: likely duplicates that no key can tell. Pure."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Final

from app.accounts.names import likeness

NEAR: Final = 0.8
"""Share of common character pairs from which two names are shown as likely duplicates."""
COMMON: Final = 150
"""A pair of characters that more names than this share tells nothing; looking at all of them would take minutes."""
SHOWN: Final = 3


@dataclass(frozen=True)
class Place:
    """Where a name stands: a row of the file, or a thing of the site by its public id."""

    name: str
    row: int = 0
    public_id: str = ""


@dataclass
class Names:
    """Names by the pairs of characters in them."""

    keys: list[tuple[str, Place]] = field(default_factory=list)
    by_pair: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, key: str, place: Place) -> None:
        """Remember a name; `key` is its `name_key`."""
        number = len(self.keys)
        self.keys.append((key, place))
        for pair in _pairs(key):
            self.by_pair[pair].append(number)

    def near(self, key: str) -> list[Place]:
        """At most `SHOWN` other names that are nearly `key`, the nearest first; equal keys are left out."""
        shared: Counter[int] = Counter()
        for pair in _pairs(key):
            places = self.by_pair.get(pair, ())
            if len(places) <= COMMON:
                shared.update(places)
        scored = []
        for number, count in shared.items():
            other, place = self.keys[number]
            if other != key and count >= 2 and (score := likeness(key, other)) >= NEAR:
                scored.append((-score, number, place))
        return [place for _score, _number, place in sorted(scored)[:SHOWN]]


def _pairs(key: str) -> set[str]:
    return {key[i : i + 2] for i in range(len(key) - 1)}
