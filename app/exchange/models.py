"""Uploads: a list that was handed in, and what became of each of its rows."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import Instant, json_type, stored_enum
from app.core.ids import public_id


class UploadState(StrEnum):
    CHECKING = "checking"  # waits for its dry run
    READ = "read"  # looked at; nothing written yet
    CONFIRMED = "confirmed"  # waits for the worker
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"
    DISCARDED = "discarded"  # put away before anything was written


class Outcome(StrEnum):
    """What became of a row; the last three follow an undo."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    ERROR = "error"
    REMOVED = "removed"
    RESTORED = "restored"
    KEPT = "kept"


class Upload(SQLModel, table=True):
    """One file as it was handed in, what each column was taken for, and how far it has come.

    `source` says how the file was read, `columns` has its labels and what people chose for them, `actor` is whoever
    hands it in as history will name her. `declared` is why
    others may read what the list tells about people. Rows go to `organisation_id` when it is given, else to the unit they
    name.
    """

    __tablename__ = "upload"

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    list_kind: str = Field(max_length=20)
    file_name: str = Field(max_length=200)
    sha256: str = Field(max_length=64)
    state: UploadState = Field(default=UploadState.READ, sa_type=stored_enum(UploadState))
    source: dict[str, Any] = Field(default_factory=dict, sa_type=json_type(), nullable=False)
    columns: dict[str, Any] = Field(default_factory=dict, sa_type=json_type(), nullable=False)
    actor: dict[str, Any] = Field(default_factory=dict, sa_type=json_type(), nullable=False)
    publish: bool = False
    waiver: str = Field(default="", max_length=300)
    declared: str = Field(default="", max_length=200)
    done: int = 0
    total: int = 0
    by_person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    created_at: datetime = Field(sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)


class UploadCheck(SQLModel, table=True):
    """What the dry run says of one row; all of them are written anew when a column is taken for something else.

    `findings` are problems as in `UploadRow`, `twins` are likely duplicates: kind, name, and where they are.
    """

    __tablename__ = "upload_check"
    __table_args__ = (UniqueConstraint("upload_id", "row_number"),)

    id: int = Field(default=None, primary_key=True)
    upload_id: int = Field(foreign_key="upload.id", ondelete="CASCADE", index=True)
    row_number: int
    verdict: str = Field(max_length=10)  # ok, warning, error
    outcome: str = Field(max_length=20)
    name: str = Field(default="", max_length=300)
    organisation: str = Field(default="", max_length=200)
    has_twins: bool = False
    findings: list[dict[str, Any]] = Field(default_factory=list, sa_type=json_type(), nullable=False)
    twins: list[dict[str, Any]] = Field(default_factory=list, sa_type=json_type(), nullable=False)


class UploadRow(SQLModel, table=True):
    """One row of the file: what it became, and how to take it back."""

    __tablename__ = "upload_row"
    __table_args__ = (UniqueConstraint("upload_id", "row_number"),)

    id: int = Field(default=None, primary_key=True)
    upload_id: int = Field(foreign_key="upload.id", ondelete="CASCADE", index=True)
    row_number: int
    outcome: str = Field(max_length=20)  # see `Outcome`
    name: str = Field(default="", max_length=300)
    object_id: int | None = Field(default=None, index=True)
    object_version: int | None = None
    refused: bool = False  # something about it is listed for people: not taken, not published, not taken back
    before: dict[str, Any] | None = Field(default=None, sa_type=json_type())
    problems: list[dict[str, Any]] | None = Field(default=None, sa_type=json_type())
