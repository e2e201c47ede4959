"""What must be ready before a pilot runs: settled with evidence, or 不适用; and permits that end."""

from collections.abc import Sequence
from typing import Any

from app.core.acting import Act
from app.core.clock import end_of
from app.core.errors import Invalid
from app.core.history import move
from app.core.i18n import gettext as _
from app.core.models import StoredFile
from scenarios.pilots import occasions
from scenarios.pilots.actions.alarming import raise_alarm
from scenarios.pilots.forms import ExemptForm, SettleForm
from scenarios.pilots.guards import lacks_to_run, lock_lacks, rule_of
from scenarios.pilots.lifecycle import ITEM, PILOT, ItemEvent, PauseReason, PilotEvent, PilotState
from scenarios.pilots.models import AlarmKind, ReadinessItem
from scenarios.pilots.queries.cases import Case

E, S = PilotEvent, PilotState


def settle(act: Act, case: Case, item: ReadinessItem, said: SettleForm) -> None:
    """It is ready. A statutory thing needs its paper, a permit its number and its last day."""
    rule = rule_of(item.code)
    if rule.statutory and said.file is None:
        raise Invalid(_("法定事项必须上传证明文件。"))
    if rule.permit and not (said.number and said.valid_until):
        raise Invalid(_("许可请填写编号和有效期截止日。"))
    until = said.valid_until if rule.permit else None
    if until is not None and until < case.today:
        raise Invalid(_("这份许可已经过期。"))
    _write(act, item, ItemEvent.SETTLE, said.note, said.file, number=said.number, valid_until=until)


def exempt(act: Act, item: ReadinessItem, said: ExemptForm) -> None:
    """It does not apply. Nobody waives what the law asks for: only the body in charge says so, in a paper."""
    if rule_of(item.code).statutory and not (said.body and said.file is not None):
        raise Invalid(_("法定事项不能豁免；确不适用的，请填写主管机构并上传其出具的文件。"))
    _write(act, item, ItemEvent.EXEMPT, said.note, said.file, body=said.body, number="", valid_until=None)


def reopen(act: Act, case: Case, item: ReadinessItem, note: str) -> None:
    """It has to be seen to again."""
    move(act, item, ITEM, ItemEvent.REOPEN, note=note, settled_at=None)
    if case.state is S.READY and not rule_of(item.code).at_end:
        move(act, case.pilot, PILOT, E.LOSE_READINESS, note=note, updated_at=act.now)


def _write(act: Act, item: ReadinessItem, event: ItemEvent, note: str, file: StoredFile | None, **more: object) -> None:
    evidence = {"file": file.id, "sha256": file.sha256} if file is not None else None
    said = {"note": note, "person_id": act.actor.person_id, "person_name": act.actor.name, "settled_at": act.now}
    kept = {"file_id": file.id} if file is not None else {}
    item.sqlmodel_update({**said, **kept, **more})
    act.db.add(item)
    move(act, item, ITEM, event, note=note, evidence=evidence)


def make_ready(act: Act, case: Case) -> None:
    """Everything is settled. Raises `Invalid` naming what is not."""
    refuse_unsettled(act, case)
    move(act, case.pilot, PILOT, E.MAKE_READY, updated_at=act.now)
    act.tell(occasions.READY, case)


def refuse_unsettled(act: Act, case: Case) -> None:
    """Raises `Invalid` naming what is not settled, or not any more."""
    if waiting := lacks_to_run(case.items, case.today):
        names = _("、").join(act.site.vocabulary.labels([item.code for item in waiting], "readiness_item"))
        raise Invalid(_("还没有落实：{names}。请在“准备”里逐项落实。").format(names=names))


def refuse_unless_runnable(act: Act, case: Case) -> None:
    """What must hold whenever a pilot runs: everything ready, figures locked, the risk decided where a trigger fired."""
    refuse_unsettled(act, case)
    if case.pilot.locked_at is None:
        lacks = lock_lacks(case.kpis)
        raise Invalid(_(lacks[0].sentence) if lacks else _("基线还没有由双方锁定，请在“指标”里办理。"))
    if case.need.risk_triggers and not case.need.risk_decision:
        raise Invalid(_("需求触发了风险审查事项，还没有审查结论，请联系审核部门。"))


def pause_without(act: Act, case: Case, missing: Sequence[ReadinessItem]) -> None:
    """It may not run without these. The pause counts from the last day of a permit, however late the clock comes to it."""
    ends = [end_of(item.valid_until) for item in missing if item.valid_until is not None]
    since = min(min(ends, default=act.now), act.now)
    move(act, case.pilot, PILOT, E.PAUSE, **_without(missing), paused_at=since, updated_at=act.now)


def _without(missing: Sequence[ReadinessItem]) -> dict[str, Any]:
    """The code of why it may not run, with what is missing."""
    ended = all(item.valid_until is not None for item in missing)
    reason = PauseReason.PERMIT_ENDED if ended else PauseReason.NOT_READY
    days = {item.code: item.valid_until.isoformat() for item in missing if item.valid_until is not None}
    return {"reason": reason.value, "evidence": {"items": [item.code for item in missing], "valid_until": days}}


def end_permit(act: Act, case: Case, item: ReadinessItem) -> None:
    """The clock: a permit's last day is over. What runs is paused, what was ready is so no more; everybody is told."""
    move(act, item, ITEM, ItemEvent.END)
    if case.state is S.RUNNING:
        pause_without(act, case, [item])
    elif case.state is S.READY:
        move(act, case.pilot, PILOT, E.LOSE_READINESS, **_without([item]), updated_at=act.now)
    said = {"item": item.code, "day": item.valid_until.isoformat() if item.valid_until else ""}
    raise_alarm(act, case, AlarmKind.PERMIT, f"permit:{item.id}:{item.valid_until}", **said)
