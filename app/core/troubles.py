"""What failed or waits to be tried again, for whoever keeps the site running: what, when, why, how often.

Nothing here says what a mail holds or whom it goes to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from app.core.db import for_change
from app.core.models import Job, JobState, Mail, MailState, Setback
from app.core.setbacks import MOST_ATTEMPTS

MOST = 100
"""Of each sort, the newest first."""
OVER = (MailState.FAILED, MailState.PARKED)


class Sort(StrEnum):
    JOB = "job"
    MAIL = "mail"
    CLOCK = "clock"


@dataclass(frozen=True)
class Trouble:
    """One thing that did not go well. `state` is `retrying`, `failed`, `parked` or `dropped`; `next_at` is None when
    nothing will happen by itself. For a dropped mail `error` is a code of `app.core.mail.Refusal`."""

    sort: Sort
    id: int
    what: str
    state: str
    error: str
    attempts: int
    created_at: datetime
    next_at: datetime | None

    @property
    def can_be_retried(self) -> bool:
        return self.state != MailState.DROPPED


def troubles(db: Session) -> list[Trouble]:
    """Everything, by sort and newest first."""
    return [*_clock(db), *_jobs(db), *_mails(db)]


def count_troubles(db: Session) -> dict[Sort, int]:
    """How much has failed and is left for people to look at, and what the clock stumbles over."""
    jobs = select(func.count()).select_from(Job).where(Job.state == JobState.FAILED)
    mails = select(func.count()).select_from(Mail).where(col(Mail.state).in_(OVER))
    clock = select(func.count()).select_from(Setback)
    return {Sort.JOB: db.exec(jobs).one(), Sort.MAIL: db.exec(mails).one(), Sort.CLOCK: db.exec(clock).one()}


def retry(db: Session, sort: Sort, number: int, now: datetime) -> bool:
    """Try it again from the beginning and at once; False where it went well meanwhile, or a worker has it in hands."""
    row: Job | Mail | Setback | None
    match sort:
        case Sort.JOB:
            row = db.exec(for_change(db, select(Job).where(Job.id == number, _is_job_in_trouble()))).first()
        case Sort.MAIL:
            going = or_(_is_mail_waiting(), col(Mail.state).in_(OVER))
            row = db.exec(for_change(db, select(Mail).where(Mail.id == number, going))).first()
        case Sort.CLOCK:
            row = db.get(Setback, number)
    if row is None:
        return False
    if isinstance(row, Job):
        row.state, row.finished_at = JobState.QUEUED, None
    elif isinstance(row, Mail):
        row.state = MailState.QUEUED
    row.attempts, row.run_at = 0, now
    db.add(row)
    return True


def _is_job_in_trouble() -> ColumnElement[bool]:
    return or_(col(Job.state) == JobState.FAILED, (col(Job.state) == JobState.QUEUED) & (col(Job.error) != ""))


def _is_mail_waiting() -> ColumnElement[bool]:
    return (col(Mail.state) == MailState.QUEUED) & (col(Mail.error) != "")


def _clock(db: Session) -> Iterator[Trouble]:
    for row in db.exec(select(Setback).order_by(col(Setback.id).desc()).limit(MOST)):
        over = bool(row.object_id) and row.attempts >= MOST_ATTEMPTS
        what = f"{row.what} #{row.object_id}" if row.object_id else row.what
        state, next_at = ("failed", None) if over else ("retrying", row.run_at)
        yield Trouble(Sort.CLOCK, row.id, what, state, row.error, row.attempts, row.created_at, next_at)


def _jobs(db: Session) -> Iterator[Trouble]:
    for row in db.exec(select(Job).where(_is_job_in_trouble()).order_by(col(Job.id).desc()).limit(MOST)):
        over = row.state is JobState.FAILED
        state, next_at = ("failed", None) if over else ("retrying", row.run_at)
        yield Trouble(Sort.JOB, row.id, row.kind, state, row.error, row.attempts, row.created_at, next_at)


def _mails(db: Session) -> Iterator[Trouble]:
    over = col(Mail.state).in_([*OVER, MailState.DROPPED])
    query = select(Mail).where(or_(over, _is_mail_waiting()))
    for row in db.exec(query.order_by(col(Mail.id).desc()).limit(MOST)):
        what = f"{row.name} · {row.object_kind} #{row.object_id}" if row.object_kind else row.name
        waits = row.state is MailState.QUEUED
        state, next_at = ("retrying", row.run_at) if waits else (row.state.value, None)
        yield Trouble(Sort.MAIL, row.id, what, state, row.error, row.attempts, row.created_at, next_at)
