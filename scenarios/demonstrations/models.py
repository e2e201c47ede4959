"""Demonstrations, objections to them, and their copies elsewhere."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.db import Instant, json_type, public_id_field, stored_enum
from scenarios.demonstrations.lifecycle import AdoptionState, ObjectionState


class Demonstration(SQLModel, table=True):
    """A pilot that its sides hold up for others; its state is the pilot's.

    `number` is that of the site's 验证记录, whose frozen `content` (its hash is in the history) rests on the report
    `verification_id`. `valid_until` is an exclusive end, `reminded` how many days before it its keepers were last told.
    `designation_*` is the competent body's own recognition, without which nothing is called 示范.
    """

    __tablename__ = "demonstration"
    __table_args__ = (Index("ix_demonstration_clock", "valid_until", "publicity_until"),)

    id: int = Field(default=None, primary_key=True)
    public_id: str = public_id_field()
    pilot_id: int = Field(foreign_key="pilot.id", unique=True)
    title: str = Field(max_length=120)
    summary: str = Field(sa_type=Text)
    conditions: str = Field(default="", sa_type=Text)
    applied_by: int | None = Field(default=None, foreign_key="person.id")
    applied_at: datetime = Field(sa_type=Instant)
    announced_by: int | None = Field(default=None, foreign_key="person.id")
    opinion: str = Field(default="", max_length=1000)
    publicity_from: datetime | None = Field(default=None, sa_type=Instant)
    publicity_until: datetime | None = Field(default=None, sa_type=Instant)
    number: str | None = Field(default=None, max_length=40, unique=True)
    recorded_at: datetime | None = Field(default=None, sa_type=Instant)
    valid_until: datetime | None = Field(default=None, sa_type=Instant)
    reminded: int | None = None
    verification_id: int | None = Field(default=None, foreign_key="pilot_verification.id")
    content: dict[str, Any] | None = Field(default=None, sa_type=json_type())
    designation_number: str = Field(default="", max_length=80)
    designation_unit: str = Field(default="", max_length=120)
    designation_on: date | None = None
    designation_file_id: int | None = Field(default=None, foreign_key="stored_file.id")
    revocation_code: str = Field(default="", max_length=40)
    revocation_note: str = Field(default="", max_length=1000)
    revocation_asked_by: int | None = Field(default=None, foreign_key="person.id")
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class DemoObjection(SQLModel, table=True):
    """Something that somebody, under her own name, says against a demonstration while it is in publicity."""

    __tablename__ = "demo_objection"

    id: int = Field(default=None, primary_key=True)
    public_id: str = public_id_field()
    demonstration_id: int = Field(foreign_key="demonstration.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    state: ObjectionState = Field(default=ObjectionState.SUBMITTED, sa_type=stored_enum(ObjectionState))
    body: str = Field(sa_type=Text)
    file_id: int | None = Field(default=None, foreign_key="stored_file.id")
    at: datetime = Field(sa_type=Instant)
    reason: str = Field(default="", max_length=40)
    answer: str = Field(default="", max_length=1000)
    decided_at: datetime | None = Field(default=None, sa_type=Instant)


class Adoption(SQLModel, table=True):
    """A demonstration copied by another owner: the need that was drafted from it, and what that owner, and nobody else,
    says came of it. `cost` in 元; `days` from the decision until it ran; `named` lets its house be told in public."""

    __tablename__ = "adoption"
    __table_args__ = (
        Index(
            "uq_adoption_live",
            "demonstration_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("state IN ('wanted', 'adopted')"),
            postgresql_where=text("state IN ('wanted', 'adopted')"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = public_id_field()
    demonstration_id: int = Field(foreign_key="demonstration.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    scenario_id: int | None = Field(default=None, foreign_key="scenario.id", index=True)
    state: AdoptionState = Field(default=AdoptionState.WANTED, sa_type=stored_enum(AdoptionState))
    begun_by: int | None = Field(default=None, foreign_key="person.id")
    begun_at: datetime = Field(sa_type=Instant)
    cost: int | None = Field(default=None, sa_type=BigInteger)
    days: int | None = None
    live_on: date | None = None
    place: str = Field(default="", max_length=120)
    note: str = Field(default="", max_length=600)
    named: bool = False
    adopted_at: datetime | None = Field(default=None, sa_type=Instant)


class AdoptionReading(SQLModel, table=True):
    """What the adopting owner measured of a figure of the pilot, in the figure's unit."""

    __tablename__ = "adoption_reading"
    __table_args__ = (UniqueConstraint("adoption_id", "kpi_id"),)

    id: int = Field(default=None, primary_key=True)
    adoption_id: int = Field(foreign_key="adoption.id", index=True)
    kpi_id: int = Field(foreign_key="pilot_kpi.id")
    text: str = Field(max_length=80)
    value: float
    measured_on: date
