"""What people call states, events and choices of pilots."""

from collections.abc import Mapping
from datetime import date

from app.core.html import format_date
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.models import StatusChange
from app.core.site import Words
from scenarios.pilots.judging import Verdict
from scenarios.pilots.lifecycle import (
    ItemState,
    MilestoneState,
    PartnerEvent,
    PartnerState,
    PauseReason,
    PilotEvent,
    PilotState,
)
from scenarios.pilots.models import Alarm, AlarmKind, Colour, Disclosure, Origin, Purchase, Side, VerificationKind

S, E = PilotState, PilotEvent
STATES: Mapping[PilotState, str] = {
    S.PROPOSED: N_("等待确认"),
    S.CALLED_OFF: N_("已取消"),
    S.PLANNED: N_("筹备中"),
    S.AGREEMENT_SIGNED: N_("协议已签"),
    S.READY: N_("准备就绪"),
    S.RUNNING: N_("运行中"),
    S.PAUSED: N_("暂停中"),
    S.UNDER_VERIFICATION: N_("验证中"),
    S.SELF_TESTED: N_("已自测"),
    S.VERIFIED: N_("验证通过"),
    S.PARTIALLY_VERIFIED: N_("部分通过"),
    S.NOT_VERIFIED: N_("未通过验证"),
    S.STOPPED_EARLY: N_("提前结束"),
    S.DEMO_CANDIDATE: N_("申报审核中"),
    S.PUBLICITY: N_("公示中"),
    S.DEMONSTRATED: N_("验证记录有效"),
    S.REPLICATING: N_("推广中"),
    S.EXPIRED: N_("验证记录已到期"),
    S.REVOKED: N_("验证记录已撤销"),
}
TONES: Mapping[PilotState, str] = {
    S.PROPOSED: "warning",
    S.PLANNED: "info",
    S.AGREEMENT_SIGNED: "info",
    S.READY: "accent",
    S.RUNNING: "success",
    S.PAUSED: "warning",
    S.UNDER_VERIFICATION: "accent",
    S.VERIFIED: "success",
    S.PARTIALLY_VERIFIED: "warning",
    S.NOT_VERIFIED: "danger",
    S.DEMONSTRATED: "success",
    S.REPLICATING: "success",
    S.REVOKED: "danger",
}
EVENTS: Mapping[PilotEvent, str] = {
    E.CONFIRM: N_("双方确认试点"),
    E.CALL_OFF: N_("试点取消"),
    E.SIGN: N_("签署协议"),
    E.LOCK: N_("基线锁定"),
    E.MAKE_READY: N_("准备就绪"),
    E.LOSE_READINESS: N_("许可失效，重新准备"),
    E.START: N_("投入运行"),
    E.PAUSE: N_("暂停运行"),
    E.RESUME: N_("运行恢复"),
    E.EXTEND: N_("期限延长"),
    E.AMEND: N_("变更已锁定的指标"),
    E.STOP: N_("提前结束"),
    E.BEGIN_VERIFICATION: N_("验证开始"),
    E.RESUME_RUNNING: N_("退回运行"),
    E.KEEP_SELF_TEST: N_("撤销复测，保留自测结果"),
    E.KEEP_PARTLY: N_("撤销复测，保留原验证结果"),
    E.SELF_TEST: N_("完成单位自测"),
    E.FIND_MET: N_("验证通过"),
    E.FIND_PARTLY: N_("部分通过验证"),
    E.FIND_NOT: N_("未通过验证"),
    E.COMPLETE: N_("试点结项"),
    E.APPLY: N_("提出申报"),
    E.RETURN_APPLICATION: N_("申报退回"),
    E.ANNOUNCE: N_("开始公示"),
    E.UPHOLD_OBJECTION: N_("异议成立，退回申报"),
    E.RECOGNISE: N_("列入验证记录"),
    E.DESIGNATE: N_("主管部门认定为示范"),
    E.ADOPT: N_("首次推广"),
    E.EXPIRE: N_("验证记录到期"),
    E.RENEW: N_("验证记录续期"),
    E.ASK_REVOCATION: N_("提出撤销验证记录"),
    E.DROP_REVOCATION: N_("不再撤销验证记录"),
    E.REVOKE: N_("撤销验证记录"),
}
SIDES: Mapping[Side, str] = {
    Side.OWNER: N_("场景方"),
    Side.SUPPLIER: N_("供给方"),
    Side.PARTNER: N_("参与单位"),
    Side.VERIFIER: N_("验证单位"),
}
PURCHASES: Mapping[Purchase, str] = {
    Purchase.FREE: N_("不采购（无偿试用）"),
    Purchase.PURCHASED: N_("已采购"),
    Purchase.CONVERTING: N_("转采购"),
}
ORIGINS: Mapping[Origin, str] = {
    Origin.MATCH: N_("双方对接"),
    Origin.AGREEMENT: N_("在别处达成"),
    Origin.AWARD: N_("揭榜确定"),
}
DISCLOSURES: Mapping[Disclosure, str] = {
    Disclosure.VALUE: N_("公开数值"),
    Disclosure.CHANGE: N_("只公开变化幅度"),
    Disclosure.VERDICT: N_("只公开结论"),
}
VERDICTS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.MET: (N_("达到"), "success"),
    Verdict.PARTLY: (N_("部分达到"), "warning"),
    Verdict.NOT: (N_("未达到"), "danger"),
}
ITEMS: Mapping[ItemState, tuple[str, str]] = {
    ItemState.OPEN: (N_("待落实"), "warning"),
    ItemState.DONE: (N_("已落实"), "success"),
    ItemState.NOT_APPLICABLE: (N_("不适用"), "neutral"),
    ItemState.ENDED: (N_("已失效"), "danger"),
}
PARTNERS: Mapping[PartnerState, tuple[str, str]] = {
    PartnerState.PROPOSED: (N_("等对方同意"), "warning"),
    PartnerState.ASKED: (N_("等受邀单位答复"), "warning"),
    PartnerState.JOINED: (N_("已参加"), "success"),
    PartnerState.DECLINED: (N_("没有参加"), "neutral"),
    PartnerState.WITHDRAWN: (N_("邀请已撤回"), "neutral"),
    PartnerState.LEFT: (N_("已退出"), "neutral"),
}
PARTNER_EVENTS: Mapping[PartnerEvent, str] = {
    PartnerEvent.JOIN: N_("参与单位加入"),
    PartnerEvent.LEAVE: N_("参与单位退出"),
}
"""What of partners stands among the moves of their pilot."""
MILESTONES: Mapping[MilestoneState, tuple[str, str]] = {
    MilestoneState.SCHEDULED: (N_("计划中"), "neutral"),
    MilestoneState.MET: (N_("按计划完成"), "success"),
    MilestoneState.PARTIALLY_MET: (N_("部分完成"), "warning"),
    MilestoneState.NOT_MET: (N_("未完成"), "danger"),
}
COLOURS: Mapping[Colour, tuple[str, str]] = {
    Colour.GREEN: (N_("一切正常"), "success"),
    Colour.AMBER: (N_("有困难"), "warning"),
    Colour.RED: (N_("难以继续"), "danger"),
}
ALARMS: Mapping[AlarmKind, str] = {
    AlarmKind.RED: N_("一方表示难以继续"),
    AlarmKind.SILENCE: N_("没有按期答复状态问询"),
    AlarmKind.OVERDUE: N_("试点期已满，尚未进入验证"),
    AlarmKind.PERMIT: N_("许可到期"),
    AlarmKind.MILESTONE: N_("里程碑逾期"),
}
ALARM_NOTES: Mapping[AlarmKind, str] = {
    AlarmKind.SILENCE: N_("{house}没有答复第 {round} 次状态问询"),
    AlarmKind.OVERDUE: N_("试点期已于 {day} 届满"),
    AlarmKind.PERMIT: N_("{item}已于 {day} 到期"),
    AlarmKind.MILESTONE: N_("里程碑“{name}”应于 {day} 完成"),
}
"""What the clock noticed, of the values that were kept."""
PAUSES: Mapping[PauseReason, str] = {
    PauseReason.PERMIT_ENDED: N_("许可到期，不能运行"),
    PauseReason.NOT_READY: N_("准备事项没有落实，不能运行"),
}
VERIFICATIONS: Mapping[VerificationKind, str] = {
    VerificationKind.THIRD_PARTY: N_("第三方检测"),
    VerificationKind.PANEL: N_("专家组验收"),
    VerificationKind.SELF: N_("单位自测"),
}
ACCREDITATIONS: Mapping[str, str] = {"cma": "CMA", "cnas": "CNAS", "cma_cnas": "CMA + CNAS"}
DIRECTIONS: Mapping[str, str] = {"up": N_("越高越好"), "down": N_("越低越好"), "hold": N_("保持")}


