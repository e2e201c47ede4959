"""What people call routes, states, moves and the fields of a need. Marked here, translated where they are shown."""

from collections.abc import Mapping

from app.core.i18n import N_
from app.core.i18n import gettext as _
from scenarios.lifecycle import Route, ScenarioEvent, ScenarioState

R, S, E = Route, ScenarioState, ScenarioEvent

ROUTES: Mapping[Route, str] = {
    R.MATCH_ONLY: N_("对接"),
    R.TENDER: N_("揭榜"),
    R.TEST_ONLY: N_("测试验证"),
    R.PROCURE: N_("采购转出"),
}

STATES: Mapping[ScenarioState, str] = {
    S.DRAFT: N_("草稿"),
    S.AWAITING_APPROVAL: N_("待内部审批"),
    S.SUBMITTED: N_("待审核"),
    S.UNDER_REVIEW: N_("审核中"),
    S.EDITS_REQUESTED: N_("待修改"),
    S.REJECTED: N_("未通过审核"),
    S.APPROVED: N_("已通过，待发布"),
    S.OPEN: N_("征集中"),
    S.SUSPENDED: N_("已暂停"),
    S.CLOSED: N_("已截止"),
    S.EVALUATING: N_("评审中"),
    S.PUBLICITY: N_("公示中"),
    S.AWARDED: N_("已确定单位"),
    S.PILOTING: N_("试点中"),
    S.COMPLETED: N_("试点完成"),
    S.DEMONSTRATED: N_("示范应用"),
    S.NO_BID: N_("流标"),
    S.NO_AWARD: N_("未选定单位"),
    S.WITHDRAWN: N_("已撤回"),
    S.CANCELLED: N_("已取消"),
    S.EXPIRED: N_("已到期"),
    S.ARCHIVED: N_("已归档"),
}

TONES: Mapping[ScenarioState, str] = {
    S.AWAITING_APPROVAL: "warning",
    S.SUBMITTED: "info",
    S.UNDER_REVIEW: "info",
    S.EDITS_REQUESTED: "warning",
    S.REJECTED: "danger",
    S.APPROVED: "accent",
    S.OPEN: "success",
    S.SUSPENDED: "warning",
    S.EVALUATING: "info",
    S.PUBLICITY: "info",
    S.AWARDED: "accent",
    S.PILOTING: "accent",
    S.COMPLETED: "success",
    S.DEMONSTRATED: "success",
    S.CANCELLED: "danger",
}
"""Tone of a state's tag; the others are neutral."""

EVENTS: Mapping[ScenarioEvent, str] = {
    E.SEND_FOR_APPROVAL: N_("送内部审批"),
    E.RETURN: N_("内部退回"),
    E.SUBMIT: N_("提交审核"),
    E.TAKE: N_("开始审核"),
    E.RELEASE: N_("退回待领取"),
    E.REQUEST_EDITS: N_("要求修改"),
    E.REJECT: N_("审核不予通过"),
    E.APPROVE: N_("审核通过"),
    E.OPEN: N_("发布，开始征集"),
    E.SUSPEND: N_("暂停征集"),
    E.RESUME: N_("恢复征集"),
    E.CLOSE: N_("征集截止"),
    E.EXPIRE: N_("有效期届满"),
    E.RENEW: N_("续期，继续征集"),
    E.ARCHIVE: N_("归档"),
    E.WITHDRAW: N_("撤回"),
    E.CANCEL: N_("取消"),
    E.DECLARE_NO_BID: N_("流标"),
    E.EVALUATE: N_("进入评审"),
    E.ANNOUNCE: N_("结果公示"),
    E.REOPEN_EVALUATION: N_("重新评审"),
    E.DECLARE_NO_AWARD: N_("未选定单位"),
    E.AWARD: N_("确定承担单位"),
    E.START_PILOT: N_("试点开始"),
    E.REOPEN: N_("试点未成，继续征集"),
    E.END_PILOTS: N_("试点未成，征集已截止"),
    E.COMPLETE: N_("试点完成"),
    E.DEMONSTRATE: N_("列为示范应用"),
}

FIELDS: Mapping[str, str] = {
    "title": N_("场景名称"),
    "field": N_("领域"),
    "family": N_("场景家族"),
    "description": N_("需求描述"),
    "deadline": N_("截止日期"),
    "contact_name": N_("联系人"),
    "contact_phone": N_("联系电话"),
    "contact_email": N_("联系邮箱"),
    "route": N_("路径"),
    "secrecy": N_("公开范围"),
    "district": N_("区域"),
    "supervisor": N_("主管单位"),
    "current_systems": N_("现状与已有系统"),
    "directions": N_("技术方向"),
    "process_step": N_("业务环节"),
    "cooperation": N_("合作方式"),
    "data_types": N_("数据类型"),
    "data_scale": N_("数据规模"),
    "data_labelled": N_("标注情况"),
    "data_sensitivity": N_("数据敏感级别"),
    "data_may_leave": N_("数据能否出域"),
    "data_catalogue_no": N_("数据目录编号"),
    "compute_use": N_("算力用途"),
    "compute_cards": N_("算力规模"),
    "compute_duration": N_("算力时长"),
    "compute_region": N_("算力地域"),
    "budget_min": N_("预算下限"),
    "budget_max": N_("预算上限"),
    "budget_text": N_("预算说明"),
    "funding": N_("资金来源"),
    "decision_on": N_("预计决定日期"),
    "incumbent": N_("现有供应商"),
    "location": N_("实施地点"),
    "starts_on": N_("计划开始"),
    "ends_on": N_("计划结束"),
    "acceptance": N_("验收方式"),
    "ip_terms": N_("知识产权约定"),
    "risk_triggers": N_("风险触发项"),
    "task_ref": N_("对应任务"),
    "valid_until": N_("有效期"),
    "opens_at": N_("希望发布时间"),
    "kpis": N_("关键指标"),
    "constraints": N_("约束条件"),
    "files": N_("附件"),
}
"""Every field an owner fills in, in the order of the record."""


def route_label(route: Route | str) -> str:
    return _(ROUTES[Route(route)])


def state_label(state: ScenarioState | str) -> str:
    return _(STATES[ScenarioState(state)])


def state_tone(state: ScenarioState | str) -> str:
    return TONES.get(ScenarioState(state), "neutral")


def event_label(event: ScenarioEvent | str) -> str:
    return _(EVENTS[ScenarioEvent(event)])


def field_label(name: str) -> str:
    """The field's name for people; the name itself where an old revision knows one that has gone."""
    return _(FIELDS[name]) if name in FIELDS else name
