"""What people call the states, parts and papers of bids."""

from collections.abc import Mapping
from typing import Final

from app.core.i18n import N_
from app.core.i18n import gettext as _
from scenarios.bids.lifecycle import BidState
from scenarios.bids.models import Formula, Nature, Part

S = BidState

STATES: Final[Mapping[BidState, tuple[str, str]]] = {
    S.DRAFT: (N_("填写中"), "neutral"),
    S.SUBMITTED: (N_("已提交（密封）"), "success"),
    S.WITHDRAWN: (N_("已撤回"), "warning"),
    S.LAPSED: (N_("截止时未提交"), "neutral"),
    S.RETURNED: (N_("未拆封，已退回"), "warning"),
    S.UNDER_CHECK: (N_("已拆封，形式审查"), "info"),
    S.INELIGIBLE: (N_("形式审查未通过"), "danger"),
    S.SCORING: (N_("评审中"), "info"),
    S.RANKED: (N_("已排出名次"), "info"),
    S.RECOMMENDED: (N_("拟确定，公示中"), "accent"),
    S.RESERVE: (N_("备选"), "neutral"),
    S.AWARDED: (N_("已确定"), "success"),
    S.DECLINED: (N_("已放弃"), "warning"),
    S.NOT_AWARDED: (N_("未选中"), "neutral"),
    S.DISQUALIFIED: (N_("已取消资格"), "danger"),
}
NATURES: Final[Mapping[Nature, str]] = {
    Nature.FREE: N_("无偿试用：不承诺采购，双方互不支付费用"),
    Nature.FUNDED: N_("任务经费支持：按揭榜任务拨付经费，不是采购"),
    Nature.LATER: N_("先试后定：试点达标以后，采购依法另行组织"),
}
FORMULAS: Final[Mapping[Formula, str]] = {
    Formula.MEAN: N_("各项得分为评委打分的平均值，总分为各项得分按权重相加"),
    Formula.TRIMMED: N_("各项得分为去掉一个最高分、一个最低分后的平均值，总分为各项得分按权重相加"),
}
PRICE_RULE: Final = N_("报价得分 = 最低有效报价 ÷ 本应标方报价 × 该项权重")
ROUNDING_RULE: Final = N_("评委按百分制打分，可以有一位小数；各项得分四舍五入到 0.01，总分为各项得分之和。")
TIE_RULE: Final = N_("总分相同的，技术部分得分高的在前；仍相同的，报价低的在前；再相同的，按抽取种子决定先后。")
PARTS: Final[Mapping[Part, str]] = {
    Part.TECHNICAL: N_("技术部分（不署名评分）"),
    Part.NAMED: N_("具名部分（技术评分后公开）"),
    Part.PRICE: N_("报价（按公式计算）"),
}
FILE_KINDS: Final[Mapping[str, str]] = {
    "authorisation": N_("授权书"),
    "stamped": N_("盖章扫描件"),
    "proof": N_("资质与证明材料"),
    "technical": N_("技术附件（不要出现单位名称）"),
}
CORRECTABLE: Final = ("authorisation", "stamped", "proof")
"""Papers that may be handed in after the unsealing."""
DEFECTS: Final[Mapping[str, str]] = {
    "authorisation": N_("缺授权书"),
    "stamped": N_("缺盖章扫描件"),
    "proof": N_("硬性要求缺证明材料"),
    "broken": N_("内容与回执的哈希不符"),
}
NO_BID_REASONS: Final[Mapping[str, str]] = {
    "time": N_("时间太紧，来不及准备"),
    "money": N_("经费与工作量不相称"),
    "targets": N_("指标达不到"),
    "data": N_("数据或算力条件不具备"),
    "ip": N_("知识产权或付款条件不能接受"),
    "capacity": N_("人手不足，今年排不开"),
    "criteria": N_("评审办法不合适"),
    "other": N_("其他原因"),
}
NOT_PROCUREMENT: Final = N_("揭榜用来为应用场景寻找解决方案，不是政府采购，不适用采购程序，也不构成采购承诺。")
FIELDS: Final[Mapping[str, str]] = {
    "approach": N_("技术方案"),
    "schedule": N_("实施计划"),
    "risks": N_("主要风险与对策"),
    "commitments": N_("指标承诺"),
    "commitments-kpi": N_("指标"),
    "commitments-promise": N_("承诺值"),
    "commitments-how": N_("怎样达到、怎样测量"),
    "data_needs": N_("需要的数据"),
    "compute_needs": N_("需要的算力"),
    "ip": N_("成果归属"),
    "ip_text": N_("知识产权的其他约定"),
    "supply": N_("使用的能力或成果"),
    "team": N_("团队"),
    "references": N_("业绩"),
    "price": N_("报价"),
    "price_text": N_("报价说明"),
    "signatory": N_("被授权人"),
}
"""What each field of a bid is called."""


def numbered(number: int | None) -> str:
    """The name of a bid after the unsealing."""
    return _("应标方 {number}").format(number=number)


def state_tag(state: BidState) -> tuple[str, str]:
    """Label and tone."""
    label, tone = STATES[state]
    return _(label), tone


def plain_code(code: str) -> str:
    """A check code in groups of four."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))
