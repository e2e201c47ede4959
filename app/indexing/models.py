"""The index as rows: every process fills its memory from these and follows their sequence."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import Instant, json_type


class IndexEntry(SQLModel, table=True):
    """One indexed text. A vanished one stays as a tombstone, so that followers learn of it.

    `sequence` is handed out under a lock (`next_number`), so a lower number never commits after a higher one was read.
    """

    __tablename__ = "index_entry"
    __table_args__ = (UniqueConstraint("object_kind", "object_id"), Index("ix_index_entry_sequence", "sequence"))

    id: int | None = Field(default=None, primary_key=True)
    object_kind: str = Field(max_length=40)
    object_id: int
    kind: str = Field(max_length=40)
    text_hash: str = Field(max_length=64)
    title: str = ""
    text: str = Field(default="", sa_type=Text)
    language: str = Field(default="zh", max_length=8)
    tokens: bytes = Field(default=b"", sa_type=LargeBinary)
    vectors: bytes = Field(default=b"", sa_type=LargeBinary)
    fingerprint: str = Field(max_length=200)
    facets: dict[str, Any] = Field(default_factory=dict, sa_type=json_type(), nullable=False)
    removed: bool = False
    sequence: int
    updated_at: datetime = Field(sa_type=Instant)
