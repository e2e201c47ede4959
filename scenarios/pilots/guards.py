"""What is still missing before a pilot may go on, as sentences with the place where each is mended. Pure.

Which things must be ready follows from what the pilot touches: its traits, some of which its need implies. Statutory ones
nobody can waive: they are
settled with evidence, or 不适用 with the competent body's paper.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.core.i18n import N_
from app.core.i18n import gettext as _
from scenarios.pilots.lifecycle import ItemState
from scenarios.pilots.models import PilotAgreement, PilotKpi, Purchase, ReadinessItem


@dataclass(frozen=True)
class Lack:
    """A sentence, and the tab of the pilot (with the section, if any) where it is mended."""

    sentence: str
    place: str


@dataclass(frozen=True)
class Rule:
    """When a thing must be ready: always, or with one of these traits. A permit has a last day."""

    traits: frozenset[str] = frozenset()
    statutory: bool = False
    permit: bool = False
    at_end: bool = False
    """Asked for before the pilot is completed, not before it runs."""


def _with(*traits: str, statutory: bool = False, permit: bool = False, at_end: bool = False) -> Rule:
    return Rule(frozenset(traits), statutory, permit, at_end)


RULES: Mapping[str, Rule] = {
    "data_agreement": _with("data", "personal_data", "medical", "minors", "biometrics", "monitoring", statutory=True),
    "compute": _with(),
    "security_grade": _with("networked", "personal_data", "medical", statutory=True),
    "ethics": _with("medical", "minors", "biometrics", "monitoring", statutory=True),
    "medical_device": _with("diagnosis", statutory=True),
    "site_safety": _with(),
    "road_permit": _with("road", statutory=True, permit=True),
    "genai_filing": _with("generative_public", statutory=True),
    "rollback": _with(),
    "data_deletion": _with(
        "data", "personal_data", "medical", "minors", "biometrics", "monitoring", statutory=True, at_end=True
    ),
}
"""By the code of a term of `readiness_item`; one that the office has added is asked of every pilot and may be waived."""
ANYTHING = Rule()
FIELDS: Mapping[str, str] = {"health": "medical"}
SENSITIVITIES: Mapping[str, str] = {"sensitive": "data", "important": "data"}
TRIGGERS: Mapping[str, tuple[str, ...]] = {
    "medical_decision": ("medical", "diagnosis"),
    "minors": ("minors",),
    "biometrics": ("biometrics",),
    "public_road": ("road",),
    "critical_infrastructure": ("networked",),
    "personal_rights": ("personal_data",),
}
"""The traits that follow from a need's field, the sensitivity of its data, its risk triggers."""


class Needy(Protocol):
    """What a need says of itself."""

    @property
    def field(self) -> str: ...
    @property
    def data_sensitivity(self) -> str: ...
    @property
    def risk_triggers(self) -> list[str]: ...


def rule_of(code: str) -> Rule:
    return RULES.get(code, ANYTHING)


def implied_traits(need: Needy) -> set[str]:
    """What a pilot touches because its need says so, whatever is ticked in its agreement."""
    told = {FIELDS.get(need.field, ""), SENSITIVITIES.get(need.data_sensitivity, "")}
    return (told | {trait for one in need.risk_triggers for trait in TRIGGERS.get(one, ())}) - {""}


def wanted_items(offered: Iterable[str], traits: Collection[str]) -> list[str]:
    """The codes that a pilot of these traits must have ready, in the office's order. What the law asks for is asked for,
    also where its term was retired."""
    statutory = [code for code, rule in RULES.items() if rule.statutory]
    known = dict.fromkeys([*offered, *statutory])
    return [code for code in known if not rule_of(code).traits or rule_of(code).traits & set(traits)]


def is_settled(item: ReadinessItem, today: date) -> bool:
    """Whether it counts today: a permit only until its last day."""
    if item.state is ItemState.NOT_APPLICABLE:
        return True
    return item.state is ItemState.DONE and (item.valid_until is None or today <= item.valid_until)


def lacks_to_run(items: Iterable[ReadinessItem], today: date) -> list[ReadinessItem]:
    """What keeps it from running, or from going on."""
    return [item for item in items if not rule_of(item.code).at_end and not is_settled(item, today)]


def lacks_to_complete(items: Iterable[ReadinessItem], today: date) -> list[ReadinessItem]:
    return [item for item in items if rule_of(item.code).at_end and not is_settled(item, today)]


def purchase_lacks(said: PilotAgreement) -> list[Lack]:
    """采购性质 comes first: nothing is paid with public money without its number or the house's decision."""
    here = "agreement/purchase"
    if said.purchase is Purchase.FREE:
        paid = (
            [Lack(N_("不采购的试点不能约定付款；确需付款，请改选采购性质。"), "agreement/money")] if said.amount else []
        )
        promise = N_("不采购的试点，请确认“不承诺后续采购、不附带购买条件”。")
        return paid + ([] if said.no_promise else [Lack(promise, here)])
    grounded = (said.purchase_method and said.purchase_number) or said.purchase_decision
    if said.public_money and not grounded:
        return [Lack(N_("使用财政性资金，请填写采购方式和编号；限额以下的，填写本单位的集体决策文号。"), here)]
    if said.purchase is Purchase.PURCHASED and not grounded:
        return [Lack(N_("已采购的，请填写采购方式和编号，或本单位的决策文号。"), here)]
    return []


def agreement_lacks(said: PilotAgreement) -> list[Lack]:
    """What an agreement needs before it can be printed, stamped and signed."""
    wanted = [
        (said.scope, N_("请写明试点范围：做什么、用在哪些环节、不包括什么。"), "agreement/scope"),
        (said.site, N_("请写明试点地点。"), "agreement/scope"),
        (said.ip, N_("请选择知识产权归属。"), "agreement/money"),
        (said.exit_rule, N_("请写明退出约定：什么情况下可以提前结束，现场和数据怎样恢复。"), "agreement/exit"),
    ]
    lacks = [*purchase_lacks(said), *(Lack(sentence, place) for text, sentence, place in wanted if not text)]
    if said.service_invention:
        proofs = (said.unit_approval, said.makers_confirmed, said.price_notice)
        if not all(proofs):
            lacks.append(
                Lack(N_("涉及职务科技成果，请填写单位批准、完成人确认和协议定价公示的依据。"), "agreement/money")
            )
    return lacks


def lock_lacks(kpis: Sequence[PilotKpi]) -> list[Lack]:
    """What figures need before they can be locked: a target, and a baseline with how it was measured."""
    if not kpis:
        return [Lack(_("请至少设定一项指标。"), "kpis")]
    return [
        Lack(_("{name}：还缺{parts}。").format(name=kpi.name, parts=_("、").join(missing)), "kpis")
        for kpi in kpis
        if (missing := _missing(kpi))
    ]


def _missing(kpi: PilotKpi) -> list[str]:
    parts = [
        (kpi.target_value is not None, _("目标值")),
        (bool(kpi.direction), _("方向")),
        (kpi.baseline_value is not None, _("基线数值")),
        (bool(kpi.sample), _("样本")),
        (kpi.measured_from is not None and kpi.measured_to is not None, _("测量期间")),
        (bool(kpi.method), _("测法")),
    ]
    return [label for there, label in parts if not there]
