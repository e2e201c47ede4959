"""How complete a supply is, what is missing, and why that matters to whoever looks for it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from app.core.i18n import N_
from suppliers.models import SupplyKind
from suppliers.values import SupplyValues

FULL_DESCRIPTION = {"zh": 80, "en": 240}
"""Characters from which a description carries enough sentences to be matched by meaning."""


@dataclass(frozen=True)
class Part:
    """Something a profile may have: `label` and `why` are message ids, `section` is the page of the form with it."""

    key: str
    section: str
    points: int
    label: str
    why: str
    there: Callable[[SupplyValues], bool]


@dataclass(frozen=True)
class Assessed:
    """One part as it stands."""

    part: Part
    done: bool


@dataclass(frozen=True)
class Completeness:
    """`score` is 0–100; `items` are in the order of the form."""

    score: int
    items: tuple[Assessed, ...]

    @property
    def missing(self) -> tuple[Part, ...]:
        """What to add, the most useful first."""
        return tuple(sorted((i.part for i in self.items if not i.done), key=lambda part: -part.points))


def _described(values: SupplyValues) -> bool:
    return len(values.description.strip()) >= FULL_DESCRIPTION[values.language]


def _has(kind: str) -> Callable[[SupplyValues], bool]:
    return lambda values: bool(values.words(kind))


def _result(name: str) -> Callable[[SupplyValues], bool]:
    return lambda values: values.result is not None and bool(getattr(values.result, name))


def _priced(values: SupplyValues) -> bool:
    return values.price_min is not None or values.price_max is not None or bool(values.price_text)


_DESCRIPTION = (N_("写足能力说明"), N_("系统按语义逐句比对，写清能做什么、怎么做、不适合什么，才能被对口的需求找到。"))
_FIELDS = (N_("选择适用行业"), N_("场景方和审核部门都按行业筛选，不选就不会出现在筛选结果里。"))
_CONTACT = (N_("留下联系人"), N_("双方都有意向后才会给对方看；没有联系人，对接就到此为止。"))
_TRL = (N_("注明成熟度"), N_("场景方据此判断能直接用还是要先试点。"))
_PARAMETERS = (N_("补充关键参数"), N_("需求里的指标要逐条核对，没有数值只能判为“待确认”。"))
_CASES = (N_("补充典型案例"), N_("在哪用过、效果如何，是场景方最先看的内容。"))
_DIRECTIONS = (N_("选择技术方向或赛道"), N_("便于按方向检索，也用于全市供给统计。"))

CAPABILITY: tuple[Part, ...] = (
    Part("description", "basics", 15, *_DESCRIPTION, _described),
    Part("fields", "basics", 8, *_FIELDS, _has("field")),
    Part("trl", "basics", 8, *_TRL, lambda values: values.trl is not None),
    Part("contact", "basics", 7, *_CONTACT, lambda values: values.has_contact),
    Part(
        "directions", "scope", 6, *_DIRECTIONS, lambda values: bool(values.words("direction") or values.words("track"))
    ),
    Part(
        "wanted",
        "scope",
        3,
        N_("写出期望的场景"),
        N_("说明想进入什么样的现场，撮合时会优先考虑。"),
        lambda values: bool(values.wanted),
    ),
    Part("parameters", "parameters", 14, *_PARAMETERS, lambda values: bool(values.parameters)),
    Part("cases", "cases", 12, *_CASES, lambda values: bool(values.cases)),
    Part(
        "qualifications",
        "qualifications",
        8,
        N_("补充资质证明"),
        N_("备案、注册证、等保等硬性要求，只有写明编号才算有证明。"),
        lambda values: any(one.number for one in values.qualifications),
    ),
    Part(
        "deployments",
        "delivery",
        7,
        N_("选择部署方式"),
        N_("医院、工厂常要求数据不出本地，部署方式不明会被直接排除。"),
        _has("deployment"),
    ),
    Part("price", "delivery", 5, N_("给出价格区间"), N_("场景方要与预算比对，写“面议”也比空着好。"), _priced),
    Part("offers", "delivery", 4, N_("选择可提供方式"), N_("能否试用、联合攻关，决定对方走哪条路径。"), _has("offer")),
    Part(
        "delivery",
        "delivery",
        3,
        N_("注明交付周期"),
        N_("有期限要求的需求要看交付周期。"),
        lambda values: bool(values.delivery),
    ),
)

RESULT: tuple[Part, ...] = (
    Part("description", "basics", 15, *_DESCRIPTION, _described),
    Part(
        "plain_use",
        "basics",
        12,
        N_("用两句话说清对用户有什么用"),
        N_("场景方不读论文，先看这两句话。"),
        lambda values: len(values.uses) >= 2,
    ),
    Part("fields", "basics", 8, *_FIELDS, _has("field")),
    Part("trl", "basics", 8, *_TRL, lambda values: values.trl is not None),
    Part("contact", "basics", 7, *_CONTACT, lambda values: values.has_contact),
    Part(
        "directions", "scope", 6, *_DIRECTIONS, lambda values: bool(values.words("direction") or values.words("track"))
    ),
    Part("people", "result", 6, N_("写明完成人"), N_("对方要知道找谁谈技术细节。"), _result("people")),
    Part("stage", "result", 6, N_("选择成果阶段"), N_("区分实验室成果与可直接转化的成果。"), _result("stage")),
    Part(
        "proof",
        "result",
        8,
        N_("补充登记号或论文专利"),
        N_("可核对的出处让成果更可信。"),
        lambda values: values.result is not None and bool(values.result.registration_no or values.result.papers),
    ),
    Part(
        "willing", "result", 4, N_("写明转化意愿"), N_("说明愿意和谁、以什么条件合作，避免空谈。"), _result("willing")
    ),
    Part("offers", "delivery", 6, N_("选择转化方式"), N_("许可、转让还是合作，决定对方走哪条路径。"), _has("offer")),
    Part("parameters", "parameters", 8, *_PARAMETERS, lambda values: bool(values.parameters)),
    Part("cases", "cases", 6, *_CASES, lambda values: bool(values.cases)),
)


def assess(values: SupplyValues) -> Completeness:
    """The parts that this kind of supply should have, each there or not, and the points of those that are there."""
    parts = RESULT if values.kind is SupplyKind.RESULT else CAPABILITY
    items = tuple(Assessed(part, part.there(values)) for part in parts)
    return Completeness(sum(item.part.points for item in items if item.done), items)
