"""Addresses that mail does not reach: what the server answers, what is reported later, and what follows from it.

One hard bounce (there is no such mailbox) or three soft ones (full, or put off until it was given up) stop all mail to an
address, but for what its owner asks for to show that it works again. That mail has been answered starts it anew.
"""

import re
import smtplib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, func, select

from app.core.models import Unreachable
from app.core.retrying import explain
from app.core.upserts import insert_into

MOST_SOFT = 3
FORGOTTEN = timedelta(days=30)
"""A soft bounce counts together with those of so long before."""
ENHANCED = re.compile(rb"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
NOT_THE_MAILBOX = re.compile(rb"relay|spam|polic|block|denied|authenti|reputation|blacklist", re.IGNORECASE)
"""Words of an answer that is about whoever sends rather than about the mailbox, where no enhanced code says so."""
ADDRESS = re.compile(r"[^\s<>()\[\],;:\"']{1,64}@[^\s<>()\[\],;:\"']{1,190}")
STATUS = re.compile(r"(?<![\d.])([45])\.\d{1,3}\.\d{1,3}(?![\d.])")


class Sort(StrEnum):
    HARD = "hard"
    SOFT = "soft"


class Verdict(StrEnum):
    """What a failure of handing over means for a mail."""

    AGAIN = "again"  # put off, or the connection's or our own fault
    NEVER = "never"  # this mail is refused for good
    FULL = "full"  # likewise, because the mailbox takes nothing now
    NOBODY = "nobody"  # likewise, because there is no such mailbox


def judge(error: BaseException) -> Verdict:
    """What the server's answer means; anything that is no answer to this mail is tried again."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, answer = next(iter(error.recipients.values()), (0, b""))
            return _of_recipient(code, _raw(answer), at_recipient=True)
        case smtplib.SMTPDataError():
            return _of_recipient(error.smtp_code, _raw(error.smtp_error), at_recipient=False)
    return Verdict.AGAIN


def _of_recipient(code: int, answer: bytes, *, at_recipient: bool) -> Verdict:
    if not 500 <= code <= 599:
        return Verdict.AGAIN
    enhanced = ENHANCED.search(answer)
    if enhanced:
        subject, detail = int(enhanced[2]), int(enhanced[3])
        gone, full = subject == 1 or (subject, detail) == (2, 1), (subject, detail) == (2, 2)
    else:
        gone = at_recipient and code in {550, 551, 553} and not NOT_THE_MAILBOX.search(answer)
        full = code == 552 and at_recipient
    return Verdict.NOBODY if gone else Verdict.FULL if full else Verdict.NEVER


def _raw(answer: bytes | str) -> bytes:
    return answer.encode("utf-8", "replace") if isinstance(answer, str) else answer


def is_of_recipient(error: BaseException) -> bool:
    """Whether the server's answer is about the one who was to get the mail."""
    return isinstance(error, smtplib.SMTPRecipientsRefused)


def note(db: Session, address: str, sort: Sort, reason: str, now: datetime) -> bool:
    """Keep a bounce; whether nothing goes to this address from now on that did before."""
    fresh = insert_into(db, Unreachable).values(address=address, softs=0, reason="", at=now)
    db.connection().execute(fresh.on_conflict_do_nothing())
    row = db.get_one(Unreachable, address, with_for_update=True, populate_existing=True)
    before = row.since
    row.softs = (row.softs if now - row.at <= FORGOTTEN else 0) + (sort is Sort.SOFT)
    if sort is Sort.HARD or row.softs >= MOST_SOFT or before is not None:
        row.since = now  # anew, so that what was asked for before this bounce is not sent either
    row.reason, row.at = reason[:200], now
    db.add(row)
    db.flush()
    return before is None and row.since is not None


def note_failure(db: Session, address: str, sort: Sort, error: BaseException, now: datetime) -> None:
    """Likewise of what the server said itself."""
    note(db, address, sort, explain(error), now)


def unreachable(db: Session, address: str) -> Unreachable | None:
    """Since when and why nothing goes to this address; None where mail goes."""
    row = db.get(Unreachable, address.lower())
    return row if row is not None and row.since is not None else None


def is_closed(db: Session, address: str, asked_at: datetime | None) -> bool:
    """Whether a mail must not go to this address; one that was asked for to show that it works, at `asked_at`, may."""
    row = unreachable(db, address)
    return row is not None and row.since is not None and not (asked_at is not None and asked_at > row.since)


def lift(db: Session, address: str) -> bool:
    """It works: she has answered from it, or whoever keeps the site says so. Whether there was anything."""
    row = db.get(Unreachable, address.lower())
    if row is not None:
        db.delete(row)
        db.flush()
    return row is not None


def count_unreachable(db: Session) -> int:
    return db.exec(select(func.count()).select_from(Unreachable).where(col(Unreachable.since).is_not(None))).one()


@dataclass(frozen=True)
class Reported:
    address: str
    sort: Sort
    reason: str


def read_report(lines: Iterable[str]) -> Iterator[Reported]:
    """Bounces from a list, each address once, the worst said of it.

    A line is an address, hard by itself; or an address with a status (`4.2.2`, `5.1.1`) or the words `soft`, `hard`; or the
    fields `Final-Recipient`, `Action` and `Status` of a delivery report (RFC 3464), one block a recipient. Whatever names no
    address is passed over, and so is a report of mere delay or success.
    """
    found: dict[str, Reported] = {}
    for one in _entries(lines):
        before = found.get(one.address)
        if before is None or before.sort is Sort.SOFT:
            found[one.address] = one
    yield from found.values()


def _entries(lines: Iterable[str]) -> Iterator[Reported]:
    block: dict[str, str] = {}
    for line in [*lines, ""]:
        name, colon, value = line.strip().partition(":")
        field = name.strip().lower()
        if colon and field in {"final-recipient", "original-recipient", "action", "status", "diagnostic-code"}:
            if field == "final-recipient":
                yield from _of_block(block)
                block = {}
            block[field] = value.strip()
        elif not line.strip():
            yield from _of_block(block)
            block = {}
        elif not line.lstrip().startswith("#") and not block and (one := _of_line(line)):
            yield one
    yield from _of_block(block)


def _of_block(block: dict[str, str]) -> Iterator[Reported]:
    address = ADDRESS.search(block.get("final-recipient", ""))
    if address is None or block.get("action", "failed").lower() != "failed":
        return
    status = block.get("status", "")
    sort = Sort.SOFT if status.startswith(("4.", "5.2.2")) else Sort.HARD
    yield Reported(address[0].lower(), sort, status or "bounced")


def _of_line(line: str) -> Reported | None:
    address = ADDRESS.search(line)
    if address is None:
        return None
    rest = line.replace(address[0], " ")
    status = STATUS.search(rest)
    words = rest.lower().split()
    soft = "soft" in words or (status is not None and (status[1] == "4" or status[0] == "5.2.2"))
    return Reported(address[0].lower(), Sort.SOFT if soft else Sort.HARD, status[0] if status else "bounced")
