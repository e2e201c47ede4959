"""What mails, jobs and timers have in common: leases, how long something that failed waits, how a failure is told.

The clock of the machine may jump back (NTP, a virtual machine that resumes), and what was written before then lies in
the future. Nothing waits for that future to come: a lease that ends later than a lease can last is no lease, a row
made later than now is due now, and so is one that waits longer than anything waits. `SLACK` is left for processes whose
clocks differ a little, and for the time that one of them stood in line for the database.
"""

import re
import smtplib
import traceback
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Mapped
from structlog.typing import FilteringBoundLogger

LEASE = timedelta(seconds=60)
LONGEST_WAIT = timedelta(hours=1)
SLACK = timedelta(minutes=5)
MOST_DEATHS = 30
"""How often a process may die over one mail or job. A death is mostly not its fault (an upgrade, a machine without
memory), so there are more of these than of failures."""
FRAMES = 8
LONGEST_ANSWER = 200
"""Characters of what a mail server says."""


def is_free(lease_until: Mapped[Any], now: datetime) -> ColumnElement[bool]:
    """Whether nobody holds what is leased until then."""
    return or_(lease_until < now, lease_until > now + LEASE + SLACK)


def is_due(run_at: Mapped[datetime], created_at: Mapped[datetime], now: datetime) -> ColumnElement[bool]:
    """Whether its moment has come."""
    # One that was written before the jump and has failed since waits for a moment of the new time.
    untried = (created_at > now + SLACK) & (run_at >= created_at)
    return or_(run_at <= now, run_at > now + LONGEST_WAIT + SLACK, untried)


def wait_after(attempts: int, first: float = 1.0) -> timedelta:
    """How long something that has failed so often waits: twice as long each time, an hour at most."""
    return min(LONGEST_WAIT, timedelta(seconds=first * 2 ** min(attempts, 12)))


def explain(error: BaseException) -> str:
    """What went wrong, for rows and logs: the kind and place of an error, the answer of a mail server.

    The words of other errors are left out: they quote what people wrote and what a mail holds.
    """
    name = type(error).__name__
    match error:
        case smtplib.SMTPRecipientsRefused():
            address, (code, answer) = next(iter(error.recipients.items()), ("", (0, b"")))
            return f"{name}: {code} {_without_people(answer, address.partition('@')[0])}"
        case smtplib.SMTPResponseException():
            return f"{name}: {error.smtp_code} {_without_people(error.smtp_error)}"
        case OSError(strerror=str(words)):
            return f"{name}: {words}"
    return f"{name} ({place})" if (place := trace(error, 1)) else name


def log_failure(log: FilteringBoundLogger, event: str, error: BaseException, **about: object) -> None:
    """One line with the kind and the place of an error."""
    log.error(event, **about, error=explain(error), at=trace(error))


def trace(error: BaseException, most: int = FRAMES) -> str:
    """Where it was raised, innermost first: folder, file and line of the last frames, and nothing of their values."""
    frames = traceback.extract_tb(error.__traceback__)[-most:]
    return " < ".join(f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno}" for frame in reversed(frames))


def _without_people(answer: bytes | str, mailbox: str = "") -> str:
    """The words of a server without addresses; `mailbox` is the part before the @, which many servers quote alone."""
    words = (answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer).split()
    hers = re.compile(rf"(?<![\w.]){re.escape(mailbox)}(?![\w.]\w)", re.IGNORECASE) if mailbox else None
    told = ("…" if "@" in word or "://" in word or (hers and hers.search(word)) else word for word in words)
    return " ".join(told)[:LONGEST_ANSWER]
