"""What the owner decides on a panel's result, who objects to it, and whose bid no longer counts."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from app.core.db import Instant, stored_enum
from app.core.ids import public_id
from scenarios.awards.lifecycle import ObjectionState


class Outcome(StrEnum):
    AWARD = "award"
    NO_AWARD = "no_award"


class Decision(SQLModel, table=True):
    """集体决策记录: what a meeting has decided, or (`moved_up`) that the next in rank follows under the same decision. The
    newest counts. `number` is that of the bid, `reason` why the first was passed over or nobody is awarded.
    Append-only by trigger."""

    __tablename__ = "award_decision"

    id: int = Field(default=None, primary_key=True)
    scenario_id: int = Field(foreign_key="panel.scenario_id", index=True)
    round: int
    outcome: Outcome = Field(sa_type=stored_enum(Outcome))
    number: int | None = None
    moved_up: bool = False
    meeting: str = Field(max_length=80)
    held_on: date
    paper: str = Field(max_length=80)
    reason: str = Field(default="", sa_type=Text)
    by_person_id: int | None = None
    by_name: str = Field(default="", max_length=60)
    at: datetime = Field(sa_type=Instant)
    publicity_until: datetime | None = Field(default=None, sa_type=Instant)
    objections_until: datetime | None = Field(default=None, sa_type=Instant)


class ObjectionKind(StrEnum):
    QUESTION = "question"  # 质疑
    REPORT = "report"  # 实名反映


class Objection(SQLModel, table=True):
    """By a house that bids (`organisation_id`), or by a person under her name. `due_at` is when the answer is due;
    of one that is not taken up `answer` is the code of why;
    `next_instance` is where whoever does not agree with the answer goes."""

    __tablename__ = "award_objection"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    scenario_id: int = Field(foreign_key="panel.scenario_id", index=True)
    kind: ObjectionKind = Field(sa_type=stored_enum(ObjectionKind))
    state: ObjectionState = Field(default=ObjectionState.SUBMITTED, sa_type=stored_enum(ObjectionState))
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    text: str = Field(sa_type=Text)
    answer: str = Field(default="", sa_type=Text)
    next_instance: str = Field(default="", max_length=120)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    due_at: datetime = Field(sa_type=Instant)
    told_late: bool = False
    created_at: datetime = Field(sa_type=Instant)


class Disqualification(SQLModel, table=True):
    """Proposed by one person, and in force once another has confirmed it."""

    __tablename__ = "disqualification"

    id: int = Field(default=None, primary_key=True)
    bid_id: int = Field(foreign_key="bid.id", unique=True)
    reason: str = Field(sa_type=Text)
    proposed_by: int = Field(foreign_key="person.id")
    proposed_at: datetime = Field(sa_type=Instant)
    confirmed_by: int | None = Field(default=None, foreign_key="person.id")
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
