"""The index as rows: every process fills its memory from these and follows them; and how it is calibrated."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import Instant, json_type, stored_enum


class IndexEntry(SQLModel, table=True):
    """One indexed text. A vanished one stays as a tombstone, so that followers learn of it.

    `sequence` is handed out under a lock (`next_number`), so a lower number never commits after a higher one was read.
    """

    __tablename__ = "index_entry"
    __table_args__ = (UniqueConstraint("object_kind", "object_id"), Index("ix_index_entry_sequence", "sequence"))

    id: int = Field(default=None, primary_key=True)
    object_kind: str = Field(max_length=40)
    object_id: int
    kind: str = Field(max_length=40)
    text_hash: str = Field(max_length=64)
    title: str = ""
    names: list[str] = Field(default_factory=list, sa_type=json_type(), nullable=False)
    """What it is found by besides its title: whose it is, and its code."""
    text: str = Field(default="", sa_type=Text)
    language: str = Field(default="zh", max_length=8)
    tokens: bytes = Field(default=b"", sa_type=LargeBinary)
    vectors: bytes = Field(default=b"", sa_type=LargeBinary)
    fingerprint: str = Field(max_length=200)
    facets: dict[str, Any] = Field(default_factory=dict, sa_type=json_type(), nullable=False)
    removed: bool = False
    sequence: int
    updated_at: datetime = Field(sa_type=Instant)


class Deed(StrEnum):
    """What a row of the history of calibrations records."""

    LEARN = "learn"
    BACK = "back"


class LearnedCalibration(SQLModel, table=True):
    """One try to learn from people's decisions, or one return to what was before. Append-only by trigger.

    In force for a fingerprint is the newest row that was kept; without one, or where its `calibration` is empty, the
    packaged calibration. `before` and `after` are pairwise accuracies on the frozen set. `labels` trained, `frozen`
    measured, `left_out` are of needs or supply that no index entry of this model stands for.
    """

    __tablename__ = "learned_calibration"
    __table_args__ = (UniqueConstraint("fingerprint", "number"),)

    id: int = Field(default=None, primary_key=True)
    fingerprint: str = Field(max_length=200)
    number: int
    """Counts from 1 within the fingerprint; of two who learn at once only one can have it."""
    deed: Deed = Field(default=Deed.LEARN, sa_type=stored_enum(Deed))
    calibration: str = Field(default="", sa_type=Text)
    kept: bool
    outcome: str = Field(max_length=40)
    labels: int = 0
    frozen: int = 0
    left_out: int = 0
    before: float | None = None
    after: float | None = None
    previous: int | None = None
    """Number of the learnt row in force when this one was written; None for the packaged calibration."""
    restores: int | None = None
    """Of a return: number of the learnt row that is in force again; None for the packaged calibration."""
    person_id: int | None = None
    person_name: str = ""
    at: datetime = Field(sa_type=Instant)
