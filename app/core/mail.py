"""Mails: written as values from three templates, kept as rows, sent by the worker.

`templates/email/<name>/subject.txt`, `body.txt` and `body.html` make one mail. The row is written in the transaction
of the change, so no mail goes out for something that was rolled back and none is lost in a crash.

Every mail says what it is about. Whether its reader may know of that is asked when it is written and again when it is
sent: in between needs become restricted, people leave their house, accounts are locked.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from enum import StrEnum
from typing import Any, NamedTuple

import css_inline
from jinja2 import Environment
from sqlalchemy import ColumnElement, insert, update
from sqlmodel import Session, col, select

from app.core.i18n import gettext, speaking
from app.core.ids import hashed, token
from app.core.models import Mail, MailState
from app.core.pacing import UNDER_WAY, Pace, Room, one_at_a_time, room
from app.core.retrying import LEASE, MOST_DEATHS, is_due, is_free, wait_after
from app.core.settings import Settings
from app.core.signing import sealed, secret_of
from app.core.topics import Topic

MOST_ATTEMPTS = 10
"""Some three hours: a server that puts strangers off, or has had its fill for this hour, takes the mail after all."""
BATCH = 20
"""Mails of one claim, sent through one connection."""
ORDER = (col(Mail.urgency), col(Mail.run_at), col(Mail.id))
BULK = col(Mail.urgency) >= 2
UNLIMITED = Pace()
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
    """What decides whether somebody may be told; without `person_id` it is a stranger with a mailbox. `topic` is a key of
    the table of topics, `written_at` when the mail was written."""

    about: About | None
    person_id: int | None
    recipient: str
    topic: str = ""
    written_at: datetime | None = None


class Refusal(StrEnum):
    """Why somebody is not told, or not any more, or not by mail."""

    GONE = "gone"  # the account is no more
    LOCKED = "locked"
    MOVED = "moved"  # she has another address now
    HIDDEN = "hidden"  # she may not see what it is about, or it is no more
    BOUNCED = "bounced"  # nothing goes to her address
    OFF = "off"  # she has switched such mail off
    WEEKLY = "weekly"  # she reads of it in the weekly mail
    CONSENT = "consent"  # she has not said yes to such mail
    OLD = "old"  # it has waited longer than texts are kept
    BY_HAND = "by_hand"  # whoever keeps the site running has dropped it

    @property
    def is_her_choice(self) -> bool:
        """Whether she may know of it all the same, and finds it on her pages."""
        return self in {Refusal.OFF, Refusal.WEEKLY, Refusal.CONSENT}


Asking = Callable[[Session, Sequence[Telling], datetime], list[Refusal | None]]
"""What keeps each of these people from being told at this moment; `app.accounts.told.refusals` is the one answer."""


@dataclass(frozen=True)
class Email:
    """A mail as a value. `key` is stable and made of ids, so that the same occasion never mails twice. `topic` is a key of
    the table of topics; an `Occasion` or a `Letter` puts it in. `calendar` is an iCalendar file that comes with it."""

    name: str
    key: str
    recipient: str
    language: str
    context: Mapping[str, Any]
    about: About | None
    person_id: int | None = None
    resend_unknown: bool = True
    topic: str = ""
    calendar: str = ""


class Written(NamedTuple):
    """The three parts of a mail."""

    subject: str
    text: str
    html: str


class Post:
    """Writes mails into the outbox; handed to whoever has something to tell."""

    def __init__(self, templates: Environment, settings: Settings, asking: Asking, topics: Mapping[str, Topic]) -> None:
        self.templates, self.settings, self.asking, self.topics = templates, settings, asking, topics

    def queue(self, db: Session, email: Email, now: datetime) -> bool:
        """Render the mail in its language and keep it; the same `key` again changes nothing.

        Where its reader may not know or does not want it, the row is kept as dropped, without a text, so that the occasion
        is over. Returns whether she knows of it: by the mail, or on her pages where she has chosen that.
        """
        return self.queue_all(db, [email], now)[0]

    def queue_all(self, db: Session, emails: Sequence[Email], now: datetime) -> list[bool]:
        """The same of many, with as many statements as for one."""
        known = _known(db, [email.key for email in emails])
        fresh = {email.key: email for email in emails if email.key not in known}
        rows = [self._row(email, now) for email in fresh.values()]
        secret = secret_of(db) if any(map(self._may_leave, fresh.values())) else b""
        for row, email in zip(rows, fresh.values(), strict=True):
            row.unsubscribe = sealed(secret, email.person_id or 0, email.topic) if self._may_leave(email) else ""
        for row, refusal in zip(rows, self.refusals(db, rows, now), strict=True):
            if refusal is None:
                row.subject, row.text, row.html = self.written(fresh[row.key], row.unsubscribe)
            else:
                row.state, row.error = MailState.DROPPED, refusal.value
            known[row.key] = refusal is None or refusal.is_her_choice
        db.flush()
        if rows:  # in one statement, which the session would make one of each
            db.connection().execute(insert(Mail), [row.model_dump(exclude={"id"}) for row in rows])
        return [known[email.key] for email in emails]

    def refusal(self, db: Session, mail: Mail, now: datetime) -> Refusal | None:
        """What keeps a mail from being sent at this moment."""
        return self.refusals(db, [mail], now)[0]

    def refusals(self, db: Session, mails: Sequence[Mail], now: datetime) -> list[Refusal | None]:
        """The same of many, in their order."""
        return self.asking(db, [_telling(mail) for mail in mails], now)

    def drafted(self, email: Email, now: datetime, unsubscribe: str = "") -> Mail:
        """The mail as its row would be, in no outbox; `unsubscribe` is the token of the link by which its topic is left."""
        row = self._row(email, now)
        row.unsubscribe = unsubscribe
        row.subject, row.text, row.html = self.written(email, unsubscribe)
        return row

    def _may_leave(self, email: Email) -> bool:
        return self.topics[email.topic].switchable and email.person_id is not None

    def _row(self, email: Email, now: datetime) -> Mail:
        topic = self.topics[email.topic]  # one that is in no table is a mistake in the program, and raises
        return Mail(
            key=email.key,
            name=email.name,
            topic=topic.key,
            urgency=topic.urgency,
            domain=email.recipient.rpartition("@")[2],
            person_id=email.person_id,
            object_kind=email.about.kind if email.about else "",
            object_id=email.about.id if email.about else None,
            recipient=email.recipient,
            language=email.language,
            subject="",
            text="",
            html="",
            # By what it is about, so that even a row written anew after a loss is the same mail to a mail program.
            message_id=f"<{hashed(email.key)[:32]}@{_domain(self.settings)}>",
            calendar=email.calendar,
            resend_unknown=email.resend_unknown,
            run_at=now,
            created_at=now,
        )

    def written(self, email: Email, unsubscribe: str = "") -> Written:
        """The mail in its reader's language, as it would go out; `unsubscribe` as in `drafted`."""
        with speaking(email.language):
            context = {
                "origin": self.settings.origin,
                "site_name": gettext(self.settings.site_name),
                "lang": email.language,
                "unsubscribe": unsubscribe_url(self.settings, unsubscribe),
                "topic": gettext(self.topics[email.topic].label),
                **email.context,
            }
            subject, text, html = (
                self._part(email.name, part, context) for part in ("subject.txt", "body.txt", "body.html")
            )
        return Written(" ".join(subject.split()), text.strip() + "\n", INLINER.inline(html))

    def _part(self, name: str, part: str, context: Mapping[str, Any]) -> str:
        return self.templates.get_template(f"email/{name}/{part}").render(context)


