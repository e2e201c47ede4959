"""What the clock should have done and could not: each thing fails alone, is tried again, and is listed."""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from app.core.acting import Act
from app.core.actors import SYSTEM
from app.core.errors import Conflict, Unavailable
from app.core.logs import logger
from app.core.models import Setback
from app.core.outages import outage_of
from app.core.retrying import LONGEST_WAIT, SLACK, explain, log_failure, wait_after
from app.core.site import Site

MOST_ATTEMPTS = 8
log = logger("clock")


def each(site: Site, now: datetime, what: str, ids: Iterable[int], step: Callable[[Act, int], None]) -> None:
    """Let the clock do `step` for every id, each in a transaction of its own.

    One that raises is put off, with more patience each time, and after `MOST_ATTEMPTS` left for people to look at; the
    others are done as if it were not there. A `Conflict` means that somebody was quicker.
    """
    wanted = list(ids)
    if not wanted:
        return
    with site.database.reading() as db:
        before = {row.object_id: row for row in db.exec(select(Setback).where(Setback.what == what)).all()}
    for number in wanted:
        if number in before and not _is_due(before[number], now):
            continue
        try:
            with site.database.writing() as db:
                step(Act(db, site, SYSTEM, now), number)
                if number in before:
                    _forget(db, what, number)
        except Conflict:
            log.info("moved meanwhile", what=what, object=number)
        except Exception as error:
            if isinstance(error, Unavailable) or outage_of(error) is not None:
                raise  # the machine's fault and not this thing's: the lane waits, and nothing is held against it
            note(site, what, number, error, now)


def note(site: Site, what: str, object_id: int, error: BaseException, now: datetime) -> None:
    """Keep that it failed, in a transaction of its own."""
    log_failure(log, "failed", error, what=what, object=object_id)
    with site.database.writing() as db:
        row = _row(db, what, object_id) or Setback(what=what, object_id=object_id, run_at=now, created_at=now)
        row.attempts += 1
        row.error, row.failed_at, row.run_at = explain(error)[:2000], now, now + wait_after(row.attempts)
        db.add(row)


def forget(site: Site, what: str, object_id: int = 0) -> None:
    """It went well again."""
    with site.database.reading() as db:
        if _row(db, what, object_id) is None:
            return
    with site.database.writing() as db:
        _forget(db, what, object_id)


def _forget(db: Session, what: str, object_id: int) -> None:
    row = _row(db, what, object_id)
    if row is not None:
        db.delete(row)


def _row(db: Session, what: str, object_id: int) -> Setback | None:
    return db.exec(select(Setback).where(Setback.what == what, col(Setback.object_id) == object_id)).first()


def _is_due(row: Setback, now: datetime) -> bool:
    # A moment further ahead than anything waits was written before the clock jumped back.
    return row.attempts < MOST_ATTEMPTS and not now < row.run_at <= now + LONGEST_WAIT + SLACK
