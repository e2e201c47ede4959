"""What people can do with a pilot that runs, and with its milestones, surveys and alarms."""

from collections.abc import Callable, Mapping
from typing import Any

from app.accounts.policy import Viewer
from app.core.acting import Act
from app.core.i18n import N_
from scenarios.pilots.actions import alarming, running, surveying
from scenarios.pilots.contents import NAMING, digest
from scenarios.pilots.deeds.base import PilotDeed, Row, deed, of_case, when
from scenarios.pilots.deeds.pilots import unless_given
from scenarios.pilots.forms import (
    ExtendForm,
    MilestoneForm,
    ReasonForm,
    SettleMilestoneForm,
    StopForm,
    TroubleForm,
)
from scenarios.pilots.lifecycle import BEFORE, LESSONS, MILESTONE, UNDER_WAY, MilestoneEvent, PilotEvent, PilotState
from scenarios.pilots.policy import lacks_side, lacks_to_tend, side_of
from scenarios.pilots.queries.running import milestone_count

E, S = PilotEvent, PilotState
_PLANNABLE = frozenset({*BEFORE, *UNDER_WAY}) - {S.PROPOSED}


def _add_milestone(act: Act, row: Row, said: MilestoneForm) -> None:
    running.add_milestone(act, row.case, said, milestone_count(act.db, row.case))


def _milestone(event: MilestoneEvent) -> Callable[[Row], bool]:
    return lambda row: row.case.state in _PLANNABLE and event in MILESTONE.events_from(row.one.state)


def _settle(event: MilestoneEvent) -> Callable[[Act, Row, Any], None]:
    return lambda act, row, said: running.settle_milestone(act, row.one, event, said)


def _settling(label: str, event: MilestoneEvent, *, needs_file: bool = True, tone: str = "secondary") -> PilotDeed:
    return deed(
        label,
        _milestone(event),
        lacks_side,
        N_("里程碑已登记。"),
        _settle(event),
        SettleMilestoneForm,
        tab="running",
        needs_file=needs_file,
        tone=tone,
    )


def _lacks_to_answer(viewer: Viewer, row: Row) -> str:
    missing = lacks_side(viewer, row.case)
    other = side_of(viewer, row.case) is not row.one.side
    return missing or (N_("这份状态问询由对方答复。") if other else "")


def _unanswered(row: Row) -> bool:
    return row.one.answered_at is None and row.case.state in UNDER_WAY


RUNNING: Mapping[str, PilotDeed] = {
    "add-milestone": deed(
        N_("增加里程碑"),
        lambda row: row.case.state in _PLANNABLE,
        lacks_side,
        N_("里程碑已增加。"),
        _add_milestone,
        MilestoneForm,
        tab="running",
    ),
    "pause": deed(
        N_("暂停试点"),
        when(E.PAUSE),
        lacks_side,
        N_("试点已暂停，恢复时期限相应顺延。"),
        lambda act, row, said: running.pause(act, row.case, said.note),
        ReasonForm,
        tab="running",
    ),
    "resume": deed(
        N_("恢复运行"),
        when(E.RESUME),
        lacks_side,
        N_("试点已恢复运行。"),
        lambda act, row, said: running.resume(act, row.case, said.note),
        ReasonForm,
        tab="running",
        tone="primary",
    ),
    "extend": deed(
        N_("提出延期"),
        when(E.EXTEND),
        lacks_side,
        N_("延期已提出，请对方确认。"),
        lambda act, row, said: running.propose_extension(act, row.case, said),
        ExtendForm,
        tab="running",
    ),
    "stop": deed(
        N_("提前结束"),
        when(E.STOP),
        lacks_side,
        N_("试点已提前结束，经验教训已存档。"),
        lambda act, row, said: running.stop(act, row.case, said),
        StopForm,
        tab="running",
        tone="danger",
    ),
    "lesson": deed(
        N_("记下经验教训"),
        lambda row: row.case.state is S.NOT_VERIFIED and not row.case.pilot.lesson,
        lacks_side,
        N_("经验教训已存档。"),
        lambda act, row, said: running.keep_lesson(act, row.case, said),
        StopForm,
    ),
    "name": PilotDeed(
        N_("同意具名公开经验教训"),
        lambda row: row.case.state in LESSONS and bool(row.case.pilot.lesson) and not row.case.pilot.named,
        lambda viewer, row: unless_given(viewer, row, NAMING, digest([NAMING, row.case.pilot.id])),
        act=lambda act, row, _said: running.let_name(act, row.case),
    ),
    "complete": deed(
        N_("结项"),
        lambda row: row.case.pilot.completed_at is None and when(E.COMPLETE)(row),
        lacks_side,
        N_("试点已结项。"),
        lambda act, row, _said: running.complete(act, row.case),
        tone="primary",
        confirm=N_("结项后不能再补充材料，确定吗？"),
    ),
}
"""With the pilot."""

MILESTONES: Mapping[str, PilotDeed] = {
    "meet": _settling(N_("登记完成"), MilestoneEvent.MEET, tone="primary"),
    "meet-partly": _settling(N_("部分完成"), MilestoneEvent.MEET_PARTLY),
    "miss": _settling(N_("未完成"), MilestoneEvent.MISS, needs_file=False, tone="quiet"),
    "reopen": _settling(N_("重新安排"), MilestoneEvent.REOPEN, needs_file=False, tone="quiet"),
}

SURVEYS: Mapping[str, PilotDeed] = {
    "fine": PilotDeed(
        N_("一切正常"),
        _unanswered,
        _lacks_to_answer,
        N_("已记录，谢谢。"),
        act=lambda act, row, _said: surveying.fine(act, row.one),
        tab="running",
        tone="primary",
    ),
    "trouble": PilotDeed(
        N_("有困难"),
        _unanswered,
        _lacks_to_answer,
        N_("已记录；需要协调的，场景经理人会联系双方。"),
        TroubleForm,
        lambda act, row, said: surveying.trouble(act, row.case, row.one, said),
        tab="running",
    ),
}

ALARMS: Mapping[str, PilotDeed] = {
    "clear": PilotDeed(
        N_("说明处理情况"),
        lambda row: row.one.cleared_at is None,
        of_case(lacks_to_tend),
        N_("已记录处理情况。"),
        ReasonForm,
        lambda act, row, said: alarming.clear_alarm(act, row.one, said.note),
        tab="running",
    ),
}
