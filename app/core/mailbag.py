"""How mail goes: how many a week, what waits or went wrong, and what can be done about it. Nothing here reads a body or
an address; of a receiver only the domain is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case
from sqlmodel import Session, col, func, select

from app.core.clock import city_date, start_of
from app.core.db import for_change
from app.core.models import Mail, MailState

WEEKS = 8
SIZE = 50
WAITING = (MailState.QUEUED, MailState.LEASED, MailState.SENDING)
ENDED_BADLY = (MailState.FAILED, MailState.PARKED)


@dataclass(frozen=True)
class Week:
    """Mails written in one week of the city, from Monday to Monday: how many, and where they stand."""

    name: str
    monday: date
    counts: Mapping[MailState, int]

    @property
    def planned(self) -> int:
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        return sum(self.counts.get(state, 0) for state in WAITING)

    def of(self, state: MailState) -> int:
        return self.counts.get(state, 0)


@dataclass(frozen=True)
class Line:
    """One mail as a row of a list. `error` is a code of `app.core.mail.Refusal` where it was dropped."""

    id: int
    topic: str
    name: str
    domain: str
    state: MailState
    error: str
    attempts: int
    created_at: datetime
    run_at: datetime


def monday_of(week: str) -> date | None:
    """The first day of a week such as `2026-W47`; None where there is no such week."""
    year, _w, number = week.partition("-W")
    try:
        return date.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        return None


def week_name(day: date) -> str:
    year, number, _weekday = day.isocalendar()
    return f"{year}-W{number:02d}"


def weeks(db: Session, now: datetime, topic: str = "") -> list[Week]:
    """The last weeks, this one first."""
    today = city_date(now)
    mondays = [today - timedelta(days=today.weekday() + 7 * n) for n in range(WEEKS)]
    which = case(*[(col(Mail.created_at) >= start_of(monday), n) for n, monday in enumerate(mondays)], else_=WEEKS)
    query = select(which, Mail.state, func.count()).where(Mail.created_at >= start_of(mondays[-1]))
    counts: list[dict[MailState, int]] = [{} for _ in range(WEEKS + 1)]
    for number, state, count in db.exec(query.where(*_of(topic)).group_by(which, col(Mail.state))).all():
        counts[number][state] = count
    return [Week(week_name(monday), monday, counts[n]) for n, monday in enumerate(mondays)]


def listed(db: Session, number: int, week: str = "", topic: str = "", state: str = "") -> tuple[Sequence[Line], int]:
    """One page of mails, the newest first, and how many there are."""
    which = [*_of(topic), *_in(week), *([col(Mail.state).in_(_states(state))] if state else [])]
    total = db.exec(select(func.count()).select_from(Mail).where(*which)).one()
    columns = (col(getattr(Mail, name)) for name in Line.__annotations__)
    rows = db.connection().execute(
        select(*columns).where(*which).order_by(col(Mail.id).desc()).offset((number - 1) * SIZE).limit(SIZE)
    )
    return [Line(*row) for row in rows], total


def mail_for_change(db: Session, number: int) -> Mail | None:
    """A mail, for nobody else until we are done."""
    return db.exec(for_change(db, select(Mail).where(Mail.id == number))).first()


def may_retry(mail: Mail | Line) -> bool:
    """Whether it went wrong, or waits because something did."""
    return mail.state in ENDED_BADLY or (mail.state is MailState.QUEUED and bool(mail.error))


def may_drop(mail: Mail | Line) -> bool:
    """Whether it has not gone out and nobody has it in hands."""
    return mail.state in {*ENDED_BADLY, MailState.QUEUED}


def retry(db: Session, mail: Mail, now: datetime) -> None:
    """From the beginning and at once."""
    mail.state, mail.attempts, mail.run_at = MailState.QUEUED, 0, now
    db.add(mail)


def drop(db: Session, mail: Mail, reason: str) -> None:
    """Never; what it said goes too."""
    mail.state, mail.error = MailState.DROPPED, reason
    mail.subject = mail.text = mail.html = mail.calendar = ""
    db.add(mail)


def _of(topic: str) -> list[ColumnElement[bool]]:
    return [col(Mail.topic) == topic] if topic else []


def _in(week: str) -> list[ColumnElement[bool]]:
    monday = monday_of(week)
    if monday is None:
        return []
    return [col(Mail.created_at) >= start_of(monday), col(Mail.created_at) < start_of(monday + timedelta(days=7))]


def _states(state: str) -> list[str]:
    return [one.value for one in WAITING] if state == "waiting" else [state]
