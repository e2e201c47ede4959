"""Mails: written as values from three templates, kept as rows, sent by the worker.

`templates/email/<name>/subject.txt`, `body.txt` and `body.html` make one mail. The row is written in the transaction
of the change, so no mail goes out for something that was rolled back and none is lost in a crash.

Every mail says what it is about. Whether its reader may know of that is asked when it is written and again when it is
sent: in between needs become restricted, people leave their house, accounts are locked.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, make_msgid, parseaddr
from enum import StrEnum
from typing import Any, NamedTuple

import css_inline
from jinja2 import Environment
from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, or_, select

from app.core.i18n import gettext, speaking
from app.core.ids import token
from app.core.models import Mail, MailState
from app.core.retrying import LEASE, MOST_DEATHS, is_due, is_free, wait_after
from app.core.settings import Settings

MOST_ATTEMPTS = 10
"""Some three hours: a server that puts strangers off, or has had its fill for this hour, takes the mail after all."""
BATCH = 20
"""Mails of one claim, sent through one connection."""
UNDER_WAY = (MailState.LEASED, MailState.SENDING)
INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
"""Styles go into the elements; what only a dark screen or a phone asks for stays in the head."""


@dataclass(frozen=True)
class About:
    """The thing that a mail tells of, by a kind for which a rule is registered; see `app.accounts.told`."""

    kind: str
    id: int


OWN_ACCOUNT = None
"""What a mail is about that concerns nothing but its reader's own account: signing in, her address, her membership."""


@dataclass(frozen=True)
class Telling:
    """What decides whether somebody may be told; without `person_id` it is a stranger with a mailbox."""

    about: About | None
    person_id: int | None
    recipient: str


class Refusal(StrEnum):
    """Why somebody is not told, or not any more."""

    GONE = "gone"  # the account is no more
    LOCKED = "locked"
    MOVED = "moved"  # she has another address now
    HIDDEN = "hidden"  # she may not see what it is about, or it is no more


Asking = Callable[[Session, Telling, datetime], Refusal | None]
"""Whether something keeps this person from being told at this moment; `app.accounts.told.refusal` is the one answer."""


@dataclass(frozen=True)
class Email:
    """A mail as a value. `key` is stable and made of ids, so that the same occasion never mails twice. `calendar` is an
    iCalendar file that comes with it."""

    name: str
    key: str
    recipient: str
    language: str
    context: Mapping[str, Any]
    about: About | None
    person_id: int | None = None
    resend_unknown: bool = True
    calendar: str = ""


class Written(NamedTuple):
    """The three parts of a mail."""

    subject: str
    text: str
    html: str


class Post:
    """Writes mails into the outbox; handed to whoever has something to tell."""

    def __init__(self, templates: Environment, settings: Settings, asking: Asking) -> None:
        self.templates, self.settings, self.asking = templates, settings, asking

    def queue(self, db: Session, email: Email, now: datetime) -> bool:
        """Render the mail in its language and keep it; the same `key` again changes nothing.

        Where its reader may not know, the row is kept as dropped, without a text, so that the occasion is over. Returns
        whether she is told.
        """
        before = db.exec(select(Mail.state).where(Mail.key == email.key)).first()
        if before is not None:
            return before is not MailState.DROPPED
        row = self._row(email, now)
        refusal = self.refusal(db, row, now)
        if refusal is None:
            row.subject, row.text, row.html = self.written(email)
        else:
            row.state, row.error = MailState.DROPPED, refusal.value
        db.add(row)
        db.flush()
        return refusal is None

    def refusal(self, db: Session, mail: Mail, now: datetime) -> Refusal | None:
        """What keeps a mail from being sent at this moment."""
        about = About(mail.object_kind, mail.object_id or 0) if mail.object_kind else OWN_ACCOUNT
        return self.asking(db, Telling(about, mail.person_id, mail.recipient), now)

    def _row(self, email: Email, now: datetime) -> Mail:
        return Mail(
            key=email.key,
            name=email.name,
            person_id=email.person_id,
            object_kind=email.about.kind if email.about else "",
            object_id=email.about.id if email.about else None,
            recipient=email.recipient,
            language=email.language,
            subject="",
            text="",
            html="",
            message_id=make_msgid(domain=_domain(self.settings)),
            calendar=email.calendar,
            resend_unknown=email.resend_unknown,
            run_at=now,
            created_at=now,
        )

    def written(self, email: Email) -> Written:
        """The mail in its reader's language, as it would go out."""
        with speaking(email.language):
            context = {
                "origin": self.settings.origin,
                "site_name": gettext(self.settings.site_name),
                "lang": email.language,
                **email.context,
            }
            subject, text, html = (
                self._part(email.name, part, context) for part in ("subject.txt", "body.txt", "body.html")
            )
        return Written(" ".join(subject.split()), text.strip() + "\n", INLINER.inline(html))

    def _part(self, name: str, part: str, context: Mapping[str, Any]) -> str:
        return self.templates.get_template(f"email/{name}/{part}").render(context)


