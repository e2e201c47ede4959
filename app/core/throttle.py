"""Counts tries per account and per network, and refuses beyond a limit.

Each limit is a bucket that holds `most` tries and runs empty within `window`: one row, locked while it is counted in,
so that of any number at once no more than `most` pass. A try is written in its own transaction: the request that is
refused afterwards rolls its own one back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete, tuple_, update
from sqlmodel import Session, col, select

from app.core.db import Database
from app.core.errors import TooMany
from app.core.i18n import gettext as _
from app.core.ids import hashed
from app.core.models import Attempt
from app.core.site import Site
from app.core.upserts import insert_into

LONGEST_WINDOW = timedelta(days=1)
"""After so long every bucket is empty and its row can go."""
SWEEP_EVERY = timedelta(hours=1)
MOST_SWEPT = 5000


@dataclass(frozen=True)
class Limit:
    """At most `most` tries of `what` by `subject` at once, and as many again in every `window`."""

    what: str
    subject: str
    most: int
    window: timedelta

    def left(self, level: float, since: timedelta) -> float:
        """What is left of `level` tries after `since`. A clock that jumped back empties nothing, and keeps nobody
        waiting for hours to come."""
        return max(0.0, level - max(since, timedelta()) / self.window * self.most)

    def wait(self, level: float) -> timedelta:
        """How long until one more try has room."""
        return (level + 1 - self.most) / self.most * self.window


def throttle(database: Database, now: datetime, *limits: Limit) -> None:
    """Count one try in every one of `limits`, or in none of them: raises `TooMany` where one is used up."""
    levels = _change(database, now, limits, lambda before: _one_more(limits, before))
    full = [limit.wait(level) for limit, level in zip(limits, levels, strict=True) if level + 1 > limit.most]
    if full:
        minutes = max(1, ceil(max(full) / timedelta(minutes=1)))
        raise TooMany(_("尝试次数过多，请 {minutes} 分钟后再试。").format(minutes=minutes))


def give_back(database: Database, now: datetime, *limits: Limit) -> None:
    """The try that was counted did no harm: it is taken out of every one of `limits`."""
    _change(database, now, limits, lambda before: [max(0.0, level - 1) for level in before])


def _one_more(limits: Iterable[Limit], before: list[float]) -> list[float]:
    room = all(level + 1 <= limit.most for limit, level in zip(limits, before, strict=True))
    return [level + 1 if room else level for level in before]


def _change(
    database: Database, now: datetime, limits: tuple[Limit, ...], after: Callable[[list[float]], list[float]]
) -> list[float]:
    """Write what becomes of the levels, under the locks of their rows; returns the levels before."""
    with database.writing() as db:
        # Always in the same order, so that two requests with several limits never wait for each other.
        held = {limit: _held(db, limit, now) for limit in sorted(limits, key=lambda one: (one.what, one.subject))}
        before = [held[limit] for limit in limits]
        for limit, level in zip(limits, after(before), strict=True):
            row = (col(Attempt.what) == limit.what, col(Attempt.subject) == hashed(limit.subject))
            db.connection().execute(update(Attempt).where(*row).values(level=level, at=now))
    return before


def _held(db: Session, limit: Limit, now: datetime) -> float:
    """What the bucket holds now; its row is there and locked afterwards."""
    fresh = insert_into(db, Attempt).values(what=limit.what, subject=hashed(limit.subject), level=0.0, at=now)
    lock = fresh.on_conflict_do_update(index_elements=["what", "subject"], set_={"what": fresh.excluded.what})
    level, at = db.connection().execute(lock.returning(col(Attempt.level), col(Attempt.at))).one()
    return limit.left(level, now - at)


def sweep(site: Site, now: datetime) -> None:
    """Remove buckets that have long run empty. Looks first, so that usually nothing is written."""
    with site.database.reading() as db:
        long_ago = Attempt.at < now - LONGEST_WINDOW - SWEEP_EVERY
        if db.exec(select(Attempt.what).where(long_ago).limit(1)).first() is None:
            return
    with site.database.writing() as db:
        empty = select(Attempt.what, Attempt.subject).where(Attempt.at < now - LONGEST_WINDOW).limit(MOST_SWEPT)
        # A bucket that is being counted in is passed over rather than waited for.
        which = tuple_(col(Attempt.what), col(Attempt.subject)).in_(empty.with_for_update(skip_locked=True))
        db.connection().execute(delete(Attempt).where(which))
