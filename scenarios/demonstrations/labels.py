"""What people call states and choices of demonstrations."""

from collections.abc import Mapping

from app.core.i18n import N_
from app.core.i18n import gettext as _
from scenarios.demonstrations.lifecycle import AdoptionState, ObjectionState
from scenarios.pilots.lifecycle import PilotState

P = PilotState
STATES: Mapping[PilotState, tuple[str, str]] = {
    P.VERIFIED: (N_("已退回"), "warning"),
    P.DEMO_CANDIDATE: (N_("申报审核中"), "info"),
    P.PUBLICITY: (N_("公示中"), "accent"),
    P.DEMONSTRATED: (N_("验证记录有效"), "success"),
    P.REPLICATING: (N_("推广中"), "success"),
    P.EXPIRED: (N_("验证记录已到期"), "warning"),
    P.REVOKED: (N_("验证记录已撤销"), "danger"),
}
"""Nothing here is called 示范: that takes the competent body's own recognition."""
OBJECTIONS: Mapping[ObjectionState, tuple[str, str]] = {
    ObjectionState.SUBMITTED: (N_("待处理"), "warning"),
    ObjectionState.INADMISSIBLE: (N_("不予受理"), "neutral"),
    ObjectionState.UPHELD: (N_("成立"), "danger"),
    ObjectionState.DISMISSED: (N_("不成立"), "neutral"),
    ObjectionState.WITHDRAWN: (N_("已撤回"), "neutral"),
}
ADOPTIONS: Mapping[AdoptionState, tuple[str, str]] = {
    AdoptionState.WANTED: (N_("筹备推广"), "info"),
    AdoptionState.ADOPTED: (N_("已上线"), "success"),
    AdoptionState.DROPPED: (N_("没有推广"), "neutral"),
    AdoptionState.ENDED: (N_("已停用"), "warning"),
}
INADMISSIBLE: Mapping[str, str] = {
    "late": N_("超过公示期"),
    "unrelated": N_("与公示内容无关"),
    "unfounded": N_("没有具体事实或线索"),
    "repeated": N_("重复提出"),
}
REVOCATIONS: Mapping[str, str] = {
    "false_data": N_("数据不实"),
    "not_kept": N_("效果未能保持"),
    "safety": N_("安全或合规问题"),
    "ended": N_("应用已经停用"),
    "other": N_("其他"),
}


def state_tag(state: PilotState) -> tuple[str, str]:
    label, tone = STATES[state]
    return _(label), tone


def told(labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """(value, label) pairs for a choice."""
    return [(code, _(text)) for code, text in labels.items()]
