"""Figures of a month as they were kept, and what the office wants coordinated."""

from datetime import datetime
from typing import Any

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import Instant, json_type


class MonthFigures(SQLModel, table=True):
    """The figures of one month, kept for good: {code: {"value", "before"}}. A correction is the next version with its
    reason; nothing changes the ones before."""

    __tablename__ = "month_figures"
    __table_args__ = (UniqueConstraint("month", "version"),)

    id: int = Field(default=None, primary_key=True)
    month: str = Field(max_length=7)
    version: int = 1
    figures: dict[str, Any] = Field(sa_type=json_type(), nullable=False)
    reason: str = Field(default="", max_length=300)
    by_name: str = Field(default="", max_length=60)
    at: datetime = Field(sa_type=Instant)


class Matter(SQLModel, table=True):
    """需协调事项 of one report; its place, from 1, is what keeps them few."""

    __tablename__ = "report_matter"
    __table_args__ = (UniqueConstraint("period", "place"),)

    id: int = Field(default=None, primary_key=True)
    period: str = Field(max_length=8)
    place: int
    body: str = Field(sa_type=Text)
    by_name: str = Field(default="", max_length=60)
    at: datetime = Field(sa_type=Instant)
