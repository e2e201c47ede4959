"""What follows from the members' own scores: the published formula and nothing else. Pure, in whole numbers.

Points are tenths of a point of 100; what a criterion is worth in the end is in hundredths, rounded half up, and the total
is their sum, so that anybody who adds up what is published finds the same.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from scenarios.bids.models import Formula, Part


@dataclass(frozen=True)
class Weighed:
    """A criterion as the formula needs it."""

    id: int
    part: Part
    weight: int


@dataclass(frozen=True)
class Line:
    """What one bid has come to, in hundredths: of each criterion (by id, as text), of the technical part, in all."""

    number: int
    parts: dict[str, int]
    technical: int
    total: int
    rank: int


Scores = Mapping[int, Mapping[int, Sequence[int]]]
"""Bid by its number → criterion by its id → what each member gave, in tenths."""


def half_up(value: Fraction) -> int:
    return int(value * 2 + 1) // 2


def combined(formula: Formula, tenths: Sequence[int]) -> Fraction:
    """The members' points as one, out of 100."""
    counted = sorted(tenths)[1:-1] if formula is Formula.TRIMMED and len(tenths) > 2 else tenths
    return Fraction(sum(counted), 10 * len(counted))


def price_points(price: int, lowest: int) -> Fraction:
    """Out of 100. Where somebody asks for nothing, that is the lowest, and every other price gets none."""
    return Fraction(100) if price == lowest else Fraction(100 * lowest, price)


def standings(
    criteria: Sequence[Weighed], formula: Formula, scores: Scores, prices: Mapping[int, int], seed: str
) -> list[Line]:
    """Every bid with its rank, the first one first. Of equal totals the better technical part is first, then the lower
    price, then whoever the seed of the draw puts there."""
    lowest, found = min(prices.values(), default=0), []
    for number in scores:
        parts = {}
        for one in criteria:
            if one.part is Part.PRICE:
                points = price_points(prices[number], lowest)
            else:
                points = combined(formula, scores[number][one.id])
            parts[str(one.id)] = half_up(points * one.weight)
        technical = sum(parts[str(one.id)] for one in criteria if one.part is Part.TECHNICAL)
        found.append(Line(number, parts, technical, sum(parts.values()), 0))
    order = sorted(
        found, key=lambda one: (-one.total, -one.technical, prices.get(one.number, 0), lot(seed, one.number))
    )
    return [Line(one.number, one.parts, one.technical, one.total, place) for place, one in enumerate(order, start=1)]


def lot(seed: str, number: int) -> str:
    """The last resort between equals."""
    return hashlib.sha256(f"{seed}|{number}".encode()).hexdigest()


def stored(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [asdict(line) for line in lines]


def hundredths(value: int) -> str:
    """As people read it."""
    return f"{value // 100}.{value % 100:02d}"
