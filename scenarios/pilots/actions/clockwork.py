"""The clock's part: asks how it goes, notices silence, late milestones, a period that is over, permits that end.

Guards ask the clock themselves; each of these is done once, however late the clock comes to it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, literal, or_
from sqlmodel import Session, col, select

from app.core.acting import Act
from app.core.clock import city_date, end_of
from app.core.db import for_change
from app.core.i18n import speaking
from app.core.setbacks import each
from app.core.site import Site
from scenarios.pilots.actions.alarming import raise_alarm
from scenarios.pilots.actions.preparing import end_permit
from scenarios.pilots.actions.surveying import ask
from scenarios.pilots.lifecycle import BEFORE, UNDER_WAY, ItemState, MilestoneState, PilotState
from scenarios.pilots.models import Alarm, AlarmKind, Milestone, Pilot, ReadinessItem, Survey
from scenarios.pilots.queries.cases import Case, case_of
from scenarios.timing import last_day

S = PilotState
LIVE = (*BEFORE, S.RUNNING, S.PAUSED, S.UNDER_VERIFICATION)


def tick(site: Site, now: datetime) -> None:
    """Everything that is due, each thing in a transaction of its own."""
    with site.database.reading() as db:
        permits, rounds = _permits(db, now), _to_ask(db, now, site.settings.pilot_survey_weeks)
        silent, late, over = _silent(db, now), _late(db, now), _over(db, now)
    _each(site, now, "pilot.permit", permits, ReadinessItem, _end_permit)
    each(site, now, "pilot.survey", rounds, lambda act, number: _ask(act, number, site.settings.pilot_survey_weeks))
    _each(site, now, "pilot.silence", silent, Survey, _note_silence)
    _each(site, now, "pilot.milestone", late, Milestone, _note_late)
    _each(site, now, "pilot.overdue", over, Pilot, _note_over)


def _each(
    site: Site, now: datetime, what: str, ids: Sequence[int], table: type[Any], step: Callable[[Act, Case, Any], None]
) -> None:
    def carry_out(act: Act, number: int) -> None:
        row = act.db.get_one(table, number)
        pilot = _held(act.db, row.id if isinstance(row, Pilot) else row.pilot_id)
        act.db.refresh(row)
        with speaking("zh"):
            step(act, case_of(act.db, pilot, act.now), row)

    each(site, now, what, ids, carry_out)


def _held(db: Session, number: int) -> Pilot:
    return db.exec(for_change(db, select(Pilot).where(Pilot.id == number))).one()


def _permits(db: Session, now: datetime) -> Sequence[int]:
    query = select(ReadinessItem.id).join(Pilot, col(Pilot.id) == ReadinessItem.pilot_id)
    ended = (ReadinessItem.state == ItemState.DONE, col(ReadinessItem.valid_until) < city_date(now))
    return db.exec(query.where(*ended, col(Pilot.state).in_(LIVE))).all()


def _end_permit(act: Act, case: Case, item: ReadinessItem) -> None:
    if item.state is ItemState.DONE and item.valid_until is not None and item.valid_until < case.today:
        end_permit(act, case, item)


def _to_ask(db: Session, now: datetime, weeks: int) -> Sequence[int]:
    return db.exec(select(Pilot.id).where(_unasked(now, weeks))).all()


def _unasked(now: datetime, weeks: int) -> ColumnElement[bool]:
    """Pilots that run, and of which nobody was asked for so many weeks: since the last round, or since they began."""
    day = city_date(now) - timedelta(weeks=weeks)
    rounds = exists().where(col(Survey.pilot_id) == Pilot.id)
    first = and_(~rounds, col(Pilot.runs_from) <= day)
    again = and_(rounds, ~rounds.where(col(Survey.asked_at) >= end_of(day)))
    return and_(col(Pilot.state) == S.RUNNING, or_(first, again))


def _ask(act: Act, number: int, weeks: int) -> None:
    pilot = _held(act.db, number)
    if act.db.exec(select(Pilot.id).where(Pilot.id == number, _unasked(act.now, weeks))).first() is not None:
        last = act.db.exec(select(func.max(col(Survey.round))).where(Survey.pilot_id == number)).one()
        ask(act, case_of(act.db, pilot, act.now), (last or 0) + 1)


def _untold(key: ColumnElement[str], pilot: Any) -> ColumnElement[bool]:
    """Of a row of this pilot, whether no alarm with this key was raised."""
    return ~exists().where(col(Alarm.pilot_id) == pilot, col(Alarm.key) == key)


def _silent(db: Session, now: datetime) -> Sequence[int]:
    key = literal("silence:").concat(cast(Survey.id, String))
    query = select(Survey.id).join(Pilot, col(Pilot.id) == Survey.pilot_id)
    due = (Survey.due_at <= now, col(Survey.answered_at).is_(None), col(Pilot.state).in_(UNDER_WAY))
    return db.exec(query.where(*due, _untold(key, Survey.pilot_id))).all()


def _note_silence(act: Act, case: Case, row: Survey) -> None:
    if row.answered_at is None and case.state in UNDER_WAY:
        house = case.house(row.side).name
        raise_alarm(act, case, AlarmKind.SILENCE, f"silence:{row.id}", house=house, round=row.round)


def _late(db: Session, now: datetime) -> Sequence[int]:
    key = literal("milestone:").concat(cast(Milestone.id, String)).concat(":").concat(cast(Milestone.due_on, String))
    query = select(Milestone.id).join(Pilot, col(Pilot.id) == Milestone.pilot_id)
    overdue = (Milestone.state == MilestoneState.SCHEDULED, Milestone.due_on < city_date(now))
    return db.exec(query.where(*overdue, Pilot.state == S.RUNNING, _untold(key, Milestone.pilot_id))).all()


def _late_key(row: Milestone) -> str:
    return f"milestone:{row.id}:{row.due_on}"


def _note_late(act: Act, case: Case, row: Milestone) -> None:
    if row.state is MilestoneState.SCHEDULED and row.due_on < case.today:
        raise_alarm(act, case, AlarmKind.MILESTONE, _late_key(row), name=row.name, day=row.due_on.isoformat())


def _over(db: Session, now: datetime) -> Sequence[int]:
    since = (col(Alarm.kind) == AlarmKind.OVERDUE, col(Alarm.at) >= Pilot.runs_until)
    told = exists().where(col(Alarm.pilot_id) == Pilot.id, *since)
    return db.exec(select(Pilot.id).where(Pilot.state == S.RUNNING, col(Pilot.runs_until) <= now, ~told)).all()


def _over_key(row: Pilot) -> str:
    return f"overdue:{row.runs_until:%Y%m%d}"


def _note_over(act: Act, case: Case, row: Pilot) -> None:
    if row.state is S.RUNNING and row.runs_until is not None and row.runs_until <= act.now:
        day = last_day(row.runs_until)
        raise_alarm(act, case, AlarmKind.OVERDUE, _over_key(row), day=day.isoformat())


TIMERS = (tick,)
