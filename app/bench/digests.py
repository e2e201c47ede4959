"""A week's digests for very many: planned and written into the outbox, how many a second, and in how much memory."""

import contextlib
import resource
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any, Final

from sqlmodel import col, func, select

from app.bench.readers import Crowd, people_come
from app.bench.served import Row
from app.core.models import Mail
from app.core.site import Site
from app.digests.emails import NAME
from app.digests.models import Digest, DigestState
from app.digests.planning import plan
from app.digests.sending import send_due
from app.digests.windows import SETTLING, Week, last_closed
from matching import Encoder

GOAL: Final = 200
"""Mails a second."""
EVERY: Final = 1.0
"""Seconds between two looks at how far it has come."""
PARTS: Final = 4


@dataclass(frozen=True)
class Spent:
    """Seconds of the clock and of the processor until now, and the most MB that were held so far."""

    wall: float
    work: float
    memory: float

    @classmethod
    def now(cls) -> "Spent":
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        return cls(time.perf_counter(), time.process_time(), most)


@dataclass
class Watching:
    """How far it had come when, looked at from beside."""

    site: Site
    table: Any
    seen: list[tuple[int, Spent]] = field(default_factory=list)

    def look(self) -> None:
        with self.site.database.reading() as db:
            self.seen.append((db.exec(select(func.max(self.table.id))).one() or 0, Spent.now()))

    @contextlib.contextmanager
    def beside(self) -> Iterator[None]:
        """Look again and again while the block runs, and at both its ends."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(EVERY):
                self.look()

        self.look()
        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
            self.look()

    def rate(self) -> str:
        """Of all of it, by the clock and by the processor."""
        return _rate(self.seen[0], self.seen[-1])

    def parts(self) -> Sequence[str]:
        """Rows a second of the processor in each quarter, and the memory at its end."""
        first, last = self.seen[0][0], self.seen[-1][0]
        ends = [first + (last - first) * part // PARTS for part in range(PARTS + 1)]
        marks = [next(one for one in self.seen if one[0] >= end) for end in ends]
        return [
            f"{(new[0] - old[0]) / max(0.001, new[1].work - old[1].work):.0f} ({new[1].memory:.0f} MB)"
            for old, new in pairwise(marks)
        ]


def _rate(one: tuple[int, Spent], other: tuple[int, Spent], count: int | None = None) -> str:
    rows = other[0] - one[0] if count is None else count
    wall, work = other[1].wall - one[1].wall, other[1].work - one[1].work
    return (
        f"{rows / wall:.0f} a second; {rows / work:.0f} a second of processor ({wall:.0f} s, {work:.0f} s of processor)"
    )


def digests(site: Site, encoder: Encoder, size: Crowd) -> Iterator[Row]:
    """Fill the site, plan the last week for everybody, and hand all of it over to the outbox."""
    week = last_closed(site.clock.now())
    begun = time.perf_counter()
    people_come(site, encoder, size, week)
    many = f"{size.people:,} people, {size.needs:,} open needs, {size.capabilities:,} capabilities, vectors derived"
    yield "readers", f"{many}; written in {time.perf_counter() - begun:.0f} s"
    yield from measured(site, week)


def measured(site: Site, week: Week) -> Iterator[Row]:
    """The processor's time stands beside the clock's: the machine may have other work."""
    planning, writing, now = Watching(site, Digest), Watching(site, Mail), week.end + SETTLING
    with planning.beside():
        done = plan(site, week, now)
    with writing.beside():
        sent = send_due(site, now + timedelta(days=7))
    yield "digests planned; with nothing to tell", f"{done.planned:,}; {done.empty:,}"
    yield "planning, people", planning.rate()
    yield (
        f"planning by quarters, a second of processor (memory, at {planning.seen[0][1].memory:.0f} MB before)",
        _said(planning),
    )
    yield "writing the mails", writing.rate()
    yield "writing by quarters", _said(writing)
    yield f"planned and written: {sent:,} mails", _whole(planning, writing, sent)
    yield "items a mail; characters of its HTML", _what(site)


def _said(watching: Watching) -> str:
    return " · ".join(watching.parts())


def _whole(planning: Watching, writing: Watching, sent: int) -> str:
    said = _rate(planning.seen[0], writing.seen[-1], sent)
    work = writing.seen[-1][1].work - planning.seen[0][1].work
    return said if sent >= GOAL * work else f"{said} · below {GOAL}"


def _what(site: Site) -> str:
    with site.database.reading() as db:
        rows = db.exec(select(Digest.items).where(Digest.state == DigestState.QUEUED).limit(2_000)).all()
        long = db.exec(select(func.avg(func.length(Mail.html))).where(col(Mail.name) == NAME)).one()
    return f"{sum(map(len, rows)) / max(1, len(rows)):.1f}; {float(long or 0):,.0f}"
