"""What people call the fields, states, routes and levels of a need; Chinese here, English in the catalogue."""

from collections.abc import Mapping
from typing import Final

from app.core.i18n import N_
from app.core.i18n import gettext as _
from scenarios.lifecycle import Route, ScenarioEvent, ScenarioState
from scenarios.models import Secrecy

S, E = ScenarioState, ScenarioEvent

FIELDS: Final[Mapping[str, str]] = {
    "title": N_("场景名称"),
    "organisation": N_("所属单位"),
    "field": N_("领域"),
    "family": N_("家族"),
    "description": N_("需求描述"),
    "deadline": N_("截止日期"),
    "contact_name": N_("联系人姓名"),
    "contact_phone": N_("联系电话"),
    "contact_email": N_("联系邮箱"),
    "district": N_("区域"),
    "supervisor": N_("主管单位"),
    "current_systems": N_("现状与已有系统"),
    "directions": N_("技术方向"),
    "process_step": N_("业务环节"),
    "cooperation": N_("合作需求类型"),
    "route": N_("路径"),
    "budget": N_("预算"),
    "budget_min": N_("预算下限"),
    "budget_max": N_("预算上限"),
    "budget_text": N_("预算说明"),
    "funding": N_("资金来源"),
    "decision_on": N_("预计决定日期"),
    "incumbent": N_("现有供应商情况"),
    "location": N_("实施地点"),
    "starts_on": N_("计划开始"),
    "ends_on": N_("计划结束"),
    "opens_at": N_("发布日期"),
    "kpis": N_("关键指标"),
    "kpis-name": N_("指标名称"),
    "kpis-unit": N_("单位"),
    "kpis-baseline": N_("基线"),
    "kpis-target": N_("目标"),
    "kpis-direction": N_("变化方向"),
    "kpis-method": N_("测法"),
    "constraints": N_("约束条件"),
    "constraints-kind": N_("约束类别"),
    "constraints-text": N_("具体要求"),
    "constraints-hard": N_("硬性要求"),
    "data_types": N_("数据类型"),
    "data_scale": N_("数据规模"),
    "data_labelled": N_("标注情况"),
    "data_sensitivity": N_("数据敏感级"),
    "data_may_leave": N_("能否出域"),
    "data_catalogue_no": N_("数据目录编号"),
    "compute_use": N_("算力用途"),
    "compute_cards": N_("算力规模"),
    "compute_duration": N_("使用时长"),
    "compute_region": N_("算力地域"),
    "acceptance": N_("验收方式"),
    "ip_terms": N_("知识产权约定"),
    "secrecy": N_("保密级别"),
    "risk_triggers": N_("风险触发项"),
    "task_ref": N_("对应任务"),
    "valid_until": N_("有效期"),
    "files": N_("附件"),
    "checklist": N_("保密检查清单"),
}

STATES: Final[Mapping[ScenarioState, tuple[str, str]]] = {
    S.DRAFT: (N_("草稿"), "neutral"),
    S.AWAITING_APPROVAL: (N_("待单位审批"), "warning"),
    S.SUBMITTED: (N_("已提交，等待审核"), "info"),
    S.UNDER_REVIEW: (N_("审核中"), "info"),
    S.EDITS_REQUESTED: (N_("请修改后再提交"), "warning"),
    S.REJECTED: (N_("未通过"), "danger"),
    S.APPROVED: (N_("已通过，等待发布"), "success"),
    S.OPEN: (N_("征集中"), "success"),
    S.SUSPENDED: (N_("已暂停"), "warning"),
    S.CLOSED: (N_("已截止"), "neutral"),
    S.EVALUATING: (N_("评审中"), "info"),
    S.PUBLICITY: (N_("公示中"), "info"),
    S.AWARDED: (N_("已揭榜"), "success"),
    S.PILOTING: (N_("试点中"), "success"),
    S.COMPLETED: (N_("试点完成"), "success"),
    S.DEMONSTRATED: (N_("已成为示范"), "success"),
    S.NO_BID: (N_("流标"), "neutral"),
    S.NO_AWARD: (N_("评审无中选"), "neutral"),
    S.WITHDRAWN: (N_("已撤回"), "neutral"),
    S.CANCELLED: (N_("已取消"), "danger"),
    S.EXPIRED: (N_("已过期"), "neutral"),
    S.ARCHIVED: (N_("已归档"), "neutral"),
}
"""Label and tone of each state."""

