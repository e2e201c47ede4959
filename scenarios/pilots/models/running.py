"""What must be ready, and what happens while a pilot runs."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import Instant, json_type, public_id_field, stored_enum
from scenarios.pilots.lifecycle import ItemState, MilestoneState
from scenarios.pilots.models.pilots import Side


class ReadinessItem(SQLModel, table=True):
    """One thing that must be ready, a term of `readiness_item`: who settled it, when, with what paper. A permit has a
    number and its last day."""

    __tablename__ = "pilot_readiness"
    __table_args__ = (
        UniqueConstraint("pilot_id", "code"),
        Index("ix_pilot_readiness_clock", "state", "valid_until"),
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = public_id_field()
    pilot_id: int = Field(foreign_key="pilot.id", index=True)
    code: str = Field(max_length=40)
    state: ItemState = Field(default=ItemState.OPEN, sa_type=stored_enum(ItemState))
    note: str = Field(default="", max_length=300)
    number: str = Field(default="", max_length=80)
    body: str = Field(default="", max_length=120)
    valid_until: date | None = None
    file_id: int | None = Field(default=None, foreign_key="stored_file.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    person_name: str = Field(default="", max_length=60)
    settled_at: datetime | None = Field(default=None, sa_type=Instant)


class Milestone(SQLModel, table=True):
    __tablename__ = "pilot_milestone"

    id: int = Field(default=None, primary_key=True)
    public_id: str = public_id_field()
    pilot_id: int = Field(foreign_key="pilot.id", index=True)
    name: str = Field(max_length=120)
    due_on: date
    state: MilestoneState = Field(default=MilestoneState.SCHEDULED, sa_type=stored_enum(MilestoneState))
    note: str = Field(default="", max_length=300)
    file_id: int | None = Field(default=None, foreign_key="stored_file.id")
    settled_at: datetime | None = Field(default=None, sa_type=Instant)


class Colour(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Survey(SQLModel, table=True):
    """How one side says the pilot goes, asked every four weeks: one row a round and side."""

    __tablename__ = "pilot_survey"
    __table_args__ = (
        UniqueConstraint("pilot_id", "round", "side"),
        Index("ix_pilot_survey_due", "answered_at", "due_at"),
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = public_id_field()
    pilot_id: int = Field(foreign_key="pilot.id", index=True)
    round: int
    side: Side = Field(sa_type=stored_enum(Side))
    asked_at: datetime = Field(sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    colour: Colour | None = Field(default=None, sa_type=stored_enum(Colour))
    trouble: str = Field(default="", max_length=600)
    wanted: str = Field(default="", max_length=600)


class AlarmKind(StrEnum):
    RED = "red"
    SILENCE = "silence"
    OVERDUE = "overdue"
    PERMIT = "permit"
    MILESTONE = "milestone"


class Alarm(SQLModel, table=True):
    """Something that both sides, the curator and the office were told of; `key` says of what, so that it is raised once.

    What the clock noticed is `said` in values, of which `labels.alarm_note` makes a sentence for each reader; `note` is what
    somebody typed.
    """

    __tablename__ = "pilot_alarm"
    __table_args__ = (UniqueConstraint("pilot_id", "key"),)

    id: int = Field(default=None, primary_key=True)
    public_id: str = public_id_field()
    pilot_id: int = Field(foreign_key="pilot.id", index=True)
    kind: AlarmKind = Field(sa_type=stored_enum(AlarmKind))
    key: str = Field(max_length=60)
    said: dict[str, Any] = Field(default_factory=dict, sa_type=json_type(), nullable=False)
    note: str = Field(default="", max_length=600)
    at: datetime = Field(sa_type=Instant)
    cleared_at: datetime | None = Field(default=None, sa_type=Instant)
    cleared_by: str = Field(default="", max_length=60)
    answer: str = Field(default="", max_length=300)
