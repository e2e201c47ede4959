"""An owner's record, from rows that exist: how soon it replies, whether it meets people, what came to a pilot.

`scenarios.matches` lies above this package, so its two tables are named here by the columns that are read.
"""

from dataclasses import dataclass
from statistics import median

from sqlalchemy import String, column, func, table
from sqlmodel import Session, col, select

from app.core.db import Instant
from app.core.models import StatusChange
from scenarios.lifecycle import PUBLIC, ScenarioState
from scenarios.models import Scenario

ANSWER = table(
    "answer", column("id"), column("scenario_id"), column("replied_at", Instant), column("created_at", Instant)
)
MATCH = table("match", column("id"), column("scenario_id"), column("state", String))
PILOTED = (ScenarioState.PILOTING, ScenarioState.COMPLETED, ScenarioState.DEMONSTRATED)
NEWEST = 200
"""Replies looked at: a record says how an owner behaves now, not how it did years ago."""


@dataclass(frozen=True)
class OwnerRecord:
    """`median_days` is None where nothing has been replied to yet."""

    published: int
    answered: int
    replied: int
    median_days: float | None
    meetings: int
    pilots: int

    @property
    def empty(self) -> bool:
        return not (self.answered or self.meetings or self.pilots)


def owner_record(db: Session, organisation_id: int) -> OwnerRecord:
    """What an organisation's needs have led to so far, in four statements."""
    published, pilots = _needs(db, organisation_id)
    waits = _waits(db, organisation_id)
    return OwnerRecord(
        published=published,
        answered=_answered(db, organisation_id),
        replied=len(waits),
        median_days=round(median(waits), 1) if waits else None,
        meetings=_meetings(db, organisation_id),
        pilots=pilots,
    )


def _needs(db: Session, organisation_id: int) -> tuple[int, int]:
    states = db.exec(
        select(Scenario.state, func.count())
        .where(Scenario.organisation_id == organisation_id, col(Scenario.state).in_(PUBLIC))
        .group_by(col(Scenario.state))
    ).all()
    return sum(n for _state, n in states), sum(n for state, n in states if state in PILOTED)


def _answered(db: Session, organisation_id: int) -> int:
    query = select(func.count()).select_from(ANSWER).join(Scenario, col(Scenario.id) == ANSWER.c.scenario_id)
    return db.exec(query.where(col(Scenario.organisation_id) == organisation_id)).one()


def _waits(db: Session, organisation_id: int) -> list[float]:
    """Days from each answer to its reply, the newest first."""
    rows = db.execute(
        select(ANSWER.c.created_at, ANSWER.c.replied_at)
        .join(Scenario, col(Scenario.id) == ANSWER.c.scenario_id)
        .where(col(Scenario.organisation_id) == organisation_id, ANSWER.c.replied_at.is_not(None))
        .order_by(ANSWER.c.replied_at.desc())
        .limit(NEWEST)
    ).all()
    return [(replied - sent).total_seconds() / 86400 for sent, replied in rows]


def _meetings(db: Session, organisation_id: int) -> int:
    query = (
        select(func.count(func.distinct(StatusChange.object_id)))
        .join(MATCH, MATCH.c.id == col(StatusChange.object_id))
        .join(Scenario, col(Scenario.id) == MATCH.c.scenario_id)
        .where(
            StatusChange.object_kind == "match",
            StatusChange.to_state == "meeting_held",
            Scenario.organisation_id == organisation_id,
        )
    )
    return db.exec(query).one()
