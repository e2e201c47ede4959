"""The figures of a report: what each is called, how it is defined, whose work it is, and counting them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Final

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, or_, select

from app.core.i18n import N_
from app.core.models import StatusChange
from scenarios.demonstrations.queries.progress import DAY, STEPS, arrived
from scenarios.lifecycle import SCENARIO, ScenarioEvent
from scenarios.matches.models import Answer
from scenarios.pilots.models import Alarm, Pilot

Values = Mapping[str, float | None]
"""Code → figure; None where there was nothing to measure."""
DECISIONS: Final = (ScenarioEvent.APPROVE, ScenarioEvent.REJECT, ScenarioEvent.REQUEST_EDITS)


@dataclass(frozen=True)
class Figure:
    """`label`, `definition` (口径) and `body` (责任单位) are marked for the catalogue; `days` says that it is a span."""

    label: str
    definition: str
    body: str
    days: bool = False


FIGURES: Final[Mapping[str, Figure]] = {
    "published": Figure(STEPS["published"], N_("本期首次向社会公开的需求数"), N_("场景方、审核部门")),
    "answered": Figure(STEPS["answered"], N_("本期首次收到供给方回应的公开需求数"), N_("供给方")),
    "met": Figure(STEPS["met"], N_("本期首次由双方见面的公开需求数"), N_("场景经理人")),
    "pilot": Figure(STEPS["pilot"], N_("本期首次由双方确认试点的公开需求数"), N_("场景方、供给方")),
    "verified": Figure(STEPS["verified"], N_("本期首次经验证达到约定指标的公开需求数"), N_("验证单位")),
    "demonstrated": Figure(STEPS["demonstrated"], N_("本期首次列入验证记录的公开需求数"), N_("审核部门")),
    "copied": Figure(STEPS["copied"], N_("本期首次被其他单位采用的公开需求数"), N_("场景方")),
    "reviewed": Figure(N_("审结件数"), N_("本期作出的审核决定数，含退回修改和不予通过"), N_("审核部门")),
    "review_days": Figure(
        N_("审核用时"), N_("本期审核决定距最近一次提交的自然日，取中位数"), N_("审核部门"), days=True
    ),
    "replied": Figure(N_("答复件数"), N_("本期场景方首次答复的供给方回应数"), N_("场景方")),
    "reply_days": Figure(N_("答复用时"), N_("本期答复距供给方回应的自然日，取中位数"), N_("场景方"), days=True),
    "alarms": Figure(N_("试点预警"), N_("本期发出的试点预警数"), N_("试点双方")),
    "alarms_open": Figure(N_("未解除预警"), N_("截至期末未解除的预警数，不含已结束的试点"), N_("试点双方")),
}
"""In the order of the table."""


def counted(db: Session, start: datetime, end: datetime) -> dict[str, float | None]:
    """Every figure of [start, end), as the database has it now."""
    reviews, replies = _reviews(db, start, end), _replies(db, start, end)
    steps: dict[str, float | None] = {**arrived(db, start, end)}
    return steps | {
        "reviewed": len(reviews),
        "review_days": _median_days(reviews),
        "replied": len(replies),
        "reply_days": _median_days(replies),
        "alarms": db.exec(select(func.count()).where(Alarm.at >= start, Alarm.at < end)).one(),
        "alarms_open": _open_alarms(db, end),
    }


Span = tuple[datetime, datetime]


def _median_days(spans: Sequence[Span]) -> float | None:
    waits = [(end - start).total_seconds() / DAY for start, end in spans]
    return round(median(waits), 1) if waits else None


def _reviews(db: Session, start: datetime, end: datetime) -> Sequence[Span]:
    """Each decision of a department with when the need was last handed in before it."""
    sent = aliased(StatusChange)
    query = (
        select(func.max(sent.at), StatusChange.at)
        .join(
            sent, (col(sent.object_kind) == StatusChange.object_kind) & (col(sent.object_id) == StatusChange.object_id)
        )
        .where(
            StatusChange.object_kind == SCENARIO.name,
            col(StatusChange.event).in_(DECISIONS),
            StatusChange.at >= start,
            StatusChange.at < end,
            sent.event == ScenarioEvent.SUBMIT.value,
            sent.at <= StatusChange.at,
        )
    )
    return db.exec(query.group_by(col(StatusChange.id), col(StatusChange.at))).all()


def _replies(db: Session, start: datetime, end: datetime) -> Sequence[Span]:
    at = col(Answer.replied_at)
    rows = db.exec(select(Answer.created_at, at).where(at >= start, at < end)).all()
    return [(sent, replied) for sent, replied in rows if replied is not None]


def _open_alarms(db: Session, end: datetime) -> int:
    """Those that were raised and neither cleared nor over with their pilot at `end`."""
    cleared, completed = col(Alarm.cleared_at), col(Pilot.completed_at)
    query = select(func.count()).select_from(Alarm).join(Pilot, col(Pilot.id) == Alarm.pilot_id)
    still = or_(cleared.is_(None), cleared >= end), or_(completed.is_(None), completed >= end)
    return db.exec(query.where(Alarm.at < end, *still)).one()
