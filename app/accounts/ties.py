"""Which houses are not independent of each other. Pure: `queries.ties` reads the rows.

Whoever belongs to one group is tied to everybody in it, through however many parents; a shareholder is tied to what it
holds shares of and to the group of that, and no further.
"""

from collections import defaultdict
from collections.abc import Iterable

from app.accounts.models import TieKind

Edge = tuple[int, int, TieKind]


def group_of(house: int, edges: Iterable[Edge]) -> frozenset[int]:
    """The house with its parents, daughters and sisters."""
    near: defaultdict[int, set[int]] = defaultdict(set)
    for one, other, kind in edges:
        if kind is not TieKind.SHAREHOLDER:
            near[one].add(other)
            near[other].add(one)
    seen, waiting = {house}, [house]
    while waiting:
        for other in near[waiting.pop()] - seen:
            seen.add(other)
            waiting.append(other)
    return frozenset(seen)


def tied_houses(houses: Iterable[int], edges: Iterable[Edge]) -> frozenset[int]:
    """Every house that is tied to one of these, they themselves among them."""
    known = list(edges)
    mine = frozenset[int]().union(*(group_of(house, known) for house in houses))
    held = {two for a, b, kind in known if kind is TieKind.SHAREHOLDER for two in ((a, b), (b, a)) if two[0] in mine}
    return mine.union(*(group_of(other, known) for _one, other in held))


def are_tied(one: int, other: int, edges: Iterable[Edge]) -> bool:
    """Whether these two houses are one, of one group, or hold shares of each other's group."""
    return other in tied_houses([one], edges)
