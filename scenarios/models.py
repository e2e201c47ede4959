"""Needs: the scenario record with its repeating rows, addenda, batches and review notes."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import Instant, json_type, stored_enum
from app.core.ids import public_id
from scenarios.lifecycle import Route, ScenarioState


class Secrecy(StrEnum):
    PUBLIC = "public"  # everybody, once open
    RESTRICTED = "restricted"  # verified organisations only; in no public index, feed, export or excerpt


class Batch(SQLModel, table=True):
    """A list published together: 第X批."""

    __tablename__ = "batch"

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    number: int = Field(unique=True)
    title: str = Field(max_length=120)
    intro: str = Field(default="", sa_type=Text)
    published_at: datetime | None = Field(default=None, sa_type=Instant)
    created_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = Field(sa_type=Instant)


class Scenario(SQLModel, table=True):
    """A need an owner opens. Columns hold what was saved; `raw` keeps by section what was typed and is not.

    `sent_by` sent it for approval inside the house and may not approve it; `holder_id` looks after it now, which a
    hand-over changes, while `created_by` stays. `form_key` comes with the form, so that a double click makes one row.
    """

    __tablename__ = "scenario"
    __table_args__ = (
        Index("ix_scenario_board", "state", "secrecy", "field", "deadline"),
        Index("ix_scenario_opened", "secrecy", "state", "field", "opened_at"),
        Index(
            "ix_scenario_worklist",
            *("state", "organisation_id", "curator_id", "field", "district", "route"),
            *("valid_until", "deadline", "opened_at"),
        ),
        Index("ix_scenario_clock", "state", "deadline"),
        Index("ix_scenario_listing", "state", "valid_until"),
        {"sqlite_autoincrement": True},  # an undone import must not hand its ids, and their history, to other rows
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    code: str | None = Field(default=None, max_length=40, unique=True)
    batch_id: int | None = Field(default=None, foreign_key="batch.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    state: ScenarioState = Field(default=ScenarioState.DRAFT, sa_type=stored_enum(ScenarioState))
    route: Route = Field(default=Route.MATCH_ONLY, sa_type=stored_enum(Route))
    secrecy: Secrecy = Field(default=Secrecy.PUBLIC, sa_type=stored_enum(Secrecy))
    language: str = Field(default="zh", max_length=8)
    title: str = Field(default="", max_length=300)
    title_key: str = Field(default="", max_length=120, index=True)
    field: str = Field(default="", max_length=40, index=True)
    family: str = Field(default="", max_length=40)
    district: str = Field(default="", max_length=40, index=True)
    supervisor: str = Field(default="", max_length=120)
    description: str = Field(default="", sa_type=Text)
    current_systems: str = Field(default="", sa_type=Text)
    directions: list[str] = Field(default_factory=list, sa_type=json_type(), nullable=False)
    process_step: str = Field(default="", max_length=40)
    cooperation: list[str] = Field(default_factory=list, sa_type=json_type(), nullable=False)
    data_types: str = Field(default="", max_length=300)
    data_scale: str = Field(default="", max_length=120)
    data_labelled: str = Field(default="", max_length=120)
    data_sensitivity: str = Field(default="", max_length=40)
    data_may_leave: bool | None = None
    data_catalogue_no: str = Field(default="", max_length=120)
    compute_use: str = Field(default="", max_length=80)
    compute_cards: str = Field(default="", max_length=80)
    compute_duration: str = Field(default="", max_length=80)
    compute_region: str = Field(default="", max_length=80)
    budget_min: int | None = Field(default=None, sa_type=BigInteger)
    budget_max: int | None = Field(default=None, sa_type=BigInteger, index=True)
    budget_text: str = Field(default="", max_length=120)
    funding: str = Field(default="", max_length=200)
    decision_on: date | None = None
    incumbent: str = Field(default="", max_length=300)
    location: str = Field(default="", max_length=200)
    starts_on: date | None = None
    ends_on: date | None = None
    acceptance: str = Field(default="", sa_type=Text)
    ip_terms: str = Field(default="", sa_type=Text)
    risk_triggers: list[str] = Field(default_factory=list, sa_type=json_type(), nullable=False)
    task_ref: str = Field(default="", max_length=120)
    contact_name: str = Field(default="", max_length=60)
    contact_phone: str = Field(default="", max_length=60)
    contact_email: str = Field(default="", max_length=254)
    deadline: datetime | None = Field(default=None, sa_type=Instant)
    valid_until: datetime | None = Field(default=None, sa_type=Instant)
    opens_at: datetime | None = Field(default=None, sa_type=Instant)
    opened_at: datetime | None = Field(default=None, sa_type=Instant)
    suspended_at: datetime | None = Field(default=None, sa_type=Instant)
    submitted_at: datetime | None = Field(default=None, sa_type=Instant)
    review_due_at: datetime | None = Field(default=None, sa_type=Instant)
    escalated_at: datetime | None = Field(default=None, sa_type=Instant)
    sent_by: int | None = Field(default=None, foreign_key="person.id")
    holder_id: int | None = Field(default=None, foreign_key="person.id")
    reviewer_id: int | None = Field(default=None, foreign_key="person.id")
    curator_id: int | None = Field(default=None, foreign_key="person.id")
    readiness: int = 0
    waiver: str = Field(default="", max_length=300)
    waiver_asked: str = Field(default="", max_length=300)
    risk_decision: str = Field(default="", max_length=300)
    checklist: list[str] = Field(default_factory=list, sa_type=json_type(), nullable=False)
    relaunch_of: int | None = Field(default=None, foreign_key="scenario.id", index=True)
    extra: dict[str, Any] | None = Field(default=None, sa_type=json_type())
    raw: dict[str, Any] | None = Field(default=None, sa_type=json_type())
    form_key: str | None = Field(default=None, max_length=64, unique=True)
    published_batch: str = Field(default="", max_length=60)
    source_key: str = Field(default="", max_length=100, index=True)
    published_on: date | None = None
    source_file: str = Field(default="", max_length=200)
    source_row: int | None = None
    upload_id: int | None = Field(default=None, index=True)
    demo: bool = False
    version: int = 1
    created_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)


class Kpi(SQLModel, table=True):
    """One figure by which the need will be judged: as typed, and as read from that.

    `*_relation` is a code of `matching.requirements.Relation`, empty where no figure was found, NULL while nobody has
    read the row; `*_high` is the upper end of a range.
    """

    __tablename__ = "kpi"

    id: int = Field(default=None, primary_key=True)
    scenario_id: int = Field(foreign_key="scenario.id", ondelete="CASCADE", index=True)
    position: int = 0
    name: str = Field(max_length=80)
    unit: str = Field(default="", max_length=40)
    baseline: str = Field(default="", max_length=80)
    target: str = Field(max_length=80)
    direction: str = Field(default="", max_length=8)
    method: str = Field(default="", max_length=300)
    definition_id: int | None = Field(default=None, foreign_key="kpi_definition.id", index=True)
    baseline_value: float | None = None
    baseline_high: float | None = None
    baseline_unit: str = Field(default="", max_length=40)
    baseline_relation: str | None = Field(default=None, max_length=12)
    target_value: float | None = None
    target_high: float | None = None
    target_unit: str = Field(default="", max_length=40)
    target_relation: str | None = Field(default=None, max_length=12)


class Constraint(SQLModel, table=True):
    """Something a supply must (hard) or should (soft) satisfy."""

    __tablename__ = "scenario_constraint"

    id: int = Field(default=None, primary_key=True)
    scenario_id: int = Field(foreign_key="scenario.id", ondelete="CASCADE", index=True)
    position: int = 0
    kind: str = Field(max_length=40)
    text: str = Field(sa_type=Text)
    hard: bool = False


class HouseView(SQLModel, table=True):
    """Somebody of this house has looked at a need on this day, signed in: how many houses look, and not who clicks."""

    __tablename__ = "house_view"

    scenario_id: int = Field(foreign_key="scenario.id", ondelete="CASCADE", primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    day: date = Field(primary_key=True)


class Addendum(SQLModel, table=True):
    """A dated change to an open need, shown old → new and mailed to those it concerns."""

    __tablename__ = "addendum"
    __table_args__ = (UniqueConstraint("scenario_id", "number"),)

    id: int = Field(default=None, primary_key=True)
    scenario_id: int = Field(foreign_key="scenario.id", index=True)
    number: int
    changes: dict[str, Any] = Field(sa_type=json_type(), nullable=False)
    note: str = Field(default="", sa_type=Text)
    by_person_id: int | None = None
    by_name: str = ""
    at: datetime = Field(sa_type=Instant)


class ReviewNote(SQLModel, table=True):
    """What a reviewer asks to change, field by field; `resolved_at` is set when the need comes back."""

    __tablename__ = "review_note"

    id: int = Field(default=None, primary_key=True)
    scenario_id: int = Field(foreign_key="scenario.id", index=True)
    field_name: str = Field(max_length=40)
    note: str = Field(sa_type=Text)
    by_person_id: int | None = None
    at: datetime = Field(sa_type=Instant)
    resolved_at: datetime | None = Field(default=None, sa_type=Instant)
