"""What a tender is decided by, and bids: sealed bodies, their parties, who looked into one, who will not bid."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.db import Instant, json_type, stored_enum
from app.core.ids import public_id
from app.core.models import SEALED
from scenarios.bids.lifecycle import BidState

UNKNOWN = {"info": {SEALED: True}}
"""How much is in such a table nobody may know."""


class Nature(StrEnum):
    """采购性质: what the winner may count on."""

    FREE = "free"  # 无偿试用，不承诺采购
    FUNDED = "funded"  # 按任务给予经费支持，不是采购
    LATER = "later"  # 试点达标后依法另行采购


class Formula(StrEnum):
    """How the members' scores become one."""

    MEAN = "mean"
    TRIMMED = "trimmed"  # without the highest and the lowest


class Part(StrEnum):
    """When a criterion is scored: before names and price are known, with the names, or by the price alone."""

    TECHNICAL = "technical"
    NAMED = "named"
    PRICE = "price"


class Tender(SQLModel, table=True):
    """What is published with a need of the route 揭榜 before anybody bids; it does not change once the need is open.
    `supervisor_id` is the 监督人 who confirms the record of the unsealing."""

    __tablename__ = "tender"

    scenario_id: int = Field(foreign_key="scenario.id", primary_key=True)
    nature: Nature = Field(sa_type=stored_enum(Nature))
    public_money: bool = False
    least_bids: int = 3
    formula: Formula = Field(default=Formula.MEAN, sa_type=stored_enum(Formula))
    supervisor_id: int | None = Field(default=None, foreign_key="person.id")
    supervisor_name: str = Field(default="", max_length=60)
    updated_at: datetime = Field(sa_type=Instant)


class Criterion(SQLModel, table=True):
    """One criterion; the weights of a tender total 100."""

    __tablename__ = "tender_criterion"

    id: int = Field(default=None, primary_key=True)
    scenario_id: int = Field(foreign_key="tender.scenario_id", index=True)
    position: int = 0
    name: str = Field(max_length=80)
    part: Part = Field(sa_type=stored_enum(Part))
    weight: int
    note: str = Field(default="", max_length=300)


class Unsealing(SQLModel, table=True):
    """开标记录: one a need, written once. `entries` are [{number, sha256, arrived_at, verified}] in the order of their
    numbers, empty where too few had come and nothing was opened; `sha256` is the hash of all this."""

    __tablename__ = "unsealing"

    scenario_id: int = Field(foreign_key="tender.scenario_id", primary_key=True)
    at: datetime = Field(sa_type=Instant)
    received: int
    least: int
    entries: list[dict[str, Any]] = Field(sa_type=json_type(), nullable=False)
    sha256: str = Field(max_length=64)
    correct_until: datetime | None = Field(default=None, sa_type=Instant)
    confirmed_by: int | None = Field(default=None, foreign_key="person.id")
    confirmed_name: str = Field(default="", max_length=60)
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)


class Bid(SQLModel, table=True):
    """One house's answer to a tender, alone or as the lead of a consortium. `body` is the ciphertext of all that was
    typed, as of `revision`; `wrapped` is the bid's data key under the sealing key of the name `seal_key`. `sealed` is the
    number of the submission that counts, `sha256` the hash on its receipt, `arrived_at` when all of it was there.
    `number` is its name after the unsealing: 应标方 1, 2 …"""

    __tablename__ = "bid"
    __table_args__ = (
        UniqueConstraint("scenario_id", "organisation_id"),
        UniqueConstraint("scenario_id", "number"),
        Index("ix_bid_clock", "state", "scenario_id"),
        {"sqlite_autoincrement": True, **UNKNOWN},
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    scenario_id: int = Field(foreign_key="scenario.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    state: BidState = Field(default=BidState.DRAFT, sa_type=stored_enum(BidState))
    seal_key: str = Field(max_length=16)
    wrapped: bytes = Field(sa_type=LargeBinary)
    body: bytes = Field(sa_type=LargeBinary)
    revision: int = 1
    sealed: int | None = None
    sha256: str = Field(default="", max_length=64)
    arrived_at: datetime | None = Field(default=None, sa_type=Instant)
    number: int | None = None
    defects: list[str] = Field(default_factory=list, sa_type=json_type(), nullable=False)
    demo: bool = False
    created_by: int | None = Field(default=None, foreign_key="person.id")
    created_at: datetime = Field(sa_type=Instant)


class BidRevision(SQLModel, table=True):
    """What was submitted, as ciphertext: its hash is that of the text, and the submission that counts is the bid's
    `sealed`. Append-only by trigger."""

    __tablename__ = "bid_revision"
    __table_args__ = (UniqueConstraint("bid_id", "number"), UNKNOWN)

    id: int = Field(default=None, primary_key=True)
    bid_id: int = Field(foreign_key="bid.id", index=True)
    number: int
    body: bytes = Field(sa_type=LargeBinary)
    sha256: str = Field(max_length=64)
    by_person_id: int | None = None
    arrived_at: datetime = Field(sa_type=Instant)


class BidParty(SQLModel, table=True):
    """A house that bids, or is asked to by the lead and has not said yes. Of those that have, each is in one bid of a
    need: a house that is merely asked takes no place, or the lead would learn from the refusal that it bids elsewhere."""

    __tablename__ = "bid_party"
    __table_args__ = (
        UniqueConstraint("bid_id", "organisation_id"),
        Index(
            "uq_bid_party_house",
            "scenario_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("confirmed_at IS NOT NULL"),
            postgresql_where=text("confirmed_at IS NOT NULL"),
        ),
        UNKNOWN,
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = Field(default_factory=public_id, max_length=16, unique=True)
    bid_id: int = Field(foreign_key="bid.id", index=True)
    scenario_id: int = Field(foreign_key="scenario.id")
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    lead: bool = False
    person_id: int | None = Field(default=None, foreign_key="person.id")
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
    at: datetime = Field(sa_type=Instant)


class Purpose(StrEnum):
    """What a bid was opened for."""

    READ = "read"
    WRITE = "write"
    SUBMIT = "submit"
    UNSEAL = "unseal"
    CORRECT = "correct"
    JUDGE = "judge"


class BidLook(SQLModel, table=True):
    """Somebody has opened a bid: which state of its text, for what, when first. Append-only by trigger."""

    __tablename__ = "bid_look"
    __table_args__ = (UniqueConstraint("bid_id", "revision", "person_id", "purpose"), UNKNOWN)

    id: int = Field(default=None, primary_key=True)
    bid_id: int = Field(foreign_key="bid.id", index=True)
    revision: int
    person_id: int | None = None
    organisation_id: int | None = None
    purpose: Purpose = Field(sa_type=stored_enum(Purpose))
    at: datetime = Field(sa_type=Instant)


class NoBid(SQLModel, table=True):
    """A house says that it will not bid, and why; the owner reads the tally after the deadline, never who."""

    __tablename__ = "no_bid"
    __table_args__ = (UNKNOWN,)

    scenario_id: int = Field(foreign_key="scenario.id", primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    reason: str = Field(max_length=40)
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=Instant)
