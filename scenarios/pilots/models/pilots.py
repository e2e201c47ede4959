"""A pilot, its agreement, who takes part, and what each side has said yes to."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.db import Instant, json_type, public_id_field, stored_enum
from scenarios.pilots.lifecycle import PartnerState, PilotState

WEEKS = 16
"""How long a pilot runs where nobody says otherwise."""


class Origin(StrEnum):
    MATCH = "match"  # a mutual match; on a test_only need this is the grant of the site
    AGREEMENT = "agreement"  # reached elsewhere, entered by the owner with its reason
    AWARD = "award"


class Side(StrEnum):
    """What an organisation is to a pilot."""

    OWNER = "owner"
    SUPPLIER = "supplier"
    PARTNER = "partner"
    VERIFIER = "verifier"


class Purchase(StrEnum):
    FREE = "free"  # 不采购: 无偿试用
    PURCHASED = "purchased"  # 已采购
    CONVERTING = "converting"  # 转采购


class Pilot(SQLModel, table=True):
    """One trial of one supply at one owner's site. `runs_from` and `runs_until` (an exclusive end) are set on the day it
    starts; `named` is set once both sides let a failed pilot be told by name. `raw` is what was typed of its agreement."""

    __tablename__ = "pilot"
    __table_args__ = (
        Index("ix_pilot_clock", "state", "runs_until"),
        Index(
            "uq_pilot_match",
            "match_id",
            unique=True,
            sqlite_where=text("state <> 'called_off'"),
            postgresql_where=text("state <> 'called_off'"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = public_id_field()
    scenario_id: int = Field(foreign_key="scenario.id", index=True)
    origin: Origin = Field(sa_type=stored_enum(Origin))
    origin_reason: str = Field(default="", max_length=300)
    match_id: int | None = Field(default=None, foreign_key="match.id")
    supply_id: int | None = Field(default=None, foreign_key="supply.id", index=True)
    state: PilotState = Field(default=PilotState.PROPOSED, sa_type=stored_enum(PilotState))
    runs_from: date | None = None
    runs_until: datetime | None = Field(default=None, sa_type=Instant)
    locked_at: datetime | None = Field(default=None, sa_type=Instant)
    paused_at: datetime | None = Field(default=None, sa_type=Instant)
    completed_at: datetime | None = Field(default=None, sa_type=Instant)
    reason: str = Field(default="", max_length=40)
    lesson: str = Field(default="", sa_type=Text)
    named: bool = False
    raw: dict[str, Any] | None = Field(default=None, sa_type=json_type())
    demo: bool = False
    created_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)


class PilotAgreement(SQLModel, table=True):
    """What both sides agree on. `traits` (codes) decide what must be ready; money in 元; `signed_file_id` is the scan of
    the stamped paper, whose hash is `signed_sha256`."""

    __tablename__ = "pilot_agreement"

    pilot_id: int = Field(foreign_key="pilot.id", primary_key=True)
    purchase: Purchase = Field(sa_type=stored_enum(Purchase))
    no_promise: bool = False
    public_money: bool = False
    purchase_method: str = Field(default="", max_length=40)
    purchase_number: str = Field(default="", max_length=80)
    purchase_decision: str = Field(default="", max_length=200)
    scope: str = Field(default="", sa_type=Text)
    site: str = Field(default="", max_length=200)
    weeks: int = WEEKS
    traits: list[str] = Field(default_factory=list, sa_type=json_type(), nullable=False)
    amount: int | None = Field(default=None, sa_type=BigInteger)
    money_text: str = Field(default="", max_length=300)
    ip: str = Field(default="", max_length=40)
    ip_text: str = Field(default="", max_length=1000)
    service_invention: bool = False
    unit_approval: str = Field(default="", max_length=200)
    makers_confirmed: str = Field(default="", max_length=200)
    price_notice: str = Field(default="", max_length=200)
    exit_rule: str = Field(default="", sa_type=Text)
    data_rule: str = Field(default="", sa_type=Text)
    signed_file_id: int | None = Field(default=None, foreign_key="stored_file.id")
    signed_sha256: str = Field(default="", max_length=64)
    signed_at: datetime | None = Field(default=None, sa_type=Instant)


class PilotParty(SQLModel, table=True):
    """An organisation that takes part; `person_id` looks after the pilot there, `part` is what a partner does."""

    __tablename__ = "pilot_party"
    __table_args__ = (UniqueConstraint("pilot_id", "organisation_id", "side"),)

    id: int = Field(default=None, primary_key=True)
    pilot_id: int = Field(foreign_key="pilot.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    side: Side = Field(sa_type=stored_enum(Side))
    person_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    part: str = Field(default="", max_length=200)


class PilotPartner(SQLModel, table=True):
    """A house that one side proposes as a partner, with its part; once it has joined, a party. `asked_at` is when the other
    side agreed, since when the house itself knows of it."""

    __tablename__ = "pilot_partner"
    __table_args__ = (
        Index(
            "uq_pilot_partner_live",
            "pilot_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("state IN ('proposed', 'asked', 'joined')"),
            postgresql_where=text("state IN ('proposed', 'asked', 'joined')"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = public_id_field()
    pilot_id: int = Field(foreign_key="pilot.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    state: PartnerState = Field(default=PartnerState.PROPOSED, sa_type=stored_enum(PartnerState))
    part: str = Field(max_length=200)
    side: Side = Field(sa_type=stored_enum(Side))
    proposed_by: str = Field(default="", max_length=60)
    at: datetime = Field(sa_type=Instant)
    asked_at: datetime | None = Field(default=None, sa_type=Instant)


class Consent(SQLModel, table=True):
    """A side's yes to one content, which `digest` is the hash of: to the pilot, its agreement, the lock, an amendment.
    Once the content changes, it is a yes to nothing any more."""

    __tablename__ = "pilot_consent"
    __table_args__ = (UniqueConstraint("pilot_id", "what", "digest", "side"),)

    id: int = Field(default=None, primary_key=True)
    pilot_id: int = Field(foreign_key="pilot.id", index=True)
    what: str = Field(max_length=40)
    digest: str = Field(max_length=64)
    side: Side = Field(sa_type=stored_enum(Side))
    organisation_id: int = Field(foreign_key="organisation.id")
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=Instant)
