"""The figures of a pilot, what changes them, and what was measured at the end."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.db import Instant, json_type, public_id_field, stored_enum
from scenarios.pilots.lifecycle import VerificationState
from scenarios.pilots.models.pilots import Side


class Disclosure(StrEnum):
    """What the public sees of a figure."""

    VALUE = "value"  # 公开数值
    CHANGE = "change"  # 只公开变化幅度
    VERDICT = "verdict"  # 只公开结论


class PilotKpi(SQLModel, table=True):
    """One figure of a pilot: its target, its measured baseline, and what the public sees of it. Values are in `unit`;
    `*_text` is as typed; `relation` is a code of `matching.requirements.Relation`; the days are the first and the last."""

    __tablename__ = "pilot_kpi"

    id: int = Field(default=None, primary_key=True)
    public_id: str = public_id_field()
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
    public_id: str = public_id_field()
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


class VerificationKind(StrEnum):
    THIRD_PARTY = "third_party"  # 第三方检测
    PANEL = "panel"  # 专家组验收
    SELF = "self"  # 单位自测


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
    public_id: str = public_id_field()
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