def _known(db: Session, keys: Sequence[str]) -> dict[str, bool]:
    """Of these occasions those that have been mailed about before, and whether their readers know."""
    query = select(Mail.key, Mail.state, Mail.error).where(col(Mail.key).in_(keys))
    return {key: state is not MailState.DROPPED or _is_her_choice(error) for key, state, error in db.exec(query).all()}


def _telling(mail: Mail) -> Telling:
    about = About(mail.object_kind, mail.object_id or 0) if mail.object_kind else OWN_ACCOUNT
    return Telling(about, mail.person_id, mail.recipient, mail.topic, mail.created_at)


def _domain(settings: Settings) -> str:
    return parseaddr(settings.mail_from)[1].rpartition("@")[2] or "localhost"


def _is_her_choice(code: str) -> bool:
    return code in {refusal for refusal in Refusal if refusal.is_her_choice}


def unsubscribe_url(settings: Settings, unsubscribe: str) -> str:
    """Where a reader leaves the topic of a mail; empty where there is nothing to leave."""
    return f"{settings.origin}/unsubscribe/{unsubscribe}" if unsubscribe else ""


def mail_due(db: Session, now: datetime, pace: Pace = UNLIMITED) -> bool:
    """A cheap look before taking the write lock: whether `claim_mails` would find something to do."""
    if db.exec(select(Mail.id).where(_left_behind(now)).limit(1)).first() is not None:
        return True
    left = room(db, pace, now)
    return any(
        one.most(1) > 0
        and db.exec(select(Mail.id).where(which, col(Mail.domain).not_in(one.full)).limit(1)).first() is not None
        for one, which in ((left, _waiting(now, ~BULK)), (left.beside_others(), _waiting(now, BULK)))
    )


