"""What people can do with a need: the owner's side, and the department's."""

from collections.abc import Mapping

from sqlmodel import Session

from app.accounts.policy import Viewer
from app.core.acting import Act
from app.core.clock import end_of
from app.core.deeds import Deed, during
from app.core.history import timeline
from app.core.i18n import N_
from app.core.i18n import gettext as _
from scenarios.actions import approving, living, reviewing
from scenarios.forms import models as forms
from scenarios.forms.reviewing import OTHER, ApproveForm, EditsForm, RejectForm, RiskForm, WaiverForm
from scenarios.labels import event_label, state_label
from scenarios.lifecycle import EDITABLE, PUBLIC, SCENARIO, ScenarioEvent, ScenarioState
from scenarios.models import Scenario
from scenarios.policy import (
    Need,
    lacks_to_approve,
    lacks_to_decide,
    lacks_to_hand_over,
    lacks_to_publish,
    lacks_to_review,
    lacks_to_stop,
    lacks_to_waive,
    lacks_to_write,
)
from scenarios.queries.owning import colleague
from scenarios.queries.showing import actor_label

NeedDeed = Deed[Viewer, Scenario]
E, S = ScenarioEvent, ScenarioState
ENDED = frozenset({S.NO_BID, S.NO_AWARD, S.EXPIRED, S.ARCHIVED, S.CANCELLED, S.WITHDRAWN, S.REJECTED})
"""States in which a need may go into another round."""


def moved_on(db: Session, need: Scenario) -> str:
    """Why a deed came too late, for somebody who looks after the need or reviews it: who did what before her."""
    last = next(reversed(timeline(db, SCENARIO.name, need.id)), None)
    state = state_label(need.state)
    if last is None:
        return _("您的操作没有生效：这项需求现在是“{state}”，不能这样办理。").format(state=state)
    return _("您的操作没有生效：{who} 已办理“{event}”，这项需求现在是“{state}”。").format(
        who=actor_label(last, named=True), event=event_label(last.event), state=state
    )


def _is_editable(need: Need) -> bool:
    return need.state in EDITABLE


def _is_to_come(need: Need) -> bool:
    return need.state not in PUBLIC and bool(SCENARIO.events_from(need.state))


def _hand_over(act: Act, need: Scenario, said: forms.HandOverForm) -> str:
    successor = colleague(act.db, need.organisation_id, said.successor)
    assert successor is not None  # the form's check has found her
    living.hand_over(act, need, successor, note=said.note, take_contact=said.take_contact)
    return _("已移交给{name}。").format(name=successor.name)


OWNING: Mapping[str, NeedDeed] = {
    "edit": Deed(
        N_("继续填写"), _is_editable, lacks_to_write, when=N_("提交以后不能直接修改；公开后可以发布补充说明。")
    ),
    "approve": Deed(N_("审批"), during(SCENARIO, E.RETURN), lacks_to_approve),
    "amend": Deed(
        N_("发布补充说明"),
        lambda need: need.state is S.OPEN,
        lacks_to_publish,
        when=N_("只有征集中的需求可以发布补充说明。"),
    ),
    "relaunch": Deed(
        N_("按原文发起新一轮"), lambda need: need.state in ENDED, lacks_to_write, N_("已按原文建立新一轮草稿。")
    ),
    "resume": Deed(
        N_("恢复征集"),
        during(SCENARIO, E.RESUME),
        lacks_to_stop,
        N_("已恢复征集。"),
        forms.NoteForm,
        lambda act, need, said: living.resume(act, need, said.note),
    ),
    "renew": Deed(
        N_("续期"),
        during(SCENARIO, E.RENEW),
        lacks_to_publish,
        N_("已续期，需求重新征集。"),
        forms.RenewForm,
        lambda act, need, said: living.renew(act, need, end_of(said.deadline)),
    ),
    "suspend": Deed(
        N_("暂停征集"),
        during(SCENARIO, E.SUSPEND),
        lacks_to_stop,
        N_("已暂停征集；恢复时截止日期按暂停天数顺延。"),
        forms.SuspendForm,
        lambda act, need, said: living.suspend(act, need, said.note),
    ),
    "withdraw": Deed(
        N_("撤回"),
        during(SCENARIO, E.WITHDRAW),
        lacks_to_write,
        N_("需求已撤回。"),
        forms.ReasonForm,
        lambda act, need, said: approving.withdraw(act, need, reason=said.reason, note=said.note),
    ),
    "cancel": Deed(
        N_("取消需求"),
        during(SCENARIO, E.CANCEL),
        lacks_to_stop,
        N_("需求已取消；页面会保留，并注明原因。"),
        forms.ReasonForm,
        lambda act, need, said: living.cancel(act, need, reason=said.reason, note=said.note),
    ),
    "hand_over": Deed(
        N_("移交给同事"), lambda _need: True, lacks_to_hand_over, form=forms.HandOverForm, act=_hand_over
    ),
}
"""The owner's side."""