CHANGED: Mapping[str, str] = {
    "baseline": N_("基线"),
    "target": N_("目标"),
    "sample": N_("样本"),
    "measured_from": N_("测量开始"),
    "measured_to": N_("测量结束"),
    "method": N_("测法"),
    "file": N_("测量记录"),
    "weeks": N_("延长周数"),
}
"""What an amendment changes."""


def state_label(state: PilotState) -> str:
    return _(STATES[state])


def state_tag(state: PilotState) -> tuple[str, str]:
    return state_label(state), TONES.get(state, "neutral")


def event_label(event: str) -> str:
    return _(EVENTS[PilotEvent(event)])


def options_of(labels: Mapping[object, str]) -> list[tuple[str, str]]:
    """(value, label) pairs for a choice."""
    return [(str(code), _(text)) for code, text in labels.items()]


def reason_label(change: StatusChange, words: Words) -> str:
    """Why a pilot was moved, where a code says so: what it lacks to run, or why it was stopped."""
    if change.reason not in set(PauseReason):
        return words.label(change.reason, "stop_reason") if change.reason else ""
    items = words.labels((change.evidence or {}).get("items", []), "readiness_item")
    return _("{reason}（{items}）").format(reason=_(PAUSES[PauseReason(change.reason)]), items=_("、").join(items))


def alarm_note(row: Alarm, words: Words) -> str:
    """What an alarm is about, in the reader's language; in the words of whoever raised it where somebody did."""
    if not row.said:
        return row.note
    said = dict(row.said)
    if "day" in said:
        said["day"] = format_date(date.fromisoformat(said["day"]))
    if "item" in said:
        said["item"] = words.label(said["item"], "readiness_item")
    return _(ALARM_NOTES[row.kind]).format(**said)
