"""Words of the trade and days of the calendar, as rows that the office keeps."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import Instant


class Term(SQLModel, table=True):
    """One word of a vocabulary: `code` never changes and is stored elsewhere; labels do; terms retire, never vanish."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("kind", "code"),)

    id: int = Field(default=None, primary_key=True)
    kind: str = Field(max_length=40, index=True)
    code: str = Field(max_length=40)
    label_zh: str = Field(max_length=60)
    label_en: str = Field(max_length=80)
    position: int = 0
    retired_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 1


class SpecialDay(SQLModel, table=True):
    """A day that differs from Monday to Friday: a holiday, or a weekend day that is worked instead."""

    __tablename__ = "special_day"

    day: date = Field(primary_key=True)
    working: bool = False
    name: str = Field(default="", max_length=60)
