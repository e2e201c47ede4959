"""Pilots with their parties, agreement, readiness, figures, milestones, surveys, alarms and verifications."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.db import Instant, json_type, stored_enum
from app.core.ids import public_id
from scenarios.pilots.lifecycle import ItemState, MilestoneState, PilotState, VerificationState

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


class Disclosure(StrEnum):
    """What the public sees of a figure."""

    VALUE = "value"  # 公开数值
    CHANGE = "change"  # 只公开变化幅度
    VERDICT = "verdict"  # 只公开结论


class VerificationKind(StrEnum):
    THIRD_PARTY = "third_party"  # 第三方检测
    PANEL = "panel"  # 专家组验收
    SELF = "self"  # 单位自测


def _public_id() -> Any:
    return Field(default_factory=public_id, max_length=16, unique=True)


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
    public_id: str = _public_id()
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
    """An organisation that takes part; `person_id` looks after the pilot there."""

    __tablename__ = "pilot_party"
    __table_args__ = (UniqueConstraint("pilot_id", "organisation_id", "side"),)

    id: int = Field(default=None, primary_key=True)
    pilot_id: int = Field(foreign_key="pilot.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    side: Side = Field(sa_type=stored_enum(Side))
    person_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


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


class ReadinessItem(SQLModel, table=True):
    """One thing that must be ready, a term of `readiness_item`: who settled it, when, with what paper. A permit has a
    number and its last day."""

    __tablename__ = "pilot_readiness"
    __table_args__ = (
        UniqueConstraint("pilot_id", "code"),
        Index("ix_pilot_readiness_clock", "state", "valid_until"),
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = _public_id()
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


class PilotKpi(SQLModel, table=True):
    """One figure of a pilot: its target, its measured baseline, and what the public sees of it. Values are in `unit`;
    `*_text` is as typed; `relation` is a code of `matching.requirements.Relation`; the days are the first and the last."""

    __tablename__ = "pilot_kpi"

    id: int = Field(default=None, primary_key=True)
    public_id: str = _public_id()
    pilot_id: int = Field(foreign_key="pilot.id", index=True)
    position: int = 0
    definition_id: int | None = Field(default=None, foreign_key="kpi_definition.id", index=True)
    name: str = Field(max_length=80)
    unit: str = Field(default="", max_length=40)
    direction: str = Field(default="", max_length=8)
    target_text: str = Field(default="", max_length=80)
    target_value: float | None = None
    target_high: float | None = None
    relation: str = Field(default="", max_length=12)
    weight: int = 1
    disclosure: Disclosure = Field(default=Disclosure.VERDICT, sa_type=stored_enum(Disclosure))
    baseline_text: str = Field(default="", max_length=80)
    baseline_value: float | None = None
    sample: str = Field(default="", max_length=120)
    measured_from: date | None = None
    measured_to: date | None = None
    method: str = Field(default="", max_length=300)
    file_id: int | None = Field(default=None, foreign_key="stored_file.id")


class Amendment(SQLModel, table=True):
    """A change of what was locked, of the period, or of the permitted names: proposed by one side, in force once the
    other agrees. `changes` is {field: {"old", "new"}}."""

    __tablename__ = "pilot_amendment"
    __table_args__ = (UniqueConstraint("pilot_id", "number"),)

    id: int = Field(default=None, primary_key=True)
    public_id: str = _public_id()
    pilot_id: int = Field(foreign_key="pilot.id", index=True)
    number: int
    kpi_id: int | None = Field(default=None, foreign_key="pilot_kpi.id")
    changes: dict[str, Any] = Field(sa_type=json_type(), nullable=False)
    reason: str = Field(max_length=300)
    proposed_by: str = Field(default="", max_length=60)
    side: Side = Field(sa_type=stored_enum(Side))
    at: datetime = Field(sa_type=Instant)
    agreed_at: datetime | None = Field(default=None, sa_type=Instant)
    refused_at: datetime | None = Field(default=None, sa_type=Instant)


class Milestone(SQLModel, table=True):
    __tablename__ = "pilot_milestone"

    id: int = Field(default=None, primary_key=True)
    public_id: str = _public_id()
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
    public_id: str = _public_id()
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
    public_id: str = _public_id()
    pilot_id: int = Field(foreign_key="pilot.id", index=True)
    kind: AlarmKind = Field(sa_type=stored_enum(AlarmKind))
    key: str = Field(max_length=60)
    said: dict[str, Any] = Field(default_factory=dict, sa_type=json_type(), nullable=False)
    note: str = Field(default="", max_length=600)
    at: datetime = Field(sa_type=Instant)
    cleared_at: datetime | None = Field(default=None, sa_type=Instant)
    cleared_by: str = Field(default="", max_length=60)
    answer: str = Field(default="", max_length=300)


class Verification(SQLModel, table=True):
    """One measuring at the end, labelled for what it is. `assigned` is by the office, else both sides agreed;
    `raw_sha256` is the hash of the raw data, of which `file_id` is the file where it was handed in."""

    __tablename__ = "pilot_verification"
    __table_args__ = (
        Index(
            "uq_pilot_verification_open",
            "pilot_id",
            unique=True,
            sqlite_where=text("state IN ('proposed', 'appointed')"),
            postgresql_where=text("state IN ('proposed', 'appointed')"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    public_id: str = _public_id()
    pilot_id: int = Field(foreign_key="pilot.id", index=True)
    kind: VerificationKind = Field(sa_type=stored_enum(VerificationKind))
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    state: VerificationState = Field(default=VerificationState.PROPOSED, sa_type=stored_enum(VerificationState))
    assigned: bool = False
    report_number: str = Field(default="", max_length=80)
    accreditation: str = Field(default="", max_length=40)
    accreditation_scope: str = Field(default="", max_length=300)
    signatory: str = Field(default="", max_length=60)
    paid_by: str = Field(default="", max_length=120)
    opinion: str = Field(default="", sa_type=Text)
    method: str = Field(default="", sa_type=Text)
    sample: str = Field(default="", max_length=300)
    measured_from: date | None = None
    measured_to: date | None = None
    raw_sha256: str = Field(default="", max_length=64)
    file_id: int | None = Field(default=None, foreign_key="stored_file.id")
    created_at: datetime = Field(sa_type=Instant)
    reported_at: datetime | None = Field(default=None, sa_type=Instant)
    reported_by: str = Field(default="", max_length=60)


class Reading(SQLModel, table=True):
    """What a verification found of one figure, in the figure's unit; `uncertainty` is half of the interval, where given."""

    __tablename__ = "pilot_reading"
    __table_args__ = (UniqueConstraint("verification_id", "kpi_id"),)

    id: int = Field(default=None, primary_key=True)
    verification_id: int = Field(foreign_key="pilot_verification.id", index=True)
    kpi_id: int = Field(foreign_key="pilot_kpi.id", index=True)
    text: str = Field(max_length=80)
    value: float
    uncertainty: float | None = None
    note: str = Field(default="", max_length=300)


