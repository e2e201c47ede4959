"""The figures of a report: what each is called, how it is defined, whose work it is, and counting them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, func, or_, select

from app.core.i18n import N_
from scenarios.demonstrations.queries.progress import STEPS, arrived
from scenarios.matches.queries.times import replies, reviews
from scenarios.pilots.models import Alarm, Pilot

Values = Mapping[str, float | None]
"""Code → figure; None where there was nothing to measure."""


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
    reviewed, replied = reviews(db, start, end), replies(db, start, end)
    steps: dict[str, float | None] = {**arrived(db, start, end)}
    return steps | {
        "reviewed": reviewed.count,
        "review_days": reviewed.days,
        "replied": replied.count,
        "reply_days": replied.days,
        "alarms": db.exec(select(func.count()).where(Alarm.at >= start, Alarm.at < end)).one(),
        "alarms_open": _open_alarms(db, end),
    }


def _open_alarms(db: Session, end: datetime) -> int:
    """Those that were raised and neither cleared nor over with their pilot at `end`."""
    cleared, completed = col(Alarm.cleared_at), col(Pilot.completed_at)
    query = select(func.count()).select_from(Alarm).join(Pilot, col(Pilot.id) == Alarm.pilot_id)
    still = or_(cleared.is_(None), cleared >= end), or_(completed.is_(None), completed >= end)
    return db.exec(query.where(Alarm.at < end, *still)).one()
