"""How long departments took to decide on needs, and owners to answer: figures of a span of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Final

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from app.core.models import StatusChange
from scenarios.lifecycle import SCENARIO, ScenarioEvent
from scenarios.matches.models import Answer

DECISIONS: Final = (ScenarioEvent.APPROVE, ScenarioEvent.REJECT, ScenarioEvent.REQUEST_EDITS)
DAY: Final = 86_400
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Times:
    """How many there were, and the median of the days that they took; None where there were none."""

    count: int
    days: float | None


def times_of(spans: Sequence[Span]) -> Times:
    waits = [(end - start).total_seconds() / DAY for start, end in spans]
    return Times(len(waits), round(median(waits), 1) if waits else None)


def reviews(db: Session, start: datetime, end: datetime) -> Times:
    """Decisions of departments in [start, end), each counted from when the need was last handed in before it."""
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
    return times_of(db.exec(query.group_by(col(StatusChange.id), col(StatusChange.at))).all())


def replies(db: Session, start: datetime, end: datetime) -> Times:
    """Owners' first replies in [start, end), each counted from the answer that it is for."""
    at = col(Answer.replied_at)
    rows = db.exec(select(Answer.created_at, at).where(at >= start, at < end)).all()
    return times_of([(sent, replied) for sent, replied in rows if replied is not None])