EVENTS: Final[Mapping[ScenarioEvent, str]] = {
    E.SEND_FOR_APPROVAL: N_("送单位审批"),
    E.RETURN: N_("单位审批退回"),
    E.SUBMIT: N_("提交审核"),
    E.TAKE: N_("开始审核"),
    E.RELEASE: N_("退回审核队列"),
    E.REQUEST_EDITS: N_("要求修改"),
    E.REJECT: N_("审核不通过"),
    E.APPROVE: N_("审核通过"),
    E.OPEN: N_("发布"),
    E.SUSPEND: N_("暂停征集"),
    E.RESUME: N_("恢复征集"),
    E.CLOSE: N_("截止"),
    E.EXPIRE: N_("到期"),
    E.RENEW: N_("续期"),
    E.ARCHIVE: N_("归档"),
    E.WITHDRAW: N_("撤回"),
    E.CANCEL: N_("取消"),
    E.DECLARE_NO_BID: N_("宣布流标"),
    E.EVALUATE: N_("开始评审"),
    E.ANNOUNCE: N_("公示结果"),
    E.REOPEN_EVALUATION: N_("重新评审"),
    E.DECLARE_NO_AWARD: N_("宣布无中选"),
    E.AWARD: N_("确定中选方"),
    E.START_PILOT: N_("开始试点"),
    E.COMPLETE: N_("完成试点"),
    E.DEMONSTRATE: N_("认定示范"),
}

ROUTES: Final[Mapping[Route, tuple[str, str]]] = {
    Route.MATCH_ONLY: (N_("对接"), N_("公开需求，供给方来谈；六项信息即可发布")),
    Route.TENDER: (N_("揭榜"), N_("公开征集方案，密封应标，专家评审")),
    Route.TEST_ONLY: (N_("测试验证"), N_("提供场地和条件，做第一次真实测试")),
    Route.PROCURE: (N_("采购转出"), N_("说明需求后转入本单位采购程序")),
}

SECRECIES: Final[Mapping[Secrecy, tuple[str, str]]] = {
    Secrecy.PUBLIC: (N_("公开"), N_("任何人都能看到，可以被搜索、订阅和导出")),
    Secrecy.RESTRICTED: (N_("仅限已核验单位"), N_("登录的已核验单位才能看到，不进入公开搜索和导出")),
}

DIRECTIONS: Final[Mapping[str, str]] = {"up": N_("越高越好"), "down": N_("越低越好"), "hold": N_("保持不变")}


def field_label(name: str) -> str:
    """What a field is called; the name itself where it is unknown."""
    return _(FIELDS[name]) if name in FIELDS else name


def field_labels() -> dict[str, str]:
    """All of them, for an error summary."""
    return {name: _(text) for name, text in FIELDS.items()}


def state_label(state: ScenarioState | str) -> str:
    return _(STATES[ScenarioState(state)][0])


def state_tone(state: ScenarioState | str) -> str:
    return STATES[ScenarioState(state)][1]


def event_label(event: ScenarioEvent | str) -> str:
    return _(EVENTS[ScenarioEvent(event)])


def route_label(route: Route | str) -> str:
    return _(ROUTES[Route(route)][0])


def route_options() -> list[tuple[str, str, str]]:
    return [(route.value, _(label), _(hint)) for route, (label, hint) in ROUTES.items()]


def secrecy_label(secrecy: Secrecy | str) -> str:
    return _(SECRECIES[Secrecy(secrecy)][0])


def secrecy_options() -> list[tuple[str, str, str]]:
    return [(secrecy.value, _(label), _(hint)) for secrecy, (label, hint) in SECRECIES.items()]


def direction_options() -> list[tuple[str, str]]:
    return [(code, _(label)) for code, label in DIRECTIONS.items()]


def direction_label(code: str) -> str:
    return _(DIRECTIONS[code]) if code in DIRECTIONS else code
