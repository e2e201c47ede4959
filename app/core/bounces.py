"""Addresses that mail does not reach: what the server answers, what is reported later, and what follows from it.

One hard bounce (there is no such mailbox) or three soft ones (full, or put off until it was given up) stop all mail to an
address, but for what its owner asks for to show that it works again. That mail has been answered starts it anew.
"""

import re
import smtplib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, func, select

from app.core.addresses import checked_email
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


def closed_among(db: Session, addresses: Iterable[str]) -> Callable[[str, datetime | None], bool]:
    """Whether a mail must not go to one of these addresses; one that was asked for to show that it works, at that moment,
    may."""
    wanted = {address.lower() for address in addresses}
    query = select(Unreachable.address, Unreachable.since).where(col(Unreachable.address).in_(wanted))
    since = {address: at for address, at in db.exec(query).all() if at is not None}

    def is_closed(address: str, asked_at: datetime | None) -> bool:
        at = since.get(address.lower())
        return at is not None and not (asked_at is not None and asked_at > at)

    return is_closed


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

    A line begins with an address, hard by itself; a status (`4.2.2`, `5.1.1`) or the words `soft`, `hard` may follow. Where
    there are the fields `Final-Recipient`, `Action` and `Status` of delivery reports (RFC 3464), one block a recipient,
    nothing else is read: the mails around them name many whom nothing has bounced from. Whatever names no address that a
    mail can go to is passed over, and so is a report of mere delay or success, and one that is about whoever sends.
    """
    said = list(lines)
    is_mail = any(line.strip().lower().startswith("final-recipient:") for line in said)
    found: dict[str, Reported] = {}
    for one in _of_blocks(said) if is_mail else filter(None, map(_of_line, said)):
        before = found.get(one.address)
        if before is None or before.sort is Sort.SOFT:
            found[one.address] = one
    yield from found.values()


def _of_blocks(lines: Iterable[str]) -> Iterator[Reported]:
    block: dict[str, str] = {}
    for line in [*lines, "final-recipient:"]:
        name, colon, value = line.strip().partition(":")
        field = name.strip().lower()
        if field == "final-recipient" or not line.strip():
            yield from _of_block(block)
            block = {}
        if colon and field in {"final-recipient", "action", "status"}:
            block[field] = value.strip()


def _of_block(block: dict[str, str]) -> Iterator[Reported]:
    if block.get("action", "failed").lower() == "failed":
        yield from _reported(ADDRESS.search(block.get("final-recipient", "")), block.get("status", ""))


def _of_line(line: str) -> Reported | None:
    address = ADDRESS.match(line.lstrip(" \t<\"'"))
    return next(_reported(address, line.replace(address[0], " ")), None) if address else None


def _reported(address: re.Match[str] | None, said: str) -> Iterator[Reported]:
    """What is said of an address, where a mail can go to it and it is the mailbox that does not take it."""
    status = STATUS.search(said)
    sort = Sort.SOFT if "soft" in said.lower().split() else _sort_of(status)
    with suppress(ValueError):
        if address is not None and sort is not None:
            yield Reported(checked_email(address[0]), sort, status[0] if status else "bounced")


def _sort_of(status: re.Match[str] | None) -> Sort | None:
    """None for what is about whoever sends: its name, its content, a rule that it breaks."""
    if status is None:
        return Sort.HARD
    if status[1] == "4" or status[0] == "5.2.2":
        return Sort.SOFT
    return None if status[0].split(".")[1] in {"5", "6", "7"} else Sort.HARD
