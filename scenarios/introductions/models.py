"""A curator's work on what she has introduced: notes and next steps of a need, and meetings with their talks."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, Text, text
from sqlmodel import Field, SQLModel

from app.core.db import Instant, stored_enum
from app.core.ids import public_id
from scenarios.introductions.lifecycle import MeetingState, SlotState


class EntryKind(StrEnum):
    CALL = "call"
    VISIT = "visit"
    TALK = "talk"
    NOTE = "note"


class CaseEntry(SQLModel, table=True):
    """What a curator did or learnt about a need, or about one of its matches. Internal: neither side ever reads it."""

    __tablename__ = "case_entry"

    id: int = Field(default=None, primary_key=True)
    scenario_id: int = Field(foreign_key="scenario.id", index=True)
    match_id: int | None = Field(default=None, foreign_key="match.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    kind: EntryKind = Field(sa_type=stored_enum(EntryKind))
    body: str = Field(sa_type=Text)
    happened_on: date
    at: datetime = Field(sa_type=Instant)


class CaseStep(SQLModel, table=True):
    """What is to be done next for a need, and until when (`due_at`, exclusive). Internal like the entries."""

    __tablename__ = "case_step"
    __table_args__ = (
        Index(
            "ix_case_step_open",
            "scenario_id",
            "due_at",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    scenario_id: int = Field(foreign_key="scenario.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    body: str = Field(max_length=300)
    due_at: datetime = Field(sa_type=Instant)
    done_at: datetime | None = Field(default=None, sa_type=Instant)
    done_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = Field(sa_type=Instant)


class Meeting(SQLModel, table=True):
    """对接会: an afternoon on which owners and suppliers who have both said yes talk at tables, one talk after the other."""

    __tablename__ = "meeting"

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    title: str = Field(max_length=80)
    place: str = Field(max_length=120)
    state: MeetingState = Field(default=MeetingState.PLANNED, sa_type=stored_enum(MeetingState))
    starts_at: datetime = Field(sa_type=Instant, index=True)
    ends_at: datetime = Field(sa_type=Instant)
    minutes: int
    tables: int
    organiser_id: int = Field(foreign_key="person.id")
    venue_id: int | None = Field(default=None, foreign_key="organisation.id")
    created_at: datetime = Field(sa_type=Instant)


class MeetingSlot(SQLModel, table=True):
    """One talk: a match at a table. Its sides know of it from `told_at` on; `sequence` grows with each change that their
    calendars have to follow."""

    __tablename__ = "meeting_slot"
    __table_args__ = (
        Index(
            "uq_meeting_slot_table",
            "meeting_id",
            "starts_at",
            "table_number",
            unique=True,
            sqlite_where=text("state <> 'cancelled'"),
            postgresql_where=text("state <> 'cancelled'"),
        ),
        Index(
            "uq_meeting_slot_match",
            "match_id",
            unique=True,
            sqlite_where=text("state = 'set'"),
            postgresql_where=text("state = 'set'"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    match_id: int = Field(foreign_key="match.id")
    state: SlotState = Field(default=SlotState.SET, sa_type=stored_enum(SlotState))
    starts_at: datetime = Field(sa_type=Instant, index=True)
    ends_at: datetime = Field(sa_type=Instant)
    table_number: int
    sequence: int = 0
    owner_came: bool = False
    supplier_came: bool = False
    outcome: str = Field(default="", max_length=40)
    note: str = Field(default="", max_length=300)
    created_at: datetime = Field(sa_type=Instant)
    told_at: datetime | None = Field(default=None, sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)
