"""The clock's part: asks how it goes, notices silence, late milestones, a period that is over, permits that end.

Guards ask the clock themselves; each of these is done once, however late the clock comes to it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.core.acting import Act
from app.core.clock import city_date
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.setbacks import each
from app.core.site import Site
from scenarios.pilots.actions.alarming import raise_alarm
from scenarios.pilots.actions.preparing import end_permit
from scenarios.pilots.actions.surveying import ask
from scenarios.pilots.lifecycle import BEFORE, ItemState, MilestoneState, PilotState
from scenarios.pilots.models import Alarm, AlarmKind, Milestone, Pilot, ReadinessItem, Survey
from scenarios.pilots.queries.cases import Case, case_of

S = PilotState
LIVE = (*BEFORE, S.RUNNING, S.PAUSED, S.UNDER_VERIFICATION)


def tick(site: Site, now: datetime) -> None:
    """Everything that is due, each thing in a transaction of its own."""
    with site.database.reading() as db:
        permits, rounds = _permits(db, now), _rounds(db, now, site.settings.pilot_survey_weeks)
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
        pilot = row if isinstance(row, Pilot) else act.db.get_one(Pilot, row.pilot_id)
        with speaking("zh"):
            step(act, case_of(act.db, pilot, act.now), row)

    each(site, now, what, ids, carry_out)


def _permits(db: Session, now: datetime) -> Sequence[int]:
    query = select(ReadinessItem.id).join(Pilot, col(Pilot.id) == ReadinessItem.pilot_id)
    ended = (ReadinessItem.state == ItemState.DONE, col(ReadinessItem.valid_until) < city_date(now))
    return db.exec(query.where(*ended, col(Pilot.state).in_(LIVE))).all()


def _end_permit(act: Act, case: Case, item: ReadinessItem) -> None:
    if item.state is ItemState.DONE and item.valid_until is not None and item.valid_until < case.today:
        end_permit(act, case, item)


def round_at(pilot: Pilot, now: datetime, weeks: int) -> int:
    """How many times both should have been asked by now; 0 before the first."""
    return (city_date(now) - pilot.runs_from).days // (7 * weeks) if pilot.runs_from is not None else 0


def _rounds(db: Session, now: datetime, weeks: int) -> list[int]:
    running = db.exec(select(Pilot).where(Pilot.state == S.RUNNING)).all()
    asked = set(db.exec(select(Survey.pilot_id, Survey.round)).all()) if running else set()
    wanted = ((pilot.id, round_at(pilot, now, weeks)) for pilot in running)
    return [number for number, turn in wanted if turn and (number, turn) not in asked]


def _ask(act: Act, number: int, weeks: int) -> None:
    pilot = act.db.get_one(Pilot, number)
    turn = round_at(pilot, act.now, weeks)
    if pilot.state is S.RUNNING and turn:
        ask(act, case_of(act.db, pilot, act.now), turn)


def _not_told(db: Session, rows: Iterable[tuple[int, int, str]]) -> list[int]:
    """Of (id, pilot, key of an alarm) the ids of those without that alarm."""
    wanted = list(rows)
    keys = [key for _number, _pilot, key in wanted]
    told = set(db.exec(select(Alarm.pilot_id, Alarm.key).where(col(Alarm.key).in_(keys))).all()) if keys else set()
    return [number for number, pilot, key in wanted if (pilot, key) not in told]


def _silent(db: Session, now: datetime) -> list[int]:
    rows = db.exec(select(Survey).where(Survey.due_at <= now, col(Survey.answered_at).is_(None))).all()
    return _not_told(db, ((row.id, row.pilot_id, f"silence:{row.id}") for row in rows))


def _note_silence(act: Act, case: Case, row: Survey) -> None:
    if row.answered_at is None:
        house = case.house(row.side).name
        note = _("{house}没有答复第 {round} 次状态问询").format(house=house, round=row.round)
        raise_alarm(act, case, AlarmKind.SILENCE, f"silence:{row.id}", note)


def _late(db: Session, now: datetime) -> list[int]:
    query = select(Milestone).join(Pilot, col(Pilot.id) == Milestone.pilot_id)
    overdue = (Milestone.state == MilestoneState.SCHEDULED, Milestone.due_on < city_date(now))
    rows = db.exec(query.where(*overdue, Pilot.state == S.RUNNING)).all()
    return _not_told(db, ((row.id, row.pilot_id, _late_key(row)) for row in rows))


def _late_key(row: Milestone) -> str:
    return f"milestone:{row.id}:{row.due_on}"


def _note_late(act: Act, case: Case, row: Milestone) -> None:
    if row.state is MilestoneState.SCHEDULED and row.due_on < case.today:
        note = _("里程碑“{name}”应于 {day} 完成").format(name=row.name, day=row.due_on)
        raise_alarm(act, case, AlarmKind.MILESTONE, _late_key(row), note)


def _over(db: Session, now: datetime) -> list[int]:
    rows = db.exec(select(Pilot).where(Pilot.state == S.RUNNING, col(Pilot.runs_until) <= now)).all()
    return _not_told(db, ((row.id, row.id, _over_key(row)) for row in rows))


def _over_key(row: Pilot) -> str:
    return f"overdue:{row.runs_until:%Y%m%d}"


def _note_over(act: Act, case: Case, row: Pilot) -> None:
    if row.state is S.RUNNING and row.runs_until is not None and row.runs_until <= act.now:
        day = city_date(row.runs_until - timedelta(seconds=1))
        raise_alarm(act, case, AlarmKind.OVERDUE, _over_key(row), _("试点期已于 {day} 届满").format(day=day))


TIMERS = (tick,)