def _waiting(now: datetime, which: ColumnElement[bool]) -> ColumnElement[bool]:
    return (col(Mail.state) == MailState.QUEUED) & which & is_due(col(Mail.run_at), col(Mail.created_at), now)


def _left_behind(now: datetime) -> ColumnElement[bool]:
    """What a worker that is no more has in its hands."""
    return col(Mail.state).in_(UNDER_WAY) & is_free(col(Mail.lease_until), now)


def claim_mails(db: Session, now: datetime, most: int = BATCH, pace: Pace = UNLIMITED) -> Sequence[Mail]:
    """Take the next mails for `LEASE`, all under one lease, the urgent ones first and no more than the pace allows.

    An expired `leased` was never handed to a server and is taken again. An expired `sending` is the one honest
    unknown: it is sent again under the same Message-ID where missing it is worse (passwords), else parked.
    """
    one_at_a_time(db, pace, now)
    _put_away(db, now)
    left = room(db, pace, now)
    most = left.most(most)
    ids = _next(db, left, _left_behind(now), most)
    ids += _next(db, left, _waiting(now, ~BULK), most - len(ids))
    rest = left.beside_others()
    ids += _next(db, rest, _waiting(now, BULK), rest.most(most) - len(ids))
    lease = token()
    db.connection().execute(
        update(Mail)
        .where(col(Mail.id).in_(ids))
        .values(
            state=MailState.LEASED, lease=lease, lease_until=now + LEASE, tried_at=now, attempts=col(Mail.attempts) + 1
        )
    )
    return db.exec(select(Mail).where(col(Mail.id).in_(ids), Mail.lease == lease).order_by(*ORDER)).all()


def _next(db: Session, left: Room, which: ColumnElement[bool], most: int) -> list[int]:
    """The first of these that have room; locked, by the rows on PostgreSQL, by the one writer on SQLite."""
    if most <= 0:
        return []
    query = select(Mail.id, Mail.domain).where(which, col(Mail.domain).not_in(left.full)).order_by(*ORDER)
    return left.fitting(db.exec(query.limit(most).with_for_update(skip_locked=True)).all())


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
        update(Mail).where(col(Mail.id) == mail.id, held).values(state=MailState.SENDING, error="", tried_at=now)
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
            .values(state=MailState.QUEUED, lease=None, lease_until=None, tried_at=None, attempts=mail.attempts - 1)
        )


def after_failure(mail: Mail) -> MailState:
    """Try again, or give up after `MOST_ATTEMPTS`."""
    return MailState.FAILED if mail.attempts >= MOST_ATTEMPTS else MailState.QUEUED
