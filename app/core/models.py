"""Tables of the plumbing: history, revisions, audit, jobs, mails, setbacks, files, throttle."""

from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import Instant, json_type, stored_enum
from app.core.i18n import gettext as _
from app.core.ids import public_id
from app.core.personal.asking import CHOICES

PASSING = "passing"
"""Marks a table of what matters for minutes only: no backup keeps it."""
SEALED = "sealed"
"""Marks a table of which nobody may know how much is in it: a backup keeps it and does not count it."""


def place_of(thing: SQLModel) -> tuple[str, int]:
    """Where what belongs to a thing hangs: its table and its number."""
    return str(thing.__tablename__), cast("Any", thing).id


class Move(SQLModel):
    """One move of one thing. `seal` ties it to the move before it (`app.core.chain`) and is empty on what is older than
    the chain."""

    id: int = Field(default=None, primary_key=True)
    object_kind: str = Field(max_length=40)
    object_id: int
    event: str = Field(max_length=40)
    from_state: str = Field(max_length=40)
    to_state: str = Field(max_length=40)
    actor_person_id: int | None = None
    actor_name: str = ""
    organisation_id: int | None = None
    organisation_name: str = ""
    role: str = ""
    note: str = Field(default="", sa_type=Text)
    reason: str = Field(default="", max_length=40)
    evidence: dict[str, Any] | None = Field(default=None, sa_type=json_type())
    request_id: str = ""
    at: datetime = Field(sa_type=Instant, index=True)
    seal: str = Field(default="", max_length=64)


class StatusChange(Move, table=True):
    """What timelines, the digest and the auditor read. Append-only by trigger."""

    __tablename__ = "status_change"
    __table_args__ = (
        Index("ix_status_change_object", "object_kind", "object_id"),
        Index("ix_status_change_event", "object_kind", "event", "object_id", "at"),
    )


class UnseenChange(Move, table=True):
    """A move of which nobody may know yet: no page, list, export or count reads this table. When its time has come it is
    written into `StatusChange` (`history.reveal`). Append-only by trigger."""

    __tablename__ = "unseen_change"
    __table_args__ = (Index("ix_unseen_change_object", "object_kind", "object_id"), {"info": {SEALED: True}})


