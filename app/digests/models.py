"""Digests as they were planned and sent, and the searches that people keep."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import Instant, json_type, stored_enum
from app.core.ids import public_id

LONGEST_KEPT: Final = 1000
"""Characters of the address of a saved search, which is part of a key."""


class DigestState(StrEnum):
    PLANNED = "planned"
    EMPTY = "empty"  # nothing to tell: no mail
    QUEUED = "queued"  # in the outbox, where its mail says what has become of it
    LEFT_OUT = "left_out"  # she wanted none any more, or may be told nothing of it any more
    MERGED = "merged"  # not sent when the next one was planned, which tells of its weeks too


class Digest(SQLModel, table=True):
    """What one person is told of the weeks from `first_week` to `week`: items as values, in her language and as they were
    when it was planned, so that it can be shown again. One row a person and week, whoever plans how often."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("person_id", "week"), Index("ix_digest_due", "state", "send_at"))

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    week: str = Field(max_length=8, index=True)
    first_week: str = Field(max_length=8)
    language: str = Field(default="zh", max_length=8)
    state: DigestState = Field(default=DigestState.PLANNED, sa_type=stored_enum(DigestState))
    subject: str = Field(default="", sa_type=Text)
    items: list[dict[str, Any]] = Field(default_factory=list, sa_type=json_type(), nullable=False)
    send_at: datetime = Field(sa_type=Instant)
    planned_at: datetime = Field(sa_type=Instant)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)


class SavedSearch(SQLModel, table=True):
    """Words and filters of a list, under a name: what is new in it stands in the digest. `query` is the one address of what
    was asked for, without its path."""

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("person_id", "path", "query"),)

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    person_id: int = Field(foreign_key="person.id")
    name: str = Field(max_length=60)
    path: str = Field(max_length=40)
    query: str = Field(max_length=LONGEST_KEPT)
    at: datetime = Field(sa_type=Instant)