def _domain(settings: Settings) -> str:
    return parseaddr(settings.mail_from)[1].rpartition("@")[2] or "localhost"


_POLICY = EmailPolicy(header_factory=HeaderRegistry(), linesep="\r\n")


def to_message(mail: Mail, settings: Settings) -> EmailMessage:
    """The row as the message that goes over the wire, to one address; the same row always gives the same Message-ID.

    Raises whatever the parser of addresses raises for a recipient that is none.
    """
    message = EmailMessage(policy=_POLICY)
    name, address = parseaddr(settings.mail_from)
    message["From"] = Address(name, addr_spec=address)
    message["To"] = Address(addr_spec=mail.recipient)
    message["Subject"] = mail.subject
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(mail.created_at)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="base64")
    message.add_alternative(mail.html, subtype="html", cte="base64")
    if mail.calendar:
        message.add_attachment(mail.calendar, subtype="calendar", filename="jinghe.ics", cte="base64")
    return message


def mail_due(db: Session, now: datetime) -> bool:
    """A cheap look before taking the write lock: whether `claim_mails` would find something to do."""
    return db.exec(select(Mail.id).where(_due(now)).limit(1)).first() is not None


def _due(now: datetime) -> ColumnElement[bool]:
    return or_(
        (col(Mail.state) == MailState.QUEUED) & is_due(col(Mail.run_at), col(Mail.created_at), now),
        col(Mail.state).in_(UNDER_WAY) & is_free(col(Mail.lease_until), now),
    )


def claim_mails(db: Session, now: datetime, most: int = BATCH) -> Sequence[Mail]:
    """Take the next mails for `LEASE`, all under one lease.

    An expired `leased` was never handed to a server and is taken again. An expired `sending` is the one honest
    unknown: it is sent again under the same Message-ID where missing it is worse (passwords), else parked.
    """
    _put_away(db, now)
    order = (col(Mail.run_at), col(Mail.id))
    waiting = select(Mail.id).where(_due(now)).order_by(*order).limit(most).with_for_update(skip_locked=True)
    ids, lease = db.exec(waiting).all(), token()  # locked: by the rows on PostgreSQL, by the one writer on SQLite
    db.connection().execute(
        update(Mail)
        .where(col(Mail.id).in_(ids))
        .values(state=MailState.LEASED, lease=lease, lease_until=now + LEASE, attempts=col(Mail.attempts) + 1)
    )
    return db.exec(select(Mail).where(col(Mail.id).in_(ids), Mail.lease == lease).order_by(*order)).all()


def _put_away(db: Session, now: datetime) -> None:
    """What must not be taken again: the unknown ones, and those over which process after process died."""
    free = col(Mail.state).in_(UNDER_WAY) & is_free(col(Mail.lease_until), now)
    unknown = (col(Mail.state) == MailState.SENDING) & col(Mail.resend_unknown).is_(False)
    for which, state in ((unknown, MailState.PARKED), (col(Mail.attempts) >= MOST_DEATHS, MailState.FAILED)):
        ended = update(Mail).where(free, which)
        db.connection().execute(ended.values(state=state, lease=None, lease_until=None))


def start_sending(db: Session, mail: Mail, now: datetime) -> bool:
    """The next thing that happens to this mail is the server; the rest of its batch is held for as long again. False
    when the lease was lost."""
    held = col(Mail.lease) == mail.lease
    db.connection().execute(update(Mail).where(col(Mail.state).in_(UNDER_WAY), held).values(lease_until=now + LEASE))
    begun = db.connection().execute(
        update(Mail).where(col(Mail.id) == mail.id, held).values(state=MailState.SENDING, error="")
    )
    return begun.rowcount == 1


def settle(db: Session, mail: Mail, state: MailState, now: datetime, error: str = "") -> bool:
    """Write where the mail stands and let it go; False when the lease was lost."""
    values: dict[str, Any] = {"state": state, "error": error[:2000], "lease": None, "lease_until": None}
    if state is MailState.SENT:
        values["sent_at"] = now
    else:
        values["run_at"] = now + wait_after(mail.attempts, first=15)
    done = db.connection().execute(
        update(Mail).where(col(Mail.id) == mail.id, col(Mail.lease) == mail.lease).values(**values)
    )
    return done.rowcount == 1


def give_back(db: Session, mails: Sequence[Mail]) -> None:
    """What was claimed and not tried waits as before."""
    for mail in mails:
        db.connection().execute(
            update(Mail)
            .where(col(Mail.id) == mail.id, col(Mail.lease) == mail.lease)
            .values(state=MailState.QUEUED, lease=None, lease_until=None, attempts=mail.attempts - 1)
        )


def after_failure(mail: Mail) -> MailState:
    """Try again, or give up after `MOST_ATTEMPTS`."""
    return MailState.FAILED if mail.attempts >= MOST_ATTEMPTS else MailState.QUEUED
