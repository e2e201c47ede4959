"""What people call the states of a panel, and why somebody does not judge."""

from collections.abc import Mapping
from typing import Any, Final

from app.core.i18n import N_
from app.core.i18n import gettext as _
from scenarios.panels.drawing import SEATED, SUBSTITUTE
from scenarios.panels.lifecycle import SeatState

SEATS: Final[Mapping[SeatState, tuple[str, str]]] = {
    SeatState.SEATED: (N_("技术部分打分中"), "warning"),
    SeatState.TECHNICAL_SENT: (N_("技术部分已提交"), "info"),
    SeatState.SCORED: (N_("全部提交，等待签名"), "info"),
    SeatState.SIGNED: (N_("已签名"), "success"),
    SeatState.RECUSED: (N_("已回避"), "neutral"),
}
RECUSALS: Final[Mapping[str, str]] = {
    "work": N_("与应标单位有工作或合作关系"),
    "money": N_("与应标单位有经济往来或持股"),
    "family": N_("与应标单位的人员有亲属关系"),
    "known": N_("看出了应标单位是谁，可能影响公正"),
    "owner": N_("与场景方有利害关系"),
    "absent": N_("时间或身体原因不能参加"),
}
"""Why a member leaves her seat."""
CONFLICTS: Final[Mapping[str, str]] = {
    "part": N_("参与了这项需求的经办或监督"),
    "house": N_("来自应标单位"),
    "stake": N_("与应标单位有登记的利害关系"),
    "tie": N_("所在单位与应标单位有关联"),
    "together": N_("所在单位与应标单位联合应过标"),
    "gone": N_("账户已停用"),
}
"""Why an expert is passed over by the draw."""
OUTCOMES: Final[Mapping[str, str]] = {SEATED: N_("入选"), SUBSTITUTE: N_("候补")}
FLAGS: Final[Mapping[str, tuple[str, str]]] = {
    "one_bid": (N_("只有一份应标书进入评审"), N_("拆封 {received} 份，进入评审 {scored} 份")),
    "all_but_one": (N_("其余应标书都没有通过形式审查"), N_("拆封 {received} 份，进入评审 {scored} 份")),
    "alike": (N_("两位评委的分数全部相同"), N_("评委 {one} 与评委 {other}，{count} 个分数，精确到小数")),
    "close_prices": (N_("两份报价相差不超过 1%"), N_("应标方 {one}：{first} 元；应标方 {other}：{second} 元")),
    "equal_steps": (N_("报价之间的差额完全相等"), N_("{count} 份报价依次相差 {step} 元")),
    "again": (N_("同样的两家单位在多次揭榜中一起出现"), N_("应标方 {one} 与应标方 {other}，另有 {count} 次")),
}
"""Rule and figures of each integrity flag."""
PASSED_OVER: Final = N_("回避")
NOT_YET: Final = N_("回避（原因在公示时公布）")


def seat_tag(state: SeatState) -> tuple[str, str]:
    """Label and tone."""
    label, tone = SEATS[state]
    return _(label), tone


def flag(row: Mapping[str, Any]) -> tuple[str, str]:
    """Its rule and its figures, as sentences."""
    rule, found = FLAGS[row["code"]]
    return _(rule), _(found).format(**row["found"])


def outcome(code: str, *, published: bool) -> str:
    """What the draw has made of somebody; why she was passed over would tell who bids, before the names are open."""
    if code in OUTCOMES:
        return _(OUTCOMES[code])
    return f"{_(PASSED_OVER)}：{_(CONFLICTS[code])}" if published else _(NOT_YET)
