"""Where things stand in a picture, as numbers from 0 to 100; `components/charts.html` draws them, beside the same numbers as
a table. Pure. What somebody is not told (`pilots.disclosing`) is in no picture either."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from scenarios.pilots.disclosing import Told


class Moment(Protocol):
    """A move with its moment."""

    @property
    def title(self) -> str: ...
    @property
    def at(self) -> datetime: ...


MARGIN = 8
"""Room at both ends of a line."""


@dataclass(frozen=True)
class Line:
    """A figure on its line: places of baseline, target and reading; None for what is not told. With a change alone,
    `change` in per cent and the length of its bar."""

    told: Told
    baseline: float | None = None
    target: float | None = None
    reading: float | None = None
    bar: float = 0.0

    @property
    def drawn(self) -> bool:
        return self.baseline is not None and self.reading is not None


def line_of(told: Told, target: float | None) -> Line:
    """`target` is the bound as a number, used only where the target is told."""
    bound = target if told.target is not None else None
    known = [one for one in (told.baseline, bound, told.reading) if one is not None]
    if told.baseline is None or told.reading is None:
        return Line(told, bar=min(100.0, abs(told.change)) if told.change is not None else 0.0)
    low, high = min(known), max(known)

    def place(value: float | None) -> float | None:
        if value is None:
            return None
        share = (value - low) / (high - low) if high > low else 0.5
        return round(MARGIN + share * (100 - 2 * MARGIN), 1)

    return Line(told, place(told.baseline), place(bound), place(told.reading))


@dataclass(frozen=True)
class Dot:
    """One move on the line of a whole course."""

    title: str
    at: datetime
    place: float


def along(moments: Sequence[Moment]) -> list[Dot]:
    """Each move at its share of the time from the first to the last; nothing of a single one."""
    if len(moments) < 2 or moments[0].at == moments[-1].at:
        return []
    first, whole = moments[0].at, moments[-1].at - moments[0].at
    return [Dot(one.title, one.at, round(2 + 96 * ((one.at - first) / whole), 1)) for one in moments]


@dataclass(frozen=True)
class Bar:
    """One step of a funnel: its count, its share of the first in per cent, and where its rows are."""

    label: str
    count: int
    share: int
    days: float | None
    url: str


def bars(steps: Sequence[tuple[str, int, float | None, str]]) -> list[Bar]:
    """(label, count, median days since the step before, address) as bars."""
    first = steps[0][1] if steps else 0
    return [
        Bar(label, count, round(100 * count / first) if first else 0, days, url) for label, count, days, url in steps
    ]