def _request_edits(act: Act, need: Scenario, said: EditsForm) -> None:
    notes = [("" if row.field_name == OTHER else row.field_name, row.note) for row in said.notes]
    reviewing.request_edits(act, need, notes, note=said.note)


def _approve(act: Act, need: Scenario, said: ApproveForm) -> str:
    """Pass it and open it now, at a time or with a batch; or give one that has passed another time."""
    at_once = said.when == "now"
    # Opened in the same breath, the owner gets one mail and not two.
    if need.state is not S.APPROVED:
        reviewing.approve(act, need, opens_at=said.opens_at, tell=not at_once)
    elif not at_once:
        reviewing.schedule(act, need, said.opens_at)
    if at_once:
        reviewing.open_now(act, need)
        return _("已通过并发布，正在为它寻找匹配。")
    return _("已通过，将按设定的时间发布。") if said.opens_at else _("已通过，等待随批次发布。")


def _lacks_to_open(viewer: Viewer, need: Need) -> str:
    return (lacks_to_review if need.state is S.APPROVED else lacks_to_decide)(viewer, need)


REVIEWING: Mapping[str, NeedDeed] = {
    "take": Deed(
        N_("领取审核"),
        during(SCENARIO, E.TAKE),
        lacks_to_review,
        N_("已领取，这项需求由您审核。"),
        act=lambda act, need, _said: reviewing.take(act, need),
    ),
    "release": Deed(
        N_("退回待领取"),
        during(SCENARIO, E.RELEASE),
        lacks_to_decide,
        N_("已退回待领取，审核时限照常计算。"),
        act=lambda act, need, _said: reviewing.release(act, need),
    ),
    "approve": Deed(
        N_("审核通过"),
        lambda need: need.state in {S.UNDER_REVIEW, S.APPROVED},
        _lacks_to_open,
        form=ApproveForm,
        act=_approve,
    ),
    "edits": Deed(
        N_("请单位修改"),
        during(SCENARIO, E.REQUEST_EDITS),
        lacks_to_decide,
        N_("已请单位修改，修改意见已发送。"),
        EditsForm,
        _request_edits,
    ),
    "reject": Deed(
        N_("不予通过"),
        during(SCENARIO, E.REJECT),
        lacks_to_decide,
        N_("已作出不予通过的决定，理由已告知单位。"),
        RejectForm,
        lambda act, need, said: reviewing.reject(act, need, said.reason, said.explanation),
    ),
    "waiver": Deed(
        N_("豁免完备度要求"),
        _is_to_come,
        lacks_to_waive,
        N_("已登记豁免理由。"),
        WaiverForm,
        lambda act, need, said: reviewing.waive(act, need, said.waiver),
    ),
    "risk": Deed(
        N_("风险审查结论"),
        _is_to_come,
        lacks_to_waive,
        N_("已记录风险审查结论。"),
        RiskForm,
        lambda act, need, said: reviewing.record_risk(act, need, said.decision),
    ),
}
"""The department's side, by the name of the form on its page."""
