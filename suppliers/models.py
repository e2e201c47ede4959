"""Supply: one table for products, models, hardware, services and research results, with rows for what repeats."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.db import Instant, json_type, stored_enum
from app.core.ids import public_id
from suppliers.lifecycle import SupplyState


class SupplyKind(StrEnum):
    PRODUCT = "product"
    MODEL = "model"
    HARDWARE = "hardware"
    SERVICE = "service"
    RESULT = "result"


PACKED_TERMS = ("field", "track", "deployment")
"""Kinds of `SupplyTerm` by which the directory is filtered: a column of the supply holds their codes once more."""
FILTERED = ("kind", "district", "trl", *(f"{kind}_codes" for kind in PACKED_TERMS))
"""Columns by which the directory is filtered."""


class Supply(SQLModel, table=True):
    """Something an organisation can give: a capability (能力) or a research result (成果)."""

    __tablename__ = "supply"
    __table_args__ = (
        # The directory is counted and ordered from these alone, without a look at the wide rows.
        *(
            Index(f"ix_supply_by_{name}", "state", name, "organisation_id")
            for name in (*FILTERED, "name_key", "sort_key")
        ),
        Index("ix_supply_listed", "state", "listed_at", *FILTERED, "completeness", "organisation_id"),
        {"sqlite_autoincrement": True},  # an undone import must not hand its ids, and their history, to other rows
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    code: str | None = Field(default=None, max_length=40, unique=True)
    kind: SupplyKind = Field(sa_type=stored_enum(SupplyKind))
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    state: SupplyState = Field(default=SupplyState.DRAFT, sa_type=stored_enum(SupplyState))
    name: str = Field(default="", max_length=300)
    name_key: str = Field(default="", max_length=120, index=True)
    sort_key: str = Field(default="", max_length=400)
    language: str = Field(default="zh", max_length=8)
    description: str = Field(default="", sa_type=Text)
    district: str = Field(default="", max_length=40)
    trl: int | None = None
    field_codes: str = Field(default="", sa_type=Text)
    track_codes: str = Field(default="", sa_type=Text)
    deployment_codes: str = Field(default="", sa_type=Text)
    ip_terms: str = Field(default="", sa_type=Text)
    environment: str = Field(default="", sa_type=Text)
    delivery: str = Field(default="", max_length=120)
    price_min: int | None = Field(default=None, sa_type=BigInteger)
    price_max: int | None = Field(default=None, sa_type=BigInteger)
    price_text: str = Field(default="", max_length=120)
    wanted: str = Field(default="", sa_type=Text)
    contact_name: str = Field(default="", max_length=60)
    contact_phone: str = Field(default="", max_length=60)
    contact_email: str = Field(default="", max_length=254)
    completeness: int = 0
    batch: str = Field(default="", max_length=60)
    source_key: str = Field(default="", max_length=100, index=True)
    extra: dict[str, Any] | None = Field(default=None, sa_type=json_type())
    raw: dict[str, Any] | None = Field(default=None, sa_type=json_type())
    source_file: str = Field(default="", max_length=200)
    source_row: int | None = None
    upload_id: int | None = Field(default=None, index=True)
    demo: bool = False
    version: int = 1
    created_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)
    listed_at: datetime | None = Field(default=None, sa_type=Instant)


class SupplyTerm(SQLModel, table=True):
    """A word of the vocabulary on a supply: field, track, direction, process_step, deployment, offer."""

    __tablename__ = "supply_term"
    __table_args__ = (UniqueConstraint("supply_id", "kind", "code"), Index("ix_supply_term_word", "kind", "code"))

    id: int = Field(default=None, primary_key=True)
    supply_id: int = Field(foreign_key="supply.id", ondelete="CASCADE", index=True)
    kind: str = Field(max_length=40)
    code: str = Field(max_length=40)


class Parameter(SQLModel, table=True):
    """One figure of a supply as it was stated: name, value with its comparison, unit, and when it holds."""

    __tablename__ = "parameter"

    id: int = Field(default=None, primary_key=True)
    supply_id: int = Field(foreign_key="supply.id", ondelete="CASCADE", index=True)
    position: int = 0
    name: str = Field(max_length=80)
    value: str = Field(max_length=80)
    unit: str = Field(default="", max_length=40)
    condition: str = Field(default="", max_length=200)


class Case(SQLModel, table=True):
    """Where it was used before: customer, year, figure, evidence."""

    __tablename__ = "case_study"

    id: int = Field(default=None, primary_key=True)
    supply_id: int = Field(foreign_key="supply.id", ondelete="CASCADE", index=True)
    position: int = 0
    customer: str = Field(max_length=120)
    year: int | None = None
    metric: str = Field(default="", max_length=300)
    evidence: str = Field(default="", max_length=300)


class Qualification(SQLModel, table=True):
    """A certificate with its number; a claim without a number is kept as such and never counts as proof."""

    __tablename__ = "qualification"

    id: int = Field(default=None, primary_key=True)
    supply_id: int = Field(foreign_key="supply.id", ondelete="CASCADE", index=True)
    position: int = 0
    kind: str = Field(max_length=40)
    number: str = Field(default="", max_length=120)


class ResultDetail(SQLModel, table=True):
    """What only a research result has."""

    __tablename__ = "result_detail"

    supply_id: int = Field(foreign_key="supply.id", ondelete="CASCADE", primary_key=True)
    people: str = Field(default="", max_length=300)
    started_on: date | None = None
    finished_on: date | None = None
    nature: str = Field(default="", max_length=40)
    stage: str = Field(default="", max_length=40)
    registration_no: str = Field(default="", max_length=120)
    papers: str = Field(default="", sa_type=Text)
    willing: str = Field(default="", max_length=300)
    plain_use: str = Field(default="", max_length=300)
    researcher_email: str = Field(default="", max_length=254)
    confirm_hash: str | None = Field(default=None, max_length=64, unique=True)
    confirm_expires_at: datetime | None = Field(default=None, sa_type=Instant)
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)


class SupplyWatch(SQLModel, table=True):
    """A person follows a supply: its changes stand in her digest."""

    __tablename__ = "supply_watch"
    __table_args__ = (UniqueConstraint("person_id", "supply_id"),)

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    supply_id: int = Field(foreign_key="supply.id", ondelete="CASCADE", index=True)
    at: datetime = Field(sa_type=Instant)
