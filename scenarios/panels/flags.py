"""Integrity flags: what gives the office a reason to look, with the figures it rests on; never a verdict. Pure.

They are worked out with the result, by the site itself: whoever reads them opens no bid.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import combinations, pairwise
from typing import Any, Final

CLOSE: Final = 1
"""Per cent: prices no further apart than this."""
STEPS: Final = 3
"""From so many prices on equal steps between them are seen."""
ALIKE_FROM: Final = 4
"""From so many scores on two members who agree in all of them are seen."""
TIMES: Final = 2
"""So often two houses have met in other tenders."""


@dataclass(frozen=True)
class Flag:
    """`code` is one of `labels.FLAGS`, which say rule and figures; `found` are these figures by name."""

    code: str
    found: dict[str, Any] = field(default_factory=dict)


def of_bids(received: int, scored: int) -> list[Flag]:
    """How many were opened, and how many of them were scored."""
    if scored != 1:
        return []
    return [Flag("all_but_one" if received > 1 else "one_bid", {"received": received, "scored": scored})]


def of_scores(sheets: Mapping[int, Sequence[int | None]]) -> list[Flag]:
    """Members (by their numbers) who have given the same to the decimal, in the same order of bids and criteria."""
    return [
        Flag("alike", {"one": a, "other": b, "count": len(sheets[a])})
        for a, b in combinations(sorted(sheets), 2)
        if len(sheets[a]) >= ALIKE_FROM and list(sheets[a]) == list(sheets[b])
    ]


def of_prices(prices: Mapping[int, int]) -> list[Flag]:
    """Prices by the numbers of their bids: nearly the same, or in equal steps."""
    found = [
        Flag("close_prices", {"one": a, "other": b, "first": f"{prices[a]:,}", "second": f"{prices[b]:,}"})
        for a, b in combinations(sorted(prices), 2)
        if max(prices[a], prices[b]) > 0 and abs(prices[a] - prices[b]) * 100 <= CLOSE * max(prices[a], prices[b])
    ]
    order = sorted(prices.values())
    steps = {after - before for before, after in pairwise(order)}
    if len(order) >= STEPS and len(steps) == 1 and steps != {0}:
        found.append(Flag("equal_steps", {"step": f"{steps.pop():,}", "count": len(order)}))
    return found


def of_pairs(here: Mapping[int, int], elsewhere: Iterable[Collection[int]]) -> list[Flag]:
    """Houses (their ids, with the numbers of their bids) that have met in other tenders too: each of `elsewhere` is the
    houses of one of these."""
    met = [set(houses) for houses in elsewhere]
    found = []
    for a, b in combinations(sorted(here, key=here.__getitem__), 2):
        times = sum({a, b} <= houses for houses in met)
        if times >= TIMES:
            found.append(Flag("again", {"one": here[a], "other": here[b], "count": times}))
    return found


def stored(flags: Iterable[Flag]) -> list[dict[str, Any]]:
    return [asdict(flag) for flag in flags]