class Revision(SQLModel, table=True):
    """What a thing said at one moment; never changed afterwards. Append-only by trigger."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("object_kind", "object_id", "number"),)

    id: int = Field(default=None, primary_key=True)
    object_kind: str = Field(max_length=40)
    object_id: int
    number: int
    occasion: str = Field(max_length=40)
    content: dict[str, Any] = Field(sa_type=json_type(), nullable=False)
    note: str = Field(default="", sa_type=Text)
    by_person_id: int | None = None
    by_name: str = ""
    at: datetime = Field(sa_type=Instant)


class AuditEntry(SQLModel, table=True):
    """Who did or tried what, where no status changed: sign-ins, grants, releases of contacts, refusals. Append-only."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_object", "object_kind", "object_id"),)

    id: int = Field(default=None, primary_key=True)
    action: str = Field(max_length=60, index=True)
    actor_person_id: int | None = Field(default=None, index=True)
    actor_name: str = ""
    organisation_id: int | None = None
    role: str = ""
    object_kind: str = Field(default="", max_length=40)
    object_id: int | None = None
    detail: dict[str, Any] | None = Field(default=None, sa_type=json_type())
    request_id: str = ""
    at: datetime = Field(sa_type=Instant, index=True)


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(SQLModel, table=True):
    """Work that follows a change, written in the transaction of the change."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "state", "priority", "run_at"),)

    id: int = Field(default=None, primary_key=True)
    kind: str = Field(max_length=60)
    payload: dict[str, Any] = Field(sa_type=json_type(), nullable=False)
    key: str | None = Field(default=None, max_length=120, unique=True)
    state: JobState = Field(default=JobState.QUEUED, sa_type=stored_enum(JobState))
    priority: int = 0
    run_at: datetime = Field(sa_type=Instant)
    attempts: int = 0
    lease: str | None = Field(default=None, max_length=64)
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    done: int = 0
    total: int = 0
    error: str = Field(default="", sa_type=Text)
    created_at: datetime = Field(sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)


class MailState(StrEnum):
    QUEUED = "queued"
    LEASED = "leased"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    PARKED = "parked"  # nobody knows whether it went out
    DROPPED = "dropped"  # not sent on purpose; `error` has the code of `app.core.mail.Refusal`
    BOUNCED = "bounced"  # the server says that there is no such mailbox


class Mail(SQLModel, table=True):
    """A mail as a value, kept as it was written and sent when the worker comes to it. `object_kind` and `object_id` say
    what it is about; without them it is about the person's own account. `topic` is a key of the table of topics, empty on
    what is older than the table; `unsubscribe` is the token of its link, empty where there is nothing to switch off.
    `tried_at` is when a worker last took it up, for the limits a minute."""

    __tablename__ = "mail"
    # Everything that choosing the next mails asks: behind a domain that has had its fill many thousands are passed over.
    __table_args__ = (Index("ix_mail_due", "state", "urgency", "run_at", "id", "domain", "created_at"),)

    id: int = Field(default=None, primary_key=True)
    key: str = Field(max_length=160, unique=True)
    name: str = Field(max_length=60)
    topic: str = Field(default="", max_length=24)
    urgency: int = 1
    person_id: int | None = Field(default=None, index=True)
    object_kind: str = Field(default="", max_length=40)
    object_id: int | None = None
    recipient: str = Field(max_length=254)
    domain: str = Field(default="", max_length=254)
    unsubscribe: str = Field(default="", max_length=80)
    language: str = Field(default="zh", max_length=8)
    subject: str
    text: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)
    calendar: str = Field(default="", sa_type=Text)
    message_id: str = Field(max_length=120)
    state: MailState = Field(default=MailState.QUEUED, sa_type=stored_enum(MailState))
    resend_unknown: bool = True
    run_at: datetime = Field(sa_type=Instant)
    attempts: int = 0
    lease: str | None = Field(default=None, max_length=64)
    lease_until: datetime | None = Field(default=None, sa_type=Instant)
    error: str = Field(default="", sa_type=Text)
    tried_at: datetime | None = Field(default=None, sa_type=Instant, index=True)
    created_at: datetime = Field(sa_type=Instant, index=True)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)


class Unreachable(SQLModel, table=True):
    """An address at which mail has bounced. From `since` on nothing goes there but what shows that it works again; before
    that, mail was put off there `softs` times, the last time at `at`."""

    __tablename__ = "unreachable"

    address: str = Field(primary_key=True, max_length=254)
    softs: int = 0
    reason: str = Field(default="", max_length=200)
    at: datetime = Field(sa_type=Instant)
    since: datetime | None = Field(default=None, sa_type=Instant, index=True)


class SiteSecret(SQLModel, table=True):
    """A secret of this site that lasts: links in mails sent long ago are signed with it."""

    __tablename__ = "site_secret"

    name: str = Field(primary_key=True, max_length=40)
    value: str = Field(max_length=64)


class Setback(SQLModel, table=True):
    """Something that the clock should have done and that raised; it goes when it has been done. `object_id` is 0 where
    it is the timer itself, or a whole lane of the worker."""

    __tablename__ = "setback"
    __table_args__ = (UniqueConstraint("what", "object_id"),)

    id: int = Field(default=None, primary_key=True)
    what: str = Field(max_length=80)
    object_id: int = 0
    attempts: int = 0
    run_at: datetime = Field(sa_type=Instant)
    error: str = Field(default="", sa_type=Text)
    created_at: datetime = Field(sa_type=Instant)
    failed_at: datetime | None = Field(default=None, sa_type=Instant)


class StoredFile(SQLModel, table=True):
    """An attachment: the content lies in the blob store under its hash, rights follow the parent row. One that people
    have relied on is withdrawn, or replaced by a newer one, and kept."""

    __tablename__ = "stored_file"
    __table_args__ = (Index("ix_stored_file_parent", "parent_kind", "parent_id"),)

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    parent_kind: str = Field(max_length=40)
    parent_id: int
    name: str = Field(max_length=200)
    mime: str = Field(max_length=100)
    size: int
    sha256: str = Field(max_length=64, index=True)
    confidential: bool = False
    uploaded_by: int | None = None
    at: datetime = Field(sa_type=Instant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    replaced_by: int | None = None


class Declaration(SQLModel, table=True):
    """Something about people in the texts of a thing that its writer lets others read, and why. It counts for this very
    value: `key` is the same for every spelling of one number or name. `choice` is a code of
    `app.core.personal.asking.CHOICES`."""

    __tablename__ = "declaration"
    __table_args__ = (UniqueConstraint("parent_kind", "parent_id", "key"),)

    id: int = Field(default=None, primary_key=True)
    parent_kind: str = Field(max_length=40)
    parent_id: int
    key: str = Field(max_length=120)
    excerpt: str = Field(max_length=200)
    choice: str = Field(max_length=20)
    reason: str = Field(max_length=200)
    by_person_id: int | None = None
    by_name: str = ""
    at: datetime = Field(sa_type=Instant)

    @property
    def label(self) -> str:
        """The choice in words."""
        return _(CHOICES.get(self.choice, self.choice))


class Attempt(SQLModel, table=True):
    """A bucket of tries at something that is throttled: `level` of them at the moment `at`, fewer since. `subject` is
    the hash of an account, network or browser."""

    __tablename__ = "attempt"
    __table_args__ = {"info": {PASSING: True}}

    what: str = Field(primary_key=True, max_length=40)
    subject: str = Field(primary_key=True, max_length=64)
    level: float = 0.0
    at: datetime = Field(sa_type=Instant, index=True)


class Fulfilled(SQLModel, table=True):
    """A form that somebody sent and that was carried out: where it led, so that the same form sent again leads there
    too. `wish` is the hash of who wants what, `key` that of the wish and of the form as it was drawn once."""

    __tablename__ = "deed"
    __table_args__ = (Index("ix_deed_wish", "wish", "at"), {"info": {PASSING: True}})

    id: int = Field(default=None, primary_key=True)
    key: str | None = Field(default=None, max_length=64, unique=True)
    wish: str = Field(max_length=64)
    url: str = Field(default="", sa_type=Text)
    flash: str = Field(default="", sa_type=Text)
    tone: str = Field(default="", max_length=10)
    at: datetime = Field(sa_type=Instant, index=True)


class KeptText(SQLModel, table=True):
    """What a person was writing when her sign-in ended: names and texts of the fields, the address they were sent to and
    the page they stood on. `key` is the hash of the form as it was drawn, so that each autosave replaces the last."""

    __tablename__ = "kept_text"
    __table_args__ = (UniqueConstraint("person_id", "key"), {"info": {PASSING: True}})

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    person_id: int
    key: str = Field(max_length=64)
    page: str = Field(default="", sa_type=Text)
    action: str = Field(default="", sa_type=Text)
    fields: list[Any] = Field(default_factory=list, sa_type=json_type())
    files: int = 0
    at: datetime = Field(sa_type=Instant, index=True)


class Counter(SQLModel, table=True):
    """A number that is handed out under the row's lock: public codes, the sequence of the index."""

    __tablename__ = "counter"

    name: str = Field(primary_key=True, max_length=60)
    value: int = 0
