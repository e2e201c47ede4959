"""A timetable of talks without clashes for anybody. Pure."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

Who = Hashable


@dataclass(frozen=True)
class Span:
    """A stretch of time; `end` is exclusive."""

    start: datetime
    end: datetime

    def meets(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Wish:
    """A talk that is to be held, and everybody who has to be there."""

    match_id: int
    who: frozenset[Who]


@dataclass(frozen=True)
class Seat:
    """Where and when one talk is held; tables count from 1."""

    match_id: int
    span: Span
    table: int


def spans(start: datetime, end: datetime, minutes: int) -> Iterator[Span]:
    """One talk after the other, as many as fit whole."""
    step = timedelta(minutes=minutes)
    while start + step <= end:
        yield Span(start, start + step)
        start += step


def timetable(
    wishes: Sequence[Wish],
    times: Sequence[Span],
    tables: int,
    busy: Mapping[Who, Collection[Span]],
    taken: Collection[tuple[Span, int]] = (),
) -> tuple[list[Seat], list[Wish]]:
    """Seats for as many wishes as fit, and those for which there is no time left.

    Nobody is at two tables at once, nor away from what she has elsewhere (`busy`); `taken` are tables that are in use.
    Whoever has most talks is seated first, since she is hardest to seat.
    """
    calendar = {who: list(others) for who, others in busy.items()}
    used = set(taken)
    load: dict[Who, int] = {}
    for wish in wishes:
        for who in wish.who:
            load[who] = load.get(who, 0) + 1
    seats, left = [], []
    for wish in sorted(wishes, key=lambda one: (-max(load[who] for who in one.who), one.match_id)):
        seat = next(openings(wish, times, range(1, tables + 1), calendar, used), None)
        if seat is None:
            left.append(wish)
            continue
        seats.append(seat)
        used.add((seat.span, seat.table))
        for who in wish.who:
            calendar.setdefault(who, []).append(seat.span)
    return sorted(seats, key=lambda one: (one.span.start, one.table)), left


def openings(
    wish: Wish,
    times: Sequence[Span],
    tables: Iterable[int],
    calendar: Mapping[Who, Collection[Span]],
    used: Collection[tuple[Span, int]],
) -> Iterator[Seat]:
    """Every time at which this talk could be held, at the first of these tables that is free then."""
    numbers = list(tables)
    for span in times:
        if any(span.meets(other) for who in wish.who for other in calendar.get(who, ())):
            continue
        table = next((number for number in numbers if (span, number) not in used), None)
        if table is not None:
            yield Seat(wish.match_id, span, table)
