"""Jobs as rows, claimed under a lease with compare-and-set.

A job is enqueued in the transaction of the change that needs it, so neither exists without the other. A worker that
dies leaves an expired lease, and the next worker takes the job again: handlers are idempotent.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, or_, select

from app.core.ids import token
from app.core.models import Job, JobState
from app.core.retrying import LEASE, LONGEST_WAIT, MOST_DEATHS, is_due, is_free, wait_after

MOST_ATTEMPTS = 8
BULK = 10
BATCH = 64
"""Objects of one bulk job: some seconds of work, so that whoever waits for a single one waits no longer."""


class Payload(Protocol):
    """What a job is about: a frozen dataclass of plain values with the job's `kind`."""

    kind: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


@dataclass(frozen=True)
class Reindex:
    """The text of a thing changed, appeared or vanished: bring the index up to date. `object_kind` is one of
    `finding.KINDS`."""

    kind: ClassVar[str] = "reindex"
    object_kind: str
    object_id: int


@dataclass(frozen=True)
class ReindexMany:
    """The same for many things at once, at most `BATCH` of them: an import, a model that changed."""

    kind: ClassVar[str] = "reindex_many"
    object_kind: str
    object_ids: tuple[int, ...]


@dataclass(frozen=True)
class ReindexHouse:
    """An organisation was renamed, suspended or reinstated: its open needs, what it offers and what it demonstrates are
    indexed again."""

    kind: ClassVar[str] = "reindex_house"
    organisation_id: int


@dataclass(frozen=True)
class RefreshMatches:
    """Find again what answers a need (`scenario`), or which needs a supply answers (`supply`)."""

    kind: ClassVar[str] = "refresh_matches"
    object_kind: str
    object_id: int


@dataclass(frozen=True)
class RunImport:
    """Do what an upload waits for, in steps: look at it, carry it out, or undo it."""

    kind: ClassVar[str] = "run_import"
    upload_id: int


@dataclass(frozen=True)
class Learn:
    """Learn from what people have decided on matches so far."""

    kind: ClassVar[str] = "learn"


def enqueue(
    db: Session,
    payload: Payload,
    now: datetime,
    *,
    run_at: datetime | None = None,
    key: str | None = None,
    bulk: bool = False,
) -> None:
    """Write the job. With a `key`, a job of that key that is still waiting serves for both. `run_at` lies an hour ahead
    at most.

    A `bulk` job lets every other pass: somebody who posts one need does not wait behind an import.
    """
    assert run_at is None or run_at <= now + LONGEST_WAIT
    priority = BULK if bulk else 0
    if key is not None and _waiting(db, key, now, priority):
        return
    job = Job(
        kind=payload.kind, payload=asdict(payload), key=key, priority=priority, run_at=run_at or now, created_at=now
    )
    db.add(job)
    db.flush()


def enqueue_reindex_many(db: Session, object_kind: str, object_ids: Sequence[int], now: datetime) -> None:
    """Bring the index up to date about many things, in jobs of `BATCH` that let single ones pass."""
    for first in range(0, len(object_ids), BATCH):
        enqueue(db, ReindexMany(object_kind, tuple(object_ids[first : first + BATCH])), now, bulk=True)


def enqueue_held(db: Session, payload: Payload, now: datetime) -> Job:
    """Write the job as already claimed by the caller, who carries it out herself; if she dies, a worker takes over."""
    job = Job(
        kind=payload.kind,
        payload=asdict(payload),
        state=JobState.RUNNING,
        run_at=now,
        created_at=now,
        attempts=1,
        lease=token(),
        lease_until=now + LEASE,
    )
    db.add(job)
    db.flush()
    return job


def _waiting(db: Session, key: str, now: datetime, priority: int) -> bool:
    job = db.exec(select(Job).where(Job.key == key).with_for_update()).one_or_none()
    if job is None:
        return False
    if job.state is JobState.QUEUED:
        job.run_at, job.priority = min(job.run_at, now), min(job.priority, priority)
        db.add(job)
        return True
    # A running job may have read the text before this change, and a finished one certainly has: free the key.
    job.key = None
    db.add(job)
    db.flush()
    return False