class PilotComment(SQLModel, table=True):
    """What a side says to a report, which it cannot change."""

    __tablename__ = "pilot_comment"

    id: int = Field(default=None, primary_key=True)
    verification_id: int = Field(foreign_key="pilot_verification.id", index=True)
    side: Side = Field(sa_type=stored_enum(Side))
    organisation_id: int = Field(foreign_key="organisation.id")
    body: str = Field(max_length=1000)
    by_name: str = Field(default="", max_length=60)
    at: datetime = Field(sa_type=Instant)


class PaperKind(StrEnum):
    AGREEMENT = "agreement"
    REPORT = "report"


class Paper(SQLModel, table=True):
    """A paper as it was printed: `content` never changes, `sha256` is its hash, and by the check code anybody who holds
    it learns whether it is the one that the site made."""

    __tablename__ = "pilot_paper"

    id: int = Field(default=None, primary_key=True)
    code: str = Field(default_factory=public_id, max_length=16, unique=True)
    pilot_id: int = Field(foreign_key="pilot.id", index=True)
    kind: PaperKind = Field(sa_type=stored_enum(PaperKind))
    content: dict[str, Any] = Field(sa_type=json_type(), nullable=False)
    sha256: str = Field(max_length=64)
    by_name: str = Field(default="", max_length=60)
    at: datetime = Field(sa_type=Instant)
