"""The sections of the form: what each shows of a supply's values, and what the values are once it is saved. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from app.core.forms import FormModel
from app.core.i18n import N_
from app.core.records import Section
from suppliers import forms
from suppliers.models import SupplyKind
from suppliers.prefill import Prefill
from suppliers.values import CaseValue, ParameterValue, QualificationValue, ResultValue, SupplyValues

WAN = 10_000
TERM_OF = {
    "fields": "field",
    "tracks": "track",
    "directions": "direction",
    "process_steps": "process_step",
    "deployments": "deployment",
    "offers": "offer",
}
"""Name in forms to the kind of term."""


@dataclass(frozen=True)
class SupplySection(Section):
    """One page, with the two directions between its form and the values."""

    shown: Callable[[SupplyValues], dict[str, Any]]
    saved: Callable[[SupplyValues, Any], SupplyValues]


def wan(yuan: int | None) -> str:
    """元 as a text in 万元, without idle zeros."""
    return (
        "" if yuan is None else f"{Decimal(yuan) / WAN:f}".rstrip("0").rstrip(".") if yuan % WAN else str(yuan // WAN)
    )


def yuan(amount: Decimal | None) -> int | None:
    """万元 as whole 元."""
    return None if amount is None else int((amount * WAN).to_integral_value())


def _terms(values: SupplyValues, *names: str) -> dict[str, Any]:
    return {name: values.words(TERM_OF[name]) for name in names}


def _with_terms(values: SupplyValues, cleaned: FormModel, *names: str) -> Mapping[str, tuple[str, ...]]:
    terms = dict(values.terms)
    for name in names:
        terms[TERM_OF[name]] = tuple(dict.fromkeys(getattr(cleaned, name)))
    return {kind: codes for kind, codes in terms.items() if codes}


def _rows(items: Sequence[Any]) -> list[dict[str, Any]]:
    return [asdict(item) for item in items]


_CONTACT = ("contact_name", "contact_phone", "contact_email")


def _show_basics(values: SupplyValues) -> dict[str, Any]:
    shown = {name: getattr(values, name) for name in ("name", "description", "trl", *_CONTACT)}
    shown |= _terms(values, "fields")
    if values.kind is not SupplyKind.RESULT:
        return shown | {"kind": values.kind.value}
    first, _newline, second = (values.result or ResultValue()).plain_use.partition("\n")
    return shown | {"use_for": first, "use_gain": second}


def _save_basics(values: SupplyValues, cleaned: Any) -> SupplyValues:
    changed = {name: getattr(cleaned, name) for name in ("name", "description", "trl", *_CONTACT)}
    if isinstance(cleaned, forms.ResultBasics):
        uses = "\n".join(" ".join(line.split()) for line in (cleaned.use_for, cleaned.use_gain))
        changed["result"] = replace(values.result or ResultValue(), plain_use=uses)
    else:
        changed["kind"] = SupplyKind(cleaned.kind)
    return replace(values, **changed, terms=_with_terms(values, cleaned, "fields"))


def _show_scope(values: SupplyValues) -> dict[str, Any]:
    shown = _terms(values, "tracks", "directions", "process_steps")
    return shown | {"district": values.district, "wanted": values.wanted}


def _save_scope(values: SupplyValues, cleaned: forms.Scope) -> SupplyValues:
    terms = _with_terms(values, cleaned, "tracks", "directions", "process_steps")
    return replace(values, terms=terms, district=cleaned.district, wanted=cleaned.wanted)


def _parameters(rows: Sequence[forms.ParameterRow]) -> tuple[ParameterValue, ...]:
    return tuple(ParameterValue(**row.model_dump()) for row in rows)


def _save_qualifications(values: SupplyValues, cleaned: forms.Qualifications) -> SupplyValues:
    rows = tuple(QualificationValue(**row.model_dump()) for row in cleaned.qualifications)
    return replace(values, qualifications=rows, ip_terms=cleaned.ip_terms)


_DELIVERY = ("environment", "delivery", "price_text")


def _show_delivery(values: SupplyValues) -> dict[str, Any]:
    shown = {name: getattr(values, name) for name in _DELIVERY} | _terms(values, "deployments", "offers")
    return shown | {"price_min": wan(values.price_min), "price_max": wan(values.price_max)}


def _save_delivery(values: SupplyValues, cleaned: forms.Delivery) -> SupplyValues:
    return replace(
        values,
        **{name: getattr(cleaned, name) for name in _DELIVERY},
        price_min=yuan(cleaned.price_min),
        price_max=yuan(cleaned.price_max),
        terms=_with_terms(values, cleaned, "deployments", "offers"),
    )


_RESEARCH = ("people", "nature", "stage", "registration_no", "papers", "willing", "researcher_email")


def _show_research(values: SupplyValues) -> dict[str, Any]:
    result = values.result or ResultValue()
    shown: dict[str, Any] = {name: getattr(result, name) for name in _RESEARCH}
    for name, day in (("started", result.started_on), ("finished", result.finished_on)):
        shown[name] = f"{day:%Y-%m}" if day else ""
    return shown


def _save_research(values: SupplyValues, cleaned: forms.Research) -> SupplyValues:
    said = {name: getattr(cleaned, name) for name in _RESEARCH}
    result = replace(values.result or ResultValue(), **said, started_on=cleaned.started, finished_on=cleaned.finished)
    return replace(values, result=result)


_BASICS = (N_("基本信息"), _show_basics, _save_basics)
_REST = (
    SupplySection("scope", N_("用在哪里"), forms.Scope, _show_scope, _save_scope),
    SupplySection(
        "parameters",
        N_("关键参数"),
        forms.Parameters,
        lambda values: {"parameters": _rows(values.parameters)},
        lambda values, cleaned: replace(values, parameters=_parameters(cleaned.parameters)),
    ),
    SupplySection(
        "cases",
        N_("典型案例"),
        forms.Cases,
        lambda values: {"cases": _rows(values.cases)},
        lambda values, cleaned: replace(values, cases=tuple(CaseValue(**row.model_dump()) for row in cleaned.cases)),
    ),
    SupplySection(
        "qualifications",
        N_("资质与知识产权"),
        forms.Qualifications,
        lambda values: {"qualifications": _rows(values.qualifications), "ip_terms": values.ip_terms},
        _save_qualifications,
    ),
    SupplySection("delivery", N_("部署与交付"), forms.Delivery, _show_delivery, _save_delivery),
)
CAPABILITY = (SupplySection("basics", _BASICS[0], forms.CapabilityBasics, *_BASICS[1:]), *_REST)
RESULT = (
    SupplySection("basics", _BASICS[0], forms.ResultBasics, *_BASICS[1:]),
    SupplySection("result", N_("成果信息"), forms.Research, _show_research, _save_research),
    *_REST,
)


def sections_of(kind: SupplyKind) -> tuple[SupplySection, ...]:
    """The pages for this kind, in order."""
    return RESULT if kind is SupplyKind.RESULT else CAPABILITY


def new_values(kind: SupplyKind, district: str, cleaned: forms.NewCapability | forms.NewResult) -> SupplyValues:
    """The values of a first page: six fields, and what of a pasted introduction was left standing."""
    values = SupplyValues(
        kind=kind,
        district=district,
        parameters=_parameters(cleaned.parameters),
        price_min=yuan(cleaned.price_min),
        price_max=yuan(cleaned.price_max),
        price_text=cleaned.price_text,
        result=ResultValue() if kind is SupplyKind.RESULT else None,
    )
    found = _with_terms(values, cleaned, "tracks", "directions", "deployments")
    return _save_basics(replace(values, terms=found), cleaned)


def prefilled(found: Prefill) -> dict[str, Any]:
    """What was read from an introduction, as the first page shows it."""
    names = ("name", "kind", "description", "trl", "price_text", *_CONTACT)
    shown: dict[str, Any] = {name: getattr(found, name) for name in names}
    shown |= {name: found.terms.get(kind, ()) for name, kind in TERM_OF.items()}
    shown |= {"price_min": wan(found.price_min), "price_max": wan(found.price_max)}
    return shown | {"parameters": _rows(found.parameters)}


LABELS = {
    "kind": N_("形态"),
    "name": N_("名称"),
    "use_for": N_("用它能做成什么"),
    "use_gain": N_("比现在好在哪里"),
    "fields": N_("适用行业"),
    "description": N_("说明"),
    "trl": N_("成熟度"),
    "contact_name": N_("联系人"),
    "contact_phone": N_("联系电话"),
    "contact_email": N_("联系邮箱"),
    "tracks": N_("赛道"),
    "directions": N_("技术方向"),
    "process_steps": N_("适用环节"),
    "district": N_("所在区域"),
    "wanted": N_("期望场景"),
    "parameters": N_("关键参数"),
    "parameters-name": N_("参数名称"),
    "parameters-value": N_("数值"),
    "parameters-unit": N_("计量单位"),
    "parameters-condition": N_("成立条件"),
    "cases": N_("典型案例"),
    "cases-customer": N_("客户"),
    "cases-year": N_("年份"),
    "cases-metric": N_("效果"),
    "cases-evidence": N_("佐证"),
    "qualifications": N_("资质"),
    "qualifications-kind": N_("资质类别"),
    "qualifications-number": N_("编号"),
    "ip_terms": N_("知识产权"),
    "deployments": N_("部署方式"),
    "environment": N_("运行环境"),
    "delivery": N_("交付周期"),
    "price_min": N_("最低价"),
    "price_max": N_("最高价"),
    "price_text": N_("价格说明"),
    "offers": N_("可提供方式"),
    "people": N_("完成人"),
    "started": N_("开始年月"),
    "finished": N_("结束年月"),
    "nature": N_("成果属性"),
    "stage": N_("成果阶段"),
    "registration_no": N_("登记号"),
    "papers": N_("论文与专利"),
    "willing": N_("转化意愿"),
    "researcher_email": N_("完成人邮箱"),
    "organisation": N_("所属单位"),
}
"""What each field is called."""