def under_way(db: Session, kind: str) -> bool:
    """Whether a job of this kind waits or is being carried out."""
    unfinished = col(Job.state).in_([JobState.QUEUED, JobState.RUNNING])
    return db.exec(select(Job.id).where(Job.kind == kind, unfinished).limit(1)).first() is not None


def anything_due(db: Session, now: datetime) -> bool:
    """A cheap look before taking the write lock: whether `claim` would find something."""
    return db.exec(select(Job.id).where(_due(now)).limit(1)).first() is not None


def _due(now: datetime) -> ColumnElement[bool]:
    return or_(
        (col(Job.state) == JobState.QUEUED) & is_due(col(Job.run_at), col(Job.created_at), now),
        (col(Job.state) == JobState.RUNNING) & is_free(col(Job.lease_until), now),
    )


def claim(db: Session, now: datetime) -> Job | None:
    """Take the next due job, or one whose worker died, for `LEASE`; None when nothing is due.

    One at a time, unlike mails: a job takes seconds, and what is held without being worked on could be another's.
    Whoever has just posted a need waits for one job, not for the five thousand rows that somebody imported before.
    """
    _put_away(db, now)
    order = (col(Job.priority), col(Job.run_at), col(Job.id))
    job = db.exec(select(Job).where(_due(now)).order_by(*order).limit(1)).first()
    if job is None:
        return None
    lease = token()
    taken = db.connection().execute(
        update(Job)
        .where(col(Job.id) == job.id, col(Job.state) == job.state, col(Job.attempts) == job.attempts)
        .values(state=JobState.RUNNING, lease=lease, lease_until=now + LEASE, attempts=job.attempts + 1)
    )
    if taken.rowcount != 1:
        return None
    db.refresh(job)
    return job


def _put_away(db: Session, now: datetime) -> None:
    """A job over which process after process died is not taken again."""
    died = (col(Job.state) == JobState.RUNNING) & is_free(col(Job.lease_until), now)
    ended = update(Job).where(died, col(Job.attempts) >= MOST_DEATHS)
    db.connection().execute(ended.values(state=JobState.FAILED, lease=None, lease_until=None, finished_at=now))


def renew(db: Session, job_id: int, lease: str, now: datetime, done: int, total: int) -> bool:
    """Show progress and keep the lease; False when it was lost, and the handler must stop."""
    kept = db.connection().execute(
        update(Job)
        .where(col(Job.id) == job_id, col(Job.lease) == lease)
        .values(lease_until=now + LEASE, done=done, total=total)
    )
    return kept.rowcount == 1


def finish(db: Session, job_id: int, lease: str, now: datetime) -> bool:
    """The work is done; False when the lease was lost meanwhile. The key is freed for the next change."""
    ended = db.connection().execute(
        update(Job)
        .where(col(Job.id) == job_id, col(Job.lease) == lease)
        .values(state=JobState.DONE, lease=None, lease_until=None, finished_at=now, error="", key=None)
    )
    return ended.rowcount == 1


def give_back(db: Session, job: Job) -> None:
    """The worker ends in the middle of it: the job waits as before, and that was no attempt."""
    db.connection().execute(
        update(Job)
        .where(col(Job.id) == job.id, col(Job.lease) == job.lease)
        .values(state=JobState.QUEUED, lease=None, lease_until=None, attempts=job.attempts - 1)
    )


def fail(db: Session, job: Job, now: datetime, error: str) -> None:
    """Try again later, slower each time; after `MOST_ATTEMPTS` the job stays failed for people to look at."""
    over = job.attempts >= MOST_ATTEMPTS
    db.connection().execute(
        update(Job)
        .where(col(Job.id) == job.id, col(Job.lease) == job.lease)
        .values(
            state=JobState.FAILED if over else JobState.QUEUED,
            run_at=now + wait_after(job.attempts),
            lease=None,
            lease_until=None,
            error=error[:2000],
            finished_at=now if over else None,
        )
    )
