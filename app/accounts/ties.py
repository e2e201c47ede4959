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


def are_tied(one: int, other: int, edges: Iterable[Edge]) -> bool:
    """Whether these two houses are one, of one group, or hold shares of each other's group."""
    known = list(edges)
    mine, theirs = group_of(one, known), group_of(other, known)
    held = [(a, b) for a, b, kind in known if kind is TieKind.SHAREHOLDER]
    return other in mine or any((a in mine and b in theirs) or (a in theirs and b in mine) for a, b in held)
