"""How ready a need is to be answered: 0–100, what to add and why. One table a route; pure.

A supplier can only answer what is written down, and a need too thin to match finds nothing. Six honest fields reach
the threshold of a match_only need; a tender asks for what bids are judged by.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from app.core.i18n import N_
from matching.requirements import IncompatibleUnits, Relation, better_side, convert, read_figure
from scenarios.lifecycle import Route
from scenarios.values import KpiValues, ScenarioValues

ENOUGH, FULL = 60, 200
"""Length of a description from which it can be matched, and from which it says nearly all; see `weight_of_text`."""
_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
_HAN = re.compile(r"[\u3400-\u9fff]")
Test = Callable[[ScenarioValues], float]


@dataclass(frozen=True)
class Part:
    """One thing looked at: where it is filled in, what to add in one sentence, and how much of it is there (0–1)."""

    code: str
    section: str
    name: str
    advice: str
    test: Test


@dataclass(frozen=True)
class Item:
    part: Part
    weight: int
    earned: float

    @property
    def done(self) -> bool:
        return self.earned >= self.weight

    @property
    def missing(self) -> int:
        """Points still to be had."""
        return round(self.weight - self.earned)


@dataclass(frozen=True)
class Readiness:
    """`backwards` are the figures whose target lies on the worse side of their baseline, as far as both can be read."""

    score: int
    items: tuple[Item, ...]
    backwards: tuple[KpiValues, ...] = ()

    @property
    def todo(self) -> tuple[Item, ...]:
        """What is missing, the most rewarding first."""
        return tuple(sorted((item for item in self.items if not item.done), key=lambda item: -item.missing))


def readiness(values: ScenarioValues) -> Readiness:
    """The score of a need on its route, with every part it is made of."""
    weights = WEIGHTS[values.route]
    items = tuple(Item(part, weights[part.code], weights[part.code] * part.test(values)) for part in PARTS)
    items = tuple(item for item in items if item.weight)
    return Readiness(round(sum(item.earned for item in items)), items, tuple(filter(is_backwards, values.kpis)))


def is_backwards(row: KpiValues) -> bool:
    """Whether a figure gets worse: 漏诊率 from 1 ‰ to 3 ‰. A question for whoever typed it, no fault."""
    baseline, target = (read_figure(text, unit=row.unit) for text in (row.baseline, row.target))
    if baseline is None or target is None or Relation.CHANGE in {baseline.relation, target.relation}:
        return False
    better = row.direction or better_side(row.name, target.unit)
    try:
        start = convert(baseline.value, baseline.unit, target.unit)
    except IncompatibleUnits:
        return False
    return target.value < start if better == "up" else target.value > start if better == "down" else False


def weight_of_text(text: str) -> int:
    """Length as a reader feels it: a Han character counts one, a word in Latin letters two."""
    return len(_HAN.findall(text)) + 2 * len(_WORD.findall(text))


def _share(done: bool) -> float:
    return 1.0 if done else 0.0


def _length(least: int, most: int) -> Test:
    return lambda v: min(1.0, max(0.0, (weight_of_text(v.description) - least) / (most - least)))


def _filled(*names: str) -> Test:
    return lambda v: sum(getattr(v, name) not in {"", None} for name in names) / len(names)


def _listed(*names: str) -> Test:
    return lambda v: sum(bool(getattr(v, name)) for name in names) / len(names)


def _budget(v: ScenarioValues) -> float:
    return _share(v.budget_min is not None or v.budget_max is not None or bool(v.budget_text))


def _kpis(v: ScenarioValues) -> float:
    """One measurable figure is most of it; three give a rounded picture. A figure without baseline or method is half."""
    worth = sorted((0.5 + 0.25 * bool(k.baseline) + 0.25 * bool(k.method) for k in v.kpis), reverse=True)
    return min(1.0, sum(part * each for part, each in zip((0.6, 0.2, 0.2), worth, strict=False)))


PARTS: tuple[Part, ...] = (
    Part(
        "title",
        "basics",
        "title",
        N_("名称说清“谁的什么问题”，供给方在列表里一眼能看懂，建议 8 个字以上。"),
        lambda v: min(1.0, weight_of_text(v.title) / 8),
    ),
    Part(
        "field",
        "basics",
        "field",
        N_("选好领域，需求才会送到对应的审核部门和订阅这个领域的供给方。"),
        _filled("field"),
    ),
    Part(
        "description",
        "basics",
        "description",
        N_("把背景、痛点、目标各写两三句；太短的描述匹配不到合适的供给方。"),
        _length(0, ENOUGH),
    ),
    Part(
        "detail",
        "basics",
        "description",
        N_("描述再具体一些：现在怎么做、卡在哪一步、做到什么程度算解决。"),
        _length(ENOUGH, FULL),
    ),
    Part(
        "figures",
        "basics",
        "description",
        N_("写上规模或目标的数字，例如“每天 400 件”“误报低于 5%”，供给方才能判断做不做得到。"),
        lambda v: _share(any(c.isdigit() for c in v.description)),
    ),
    Part("deadline", "basics", "deadline", N_("给出截止日期，供给方据此安排时间。"), _filled("deadline")),
    Part(
        "contact",
        "basics",
        "contact_name",
        N_("填写联系人、电话和邮箱；双方都有意向之后才会给对方看。"),
        _filled("contact_name", "contact_phone", "contact_email"),
    ),
    Part(
        "systems",
        "context",
        "current_systems",
        N_("写明已有哪些系统和设备，避免供给方重复报方案。"),
        _filled("current_systems"),
    ),
    Part(
        "directions",
        "context",
        "directions",
        N_("勾选技术方向和合作方式，匹配和筛选都会用到。"),
        _listed("directions", "cooperation"),
    ),
    Part(
        "kpis",
        "kpis",
        "kpis",
        N_("至少写一项可测量的指标，带上基线、目标和测法；验收和试点都以它为准。"),
        _kpis,
    ),
    Part(
        "constraints",
        "kpis",
        "constraints",
        N_("列出硬性条件（部署方式、国产化、资质等），不满足的供给方会知难而退。"),
        _listed("constraints"),
    ),
    Part(
        "data",
        "data",
        "data_types",
        N_("说明能提供什么数据、多大规模、能否出域。"),
        _filled("data_types", "data_scale"),
    ),
    Part("budget", "plan", "budget_max", N_("写明预算范围，或注明“面议”。"), _budget),
    Part(
        "money",
        "plan",
        "funding",
        N_("写明资金来源和预计何时决定；供给方最关心这件事是否落实。"),
        _filled("funding", "decision_on"),
    ),
    Part("dates", "plan", "starts_on", N_("给出计划起止时间。"), _filled("starts_on", "ends_on")),
    Part("place", "plan", "location", N_("写明实施地点。"), _filled("location")),
    Part("acceptance", "terms", "acceptance", N_("写明怎么验收、谁来验收。"), _filled("acceptance")),
    Part("ip", "terms", "ip_terms", N_("写明成果和数据的知识产权归谁。"), _filled("ip_terms")),
)

_NAMES = tuple(part.code for part in PARTS)


def _weights(*numbers: int) -> dict[str, int]:
    return dict(zip(_NAMES, numbers, strict=True))


# fmt: off
WEIGHTS: dict[Route, dict[str, int]] = {
    #                        ti fi  de  det fig dl co  sys dir kpi con dat bud mon dts pl acc ip
    Route.MATCH_ONLY: _weights(10, 10, 20, 8, 5, 10, 10, 4, 4, 4, 3, 3, 4, 2, 1, 2, 0, 0),
    Route.TENDER:     _weights(4, 4, 12, 6, 2, 5, 4, 6, 4, 18, 6, 5, 6, 4, 3, 1, 6, 4),
    Route.TEST_ONLY:  _weights(4, 4, 14, 7, 3, 5, 5, 7, 4, 18, 6, 9, 1, 1, 4, 4, 4, 0),
    Route.PROCURE:    _weights(5, 5, 14, 6, 2, 5, 5, 5, 3, 14, 6, 2, 10, 8, 3, 2, 5, 0),
}
# fmt: on
"""Points of each part on each route; each row makes 100."""
