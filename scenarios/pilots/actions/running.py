"""A pilot runs: starts, pauses, is extended by both, keeps its milestones, or stops early with its lesson."""

from datetime import timedelta
from typing import Any

from sqlmodel import select

from app.core.acting import Act
from app.core.clock import city_date, end_of
from app.core.errors import Conflict, Invalid
from app.core.history import audit, move
from app.core.i18n import gettext as _
from scenarios.pilots import occasions
from scenarios.pilots.actions.agreeing import agree
from scenarios.pilots.actions.ending import leave_nothing_open
from scenarios.pilots.actions.measuring import amendment_digest, amendment_key, apply_to_figure, propose
from scenarios.pilots.actions.needs import complete as complete_need
from scenarios.pilots.actions.needs import release
from scenarios.pilots.actions.preparing import refuse_unless_runnable
from scenarios.pilots.contents import NAMING, digest
from scenarios.pilots.forms import ExtendForm, MilestoneForm, SettleMilestoneForm, StopForm
from scenarios.pilots.guards import lacks_to_complete
from scenarios.pilots.lifecycle import LOST, MILESTONE, PILOT, PROVEN, MilestoneEvent, PilotEvent
from scenarios.pilots.models import Amendment, Milestone, ReadinessItem
from scenarios.pilots.queries.cases import Case

E = PilotEvent
MOST_MILESTONES = 40


def start(act: Act, case: Case) -> None:
    """From today on it runs, for the weeks of the agreement."""
    refuse_unless_runnable(act, case)
    today = city_date(act.now)
    until = end_of(today + timedelta(weeks=case.agreement.weeks, days=-1))
    move(act, case.pilot, PILOT, E.START, runs_from=today, runs_until=until, updated_at=act.now)
    act.tell(occasions.STARTED, case)


def pause(act: Act, case: Case, note: str) -> None:
    move(act, case.pilot, PILOT, E.PAUSE, note=note, paused_at=act.now, updated_at=act.now)
    act.tell(occasions.PAUSED, case, note)


def resume(act: Act, case: Case, note: str) -> None:
    """Go on: its end moves by as many days as the pause took."""
    refuse_unless_runnable(act, case)
    assert case.pilot.runs_until is not None
    assert case.pilot.paused_at is not None
    days = (city_date(act.now) - city_date(case.pilot.paused_at)).days
    until = case.pilot.runs_until + timedelta(days=days)
    said: dict[str, Any] = {"runs_until": until, "paused_at": None, "updated_at": act.now}
    move(act, case.pilot, PILOT, E.RESUME, note=note, evidence={"days": days}, **said)
    act.tell(occasions.RESUMED, case, note)


def propose_extension(act: Act, case: Case, said: ExtendForm) -> None:
    """More weeks, once the other side agrees."""
    propose(act, case, {"weeks": {"old": "", "new": said.weeks}}, said.reason)


def agree_amendment(act: Act, case: Case, row: Amendment) -> None:
    """The other side agrees: a locked figure, or the end of the period, is changed, and history says so."""
    if row.agreed_at is not None or row.refused_at is not None:
        raise Conflict(_("这项变更已经办理过。"))
    if not agree(act, case, amendment_key(row), amendment_digest(row)):
        raise Conflict
    row.agreed_at = act.now
    act.db.add(row)
    evidence = {"number": row.number, "changes": row.changes, "kpi_id": row.kpi_id}
    if row.kpi_id is not None:
        apply_to_figure(act.db, row)
        move(act, case.pilot, PILOT, E.AMEND, note=row.reason, evidence=evidence, updated_at=act.now)
    else:
        assert case.pilot.runs_until is not None
        until = case.pilot.runs_until + timedelta(weeks=row.changes["weeks"]["new"])
        said: dict[str, Any] = {"runs_until": until, "updated_at": act.now}
        move(act, case.pilot, PILOT, E.EXTEND, note=row.reason, evidence=evidence, **said)
    act.tell(occasions.AMENDED, case, row)


def stop(act: Act, case: Case, said: StopForm) -> None:
    """It ends before its time; the lesson stays, and nobody is blamed."""
    kept = {"reason": said.stop_reason, "lesson": said.lesson, "updated_at": act.now}
    # `reason` is a word of history too: the column is set beside it.
    case.pilot.sqlmodel_update(kept)
    act.db.add(case.pilot)
    move(act, case.pilot, PILOT, E.STOP, reason=said.stop_reason, note=said.lesson[:300])
    leave_nothing_open(act, case)
    release(act, case.need.id)
    act.tell(occasions.STOPPED, case)


def keep_lesson(act: Act, case: Case, said: StopForm) -> None:
    """Why what was promised was not reached, for those who come after."""
    case.pilot.sqlmodel_update({"reason": said.stop_reason, "lesson": said.lesson, "updated_at": act.now})
    act.db.add(case.pilot)
    audit(act, "pilot.lesson_kept", case.pilot, {"reason": said.stop_reason})


def let_name(act: Act, case: Case) -> str:
    """One side lets a failed pilot be told by name; with both it is."""
    if not agree(act, case, NAMING, digest([NAMING, case.pilot.id])):
        act.tell(occasions.TO_NAME, case)
        return _("贵方已同意具名，对方也同意后才会显示单位名称。")
    case.pilot.named = True
    act.db.add(case.pilot)
    act.db.flush()
    return _("双方都已同意，经验教训将具名公开。")


def complete(act: Act, case: Case) -> None:
    """结项. What the pilot was given must be deleted and proved so first. One that was verified completes its need; a
    self-test does not."""
    if case.pilot.completed_at is not None:
        raise Conflict(_("这项试点已经结项。"))
    items = act.db.exec(select(ReadinessItem).where(ReadinessItem.pilot_id == case.pilot.id)).all()
    if waiting := lacks_to_complete(items, case.today):
        names = _("、").join(act.site.vocabulary.labels([item.code for item in waiting], "readiness_item"))
        raise Invalid(_("结项前还要落实：{names}。").format(names=names))
    move(act, case.pilot, PILOT, E.COMPLETE, completed_at=act.now, updated_at=act.now)
    if case.pilot.state in PROVEN:
        complete_need(act, case.need.id)
    elif case.pilot.state not in LOST:
        release(act, case.need.id)
    act.tell(occasions.COMPLETED, case)


# Milestones


def add_milestone(act: Act, case: Case, said: MilestoneForm, count: int) -> None:
    if count >= MOST_MILESTONES:
        raise Invalid(_("里程碑太多，请合并一些。"))
    act.db.add(Milestone(pilot_id=case.pilot.id, name=said.name, due_on=said.due_on))
    act.db.flush()


def settle_milestone(act: Act, row: Milestone, event: MilestoneEvent, said: SettleMilestoneForm) -> None:
    """What became of it, with evidence."""
    evidence = {"file": said.file.id, "sha256": said.file.sha256} if said.file is not None else None
    row.note = said.note
    row.file_id = said.file.id if said.file is not None else row.file_id
    act.db.add(row)
    settled = None if event is MilestoneEvent.REOPEN else act.now
    move(act, row, MILESTONE, event, note=said.note, evidence=evidence, settled_at=settled)
