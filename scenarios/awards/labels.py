"""What people call decisions and objections."""

from collections.abc import Mapping
from typing import Final

from app.core.i18n import N_
from app.core.i18n import gettext as _
from scenarios.awards.lifecycle import ObjectionState
from scenarios.awards.models import Objection, ObjectionKind, Outcome

S = ObjectionState

OBJECTIONS: Final[Mapping[ObjectionState, tuple[str, str]]] = {
    S.SUBMITTED: (N_("已提交，待受理"), "warning"),
    S.ACCEPTED: (N_("已受理，待答复"), "info"),
    S.INADMISSIBLE: (N_("不予受理"), "neutral"),
    S.UPHELD: (N_("成立，重新评审"), "danger"),
    S.DISMISSED: (N_("不成立"), "neutral"),
    S.WITHDRAWN: (N_("已撤回"), "neutral"),
}
KINDS: Final[Mapping[ObjectionKind, str]] = {
    ObjectionKind.QUESTION: N_("质疑（应标单位提出）"),
    ObjectionKind.REPORT: N_("实名反映"),
}
OUTCOMES: Final[Mapping[Outcome, str]] = {
    Outcome.AWARD: N_("确定一家"),
    Outcome.NO_AWARD: N_("本轮不确定任何一家"),
}
INADMISSIBLE: Final[Mapping[str, str]] = {
    "late": N_("超过期限"),
    "unrelated": N_("与本次评审无关"),
    "vague": N_("没有写明事实和依据"),
    "repeated": N_("同一事项已经答复过"),
}
DISCLOSED: Final = N_("公示内容：确定的单位、评分结果、评委名单和决定依据；未选中的单位只有编号。")


def answer_of(one: Objection) -> str:
    """What was answered: in somebody's words, or why it was not taken up."""
    return _(INADMISSIBLE[one.answer]) if one.state is S.INADMISSIBLE and one.answer else one.answer


def objection_tag(state: ObjectionState) -> tuple[str, str]:
    """Label and tone."""
    label, tone = OBJECTIONS[state]
    return _(label), tone
