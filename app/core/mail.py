"""Mails: written as values from three templates, kept as rows, sent by the worker.

`templates/email/<name>/subject.txt`, `body.txt` and `body.html` make one mail. The row is written in the transaction
of the change, so no mail goes out for something that was rolled back and none is lost in a crash.
"""

import smtplib
import ssl
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Any, Protocol

import css_inline
from jinja2 import Environment
from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, or_, select

from app.core.i18n import gettext, speaking
from app.core.ids import token
from app.core.models import Mail, MailState
from app.core.settings import Settings

LEASE = timedelta(seconds=60)
MOST_ATTEMPTS = 6


@dataclass(frozen=True)
class Email:
    """A mail as a value. `key` is stable and made of ids, so that the same occasion never mails twice."""

    name: str
    key: str
    recipient: str
    language: str
    context: Mapping[str, Any]
    person_id: int | None = None
    resend_unknown: bool = True


class MailSender(Protocol):
    def send(self, message: EmailMessage) -> None:
        """Deliver, or raise `OSError` / `smtplib.SMTPException`."""
        ...


class ConsoleSender:
    """Development: mails are printed."""

    def send(self, message: EmailMessage) -> None:
        body = message.get_body(("plain",))
        text = body.get_content() if body else ""
        sys.stderr.write(f"--- 邮件 {message['To']} | {message['Subject']}\n{text}\n---\n")


class SmtpSender:
    """A real server; one connection a mail, since mails are few."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def send(self, message: EmailMessage) -> None:
        s = self.settings
        kind = smtplib.SMTP_SSL if s.smtp_tls == "tls" else smtplib.SMTP
        with kind(s.smtp_host, s.smtp_port, timeout=20) as server:
            if s.smtp_tls == "starttls":
                server.starttls(context=ssl.create_default_context())
            if s.smtp_user:
                server.login(s.smtp_user, s.smtp_password.get_secret_value())
            server.send_message(message)


def sender_for(settings: Settings) -> MailSender:
    return SmtpSender(settings) if settings.mail == "smtp" else ConsoleSender()


class Post:
    """Writes mails into the outbox; handed to whoever has something to tell."""

    def __init__(self, templates: Environment, settings: Settings) -> None:
        self.templates, self.settings = templates, settings

    def queue(self, db: Session, email: Email, now: datetime, *, run_at: datetime | None = None) -> None:
        """Render the mail in its language and keep it; the same `key` again changes nothing."""
        if db.exec(select(Mail.id).where(Mail.key == email.key)).first() is not None:
            return
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
        db.add(
            Mail(
                key=email.key,
                name=email.name,
                person_id=email.person_id,
                recipient=email.recipient,
                language=email.language,
                subject=" ".join(subject.split()),
                text=text.strip() + "\n",
                html=css_inline.inline(html),
                message_id=make_msgid(domain=_domain(self.settings)),
                resend_unknown=email.resend_unknown,
                run_at=run_at or now,
                created_at=now,
            )
        )
        db.flush()

    def _part(self, name: str, part: str, context: Mapping[str, Any]) -> str:
        return self.templates.get_template(f"email/{name}/{part}").render(context)


def _domain(settings: Settings) -> str:
    return parseaddr(settings.mail_from)[1].rpartition("@")[2] or "localhost"


_POLICY = EmailPolicy(header_factory=HeaderRegistry(), linesep="\r\n")


def to_message(mail: Mail, settings: Settings) -> EmailMessage:
    """The row as the message that goes over the wire; the same row always gives the same Message-ID."""
    message = EmailMessage(policy=_POLICY)
    name, address = parseaddr(settings.mail_from)
    user, _, domain = address.partition("@")
    message["From"] = Address(name, user, domain)
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Message-ID"] = mail.message_id
    message["Date"] = format_datetime(mail.created_at)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="base64")
    message.add_alternative(mail.html, subtype="html", cte="base64")
    return message


def mail_due(db: Session, now: datetime) -> bool:
    """A cheap look before taking the write lock: whether `claim_mail` would find something to do."""
    return db.exec(select(Mail.id).where(_due(now), col(Mail.run_at) <= now).limit(1)).first() is not None


def _due(now: datetime) -> ColumnElement[bool]:
    return or_(
        col(Mail.state) == MailState.QUEUED,
        col(Mail.state).in_([MailState.LEASED, MailState.SENDING]) & (col(Mail.lease_until) < now),
    )


def claim_mail(db: Session, now: datetime) -> Mail | None:
    """Take the next mail for `LEASE`.

    An expired `leased` was never handed to a server and is taken again. An expired `sending` is the one honest
    unknown: it is sent again under the same Message-ID where missing it is worse (passwords), else parked.
    """
    _park_unknown(db, now)
    mail = db.exec(
        select(Mail).where(_due(now), col(Mail.run_at) <= now).order_by(col(Mail.run_at), col(Mail.id)).limit(1)
    ).first()
    if mail is None:
        return None
    taken = db.connection().execute(
        update(Mail)
        .where(col(Mail.id) == mail.id, col(Mail.state) == mail.state, col(Mail.attempts) == mail.attempts)
        .values(state=MailState.LEASED, lease=token(), lease_until=now + LEASE, attempts=mail.attempts + 1)
    )
    if taken.rowcount != 1:
        return None
    db.refresh(mail)
    return mail


def _park_unknown(db: Session, now: datetime) -> None:
    db.connection().execute(
        update(Mail)
        .where(col(Mail.state) == MailState.SENDING, col(Mail.lease_until) < now, col(Mail.resend_unknown).is_(False))
        .values(state=MailState.PARKED, lease=None, lease_until=None)
    )


def mark_mail(db: Session, mail: Mail, state: MailState, now: datetime, error: str = "") -> bool:
    """Write where the mail stands; False when the lease was lost."""
    values: dict[str, Any] = {"state": state, "error": error[:2000]}
    if state is MailState.SENDING:
        values["lease_until"] = now + LEASE
    elif state is MailState.SENT:
        values |= {"sent_at": now, "lease": None, "lease_until": None}
    else:
        values |= {
            "run_at": now + timedelta(seconds=min(3600, 15 * 2**mail.attempts)),
            "lease": None,
            "lease_until": None,
        }
    done = db.connection().execute(
        update(Mail).where(col(Mail.id) == mail.id, col(Mail.lease) == mail.lease).values(**values)
    )
    return done.rowcount == 1


def after_failure(mail: Mail) -> MailState:
    """Try again, or give up after `MOST_ATTEMPTS`."""
    return MailState.FAILED if mail.attempts >= MOST_ATTEMPTS else MailState.QUEUED
