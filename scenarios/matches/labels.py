"""What people call the states of matches and answers, and the sentences of verdicts; English in the catalogue."""

import re
from collections.abc import Mapping
from typing import Any, Final

from app.core.html import format_money
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.site import Words
from matching.requirements import Kind, Outcome, Reason
from scenarios.matches.lifecycle import AnswerState, MatchState
from scenarios.matches.models import MatchSource

M, A = MatchState, AnswerState
_PRICE_CELL: Final = re.compile(r"(\d*)-(\d*)(/.+)?")

MATCH_STATES: Final[Mapping[MatchState, tuple[str, str]]] = {
    M.SUGGESTED: (N_("系统推荐"), "neutral"),
    M.DISMISSED: (N_("已排除"), "neutral"),
    M.SHORTLISTED: (N_("已入围"), "accent"),
    M.OFFERED: (N_("已引荐双方"), "info"),
    M.INTERESTED_OWNER: (N_("场景方已邀请"), "info"),
    M.INTERESTED_SUPPLIER: (N_("供给方愿意做"), "info"),
    M.MUTUAL: (N_("双方有意向"), "success"),
    M.MEETING_HELD: (N_("已见面"), "success"),
    M.BID_LINKED: (N_("已应标"), "success"),
    M.PILOT_LINKED: (N_("已进入试点"), "success"),
    M.NO_FIT: (N_("谈过，不合适"), "neutral"),
    M.DECLINED: (N_("已婉拒"), "neutral"),
    M.EXPIRED: (N_("已过期"), "neutral"),
    M.SUPERSEDED: (N_("已被新结果取代"), "neutral"),
}

ANSWER_STATES: Final[Mapping[AnswerState, tuple[str, str]]] = {
    A.SENT: (N_("等待答复"), "warning"),
    A.WANTED: (N_("想见"), "success"),
    A.NOT_NOW: (N_("暂不"), "neutral"),
    A.WITHDRAWN: (N_("已撤回"), "neutral"),
    A.LAPSED: (N_("需求已结束，未获答复"), "neutral"),
}

SOURCES: Final[Mapping[MatchSource, str]] = {
    MatchSource.SYSTEM: N_("系统推荐"),
    MatchSource.CURATOR: N_("场景经理人推荐"),
    MatchSource.SUPPLIER: N_("供给方自荐"),
    MatchSource.OWNER: N_("场景方邀请"),
}

KINDS: Final[Mapping[str, str]] = {
    Kind.DEPLOYMENT: N_("部署方式"),
    Kind.DOMESTIC_STACK: N_("国产化"),
    Kind.MODEL_FILING: N_("模型备案"),
    Kind.CERTIFICATE: N_("资质证书"),
    Kind.REGION: N_("地域要求"),
    Kind.BUDGET: N_("预算"),
    Kind.MATURITY: N_("成熟度"),
    Kind.DELIVERY: N_("交付期限"),
    Kind.KPI: N_("指标"),
    Kind.OTHER: N_("其他条件"),
}

