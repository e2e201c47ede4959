"""Words of the trade and days of the calendar, as rows that the office keeps."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import Instant, json_type


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


class KpiDefinition(SQLModel, table=True):
    """A figure that needs are often judged by, so that the same thing has one name, unit and good side (`direction` up
    or down). `field` is a code, empty for every field; `code` never changes; definitions retire, never vanish."""

    __tablename__ = "kpi_definition"

    id: int = Field(default=None, primary_key=True)
    code: str = Field(max_length=40, unique=True)
    field: str = Field(default="", max_length=40, index=True)
    name: str = Field(max_length=60)
    name_en: str = Field(max_length=80)
    synonyms: list[str] = Field(default_factory=list, sa_type=json_type(), nullable=False)
    unit: str = Field(default="", max_length=20)
    direction: str = Field(max_length=8)
    method: str = Field(default="", max_length=200)
    position: int = 0
    retired_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 1

    @property
    def words(self) -> tuple[str, ...]:
        """Every name that points here."""
        return self.name, self.name_en, *self.synonyms


class SpecialDay(SQLModel, table=True):
    """A day that differs from Monday to Friday: a holiday, or a weekend day that is worked instead."""

    __tablename__ = "special_day"

    day: date = Field(primary_key=True)
    working: bool = False
    name: str = Field(default="", max_length=60)