REASONS: Final[Mapping[str, str]] = {
    Reason.STATED: N_("供给方写明支持"),
    Reason.WITHIN_BOUND: N_("给出的数值达到要求"),
    Reason.LEVEL_REACHED: N_("等级达到要求"),
    Reason.PROOF_GIVEN: N_("写明了编号"),
    Reason.DENIED: N_("供给方写明不支持"),
    Reason.OUT_OF_BOUND: N_("给出的数值达不到要求"),
    Reason.LEVEL_TOO_LOW: N_("等级低于要求"),
    Reason.ONLY_OTHER: N_("只支持别的方式"),
    Reason.ELSEWHERE: N_("在别的地方"),
    Reason.NUMBER_MISSING: N_("提到了，但没有编号"),
    Reason.NOT_STATED: N_("供给方没有说明"),
    Reason.MENTIONED: N_("只是提到，没有说支持"),
    Reason.PLANNED: N_("还在计划或办理中"),
    Reason.CONDITIONAL: N_("有条件支持"),
    Reason.VAGUE: N_("只有笼统说法，没有数值"),
    Reason.CONFLICTING: N_("供给方前后说法不一"),
    Reason.UNIT_MISMATCH: N_("单位不同，无法比较"),
    Reason.IMPOSSIBLE: N_("给出的数值不可能成立"),
    Reason.GUARANTEE_TOO_WEAK: N_("给出的是上限或下限，不足以保证"),
    Reason.TARGET_UNCLEAR: N_("需求没有给出明确目标值"),
    Reason.SCOPE_DIFFERS: N_("说的是别的范围"),
    Reason.CONDITION_DIFFERS: N_("测试条件不同"),
    Reason.LEVEL_UNSTATED: N_("没有说明等级"),
    Reason.DIFFERENT_CLASS: N_("类别不同"),
    Reason.PARTIAL: N_("只满足一部分"),
    Reason.PLACE_UNNAMED: N_("没有写明地点"),
    Reason.UNREAD: N_("要当面确认"),
}

BETTER: Final[Mapping[str, str]] = {"up": N_("越高越好"), "down": N_("越低越好")}

STATUS: Final[Mapping[str, str]] = {
    Outcome.MET: "met",
    Outcome.NOT_MET: "unmet",
    Outcome.UNCLEAR: "unclear",
    Outcome.PROOF_MISSING: "unproven",
}
"""How `components/matches.html` calls the four verdicts."""


def match_tag(state: MatchState) -> tuple[str, str]:
    """Label and tone."""
    label, tone = MATCH_STATES[state]
    return _(label), tone


def answer_tag(state: AnswerState) -> tuple[str, str]:
    label, tone = ANSWER_STATES[state]
    return _(label), tone


def demand(requirement: Mapping[str, Any], words: Words) -> str:
    """What a need asks for, in its own words wherever it has some; fields without words are said by their value."""
    kind, origin, text = requirement["kind"], requirement["origin"], requirement["text"]
    label = _(KINDS.get(kind, kind))
    said = _said(origin, text, words)
    better = BETTER.get(requirement.get("better", ""))
    if better:
        said = _("{text}（{better}）").format(text=said, better=_(better))
    return _("{label}：{text}").format(label=label, text=said) if said else label


def _said(origin: str, text: str, words: Words) -> str:
    match origin:
        case "model_filing":
            return ""
        case "budget_max_yuan":
            return _("不超过 {value}").format(value=format_money(int(text)))
        case "trl_min":
            return _("不低于 TRL {value}").format(value=text)
        case "delivery_days":
            return _("{value} 天以内").format(value=text)
        case "deployment":
            return words.label(text, "deployment")
    return text


def verdict_line(stored: Mapping[str, Any], words: Words) -> dict[str, str]:
    """One stored verdict as `components/matches.html` draws it: the demand, how it stands, and what was read."""
    note = _(REASONS.get(stored["reason"], ""))
    quote = _price(stored.get("quote", "")) if stored["kind"] == Kind.BUDGET else stored.get("quote", "")
    return {
        "status": STATUS.get(stored["outcome"], "unclear"),
        "text": demand(stored, words),
        "note": _("{note}：“{quote}”").format(note=note, quote=quote) if quote else note,
    }


def price_range(low: int | None, high: int | None) -> str:
    """A price from its two ends, of which one may be missing."""
    return "—".join(format_money(value) for value in dict.fromkeys((low, high)) if value)


def _price(quote: str) -> str:
    """What a supply's price field holds (`20000-35000/座`) as people write it; a sentence stays as it is."""
    found = _PRICE_CELL.fullmatch(quote)
    if found is None:
        return quote
    low, high, piece = found.groups()
    return price_range(int(low or 0), int(high or 0)) + (piece or "")
