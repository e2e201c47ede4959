"""能力清单 and 成果清单 ↔ supply."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from app.exchange.drafts.base import (
    Convert,
    Draft,
    Overlay,
    Sizes,
    as_is,
    changes,
    coded,
    line,
    merged_extra,
    plain,
    running,
    sizes_of,
)
from app.exchange.fields import ListKind
from app.exchange.record import Record
from app.exchange.values.dates import Period
from app.exchange.values.details import Case, Qualification
from app.exchange.values.figures import Parameter
from app.exchange.values.money import Money
from app.exchange.values.shapes import Value
from suppliers import models
from suppliers.models import ResultDetail, Supply, SupplyKind
from suppliers.values import CaseValue, ParameterValue, QualificationValue, ResultValue, SupplyValues

Offer = Draft[SupplyValues]

PLAIN: Final = {
    "name": "name",
    "district": "district",
    "delivery": "delivery",
    "contact_name": "contact_name",
    "contact_phone": "contact_phone",
    "contact_email": "contact_email",
}
RUNNING: Final = {"description": "description", "ip": "ip_terms", "environment": "environment", "wanted": "wanted"}
TERMS: Final = {
    "directions": "direction",
    "tracks": "track",
    "fields": "field",
    "process_steps": "process_step",
    "deployments": "deployment",
    "offers": "offer",
    "transfer": "offer",
}
RESULT_PLAIN: Final = ("nature", "stage", "registration_no", "willing")
SIZES: Final = Sizes(
    {**sizes_of(ResultDetail), **sizes_of(Supply)},
    {
        "parameters": sizes_of(models.Parameter),
        "cases": sizes_of(models.Case),
        "qualifications": sizes_of(models.Qualification),
    },
)
_CUSTOMER: Final = SIZES.parts["cases"]["customer"]


def _terms(code: str) -> Convert:
    return lambda codes: {f"terms.{TERMS[code]}": codes}


def _price(money: Money) -> dict[str, Any]:
    return {"price_min": money.minimum, "price_max": money.maximum, "price_text": line(money.text)}


def _cases(cases: tuple[Case, ...]) -> dict[str, Any]:
    return {"cases": tuple(_case(case) for case in cases)}


def _case(case: Case) -> CaseValue:
    """A case that was told in a sentence has no customer of its own when it is too long for a name."""
    year = int(case.year) if case.year.isascii() and case.year.isdigit() and len(case.year) == 4 else None
    if len(case.customer) > _CUSTOMER and not case.metric:
        return CaseValue("", year, case.customer, case.evidence)
    return CaseValue(case.customer, year, case.metric, case.evidence)


def _parameters(parameters: tuple[Parameter, ...]) -> dict[str, Any]:
    return {"parameters": tuple(ParameterValue(p.name, p.value, p.unit, p.condition) for p in parameters)}


def _qualifications(qualifications: tuple[Qualification, ...]) -> dict[str, Any]:
    return {"qualifications": tuple(QualificationValue(q.kind, q.number) for q in qualifications)}


def _kind(code: str) -> dict[str, Any]:
    """A result in a list of capabilities stays what the list says it is."""
    kind = SupplyKind(code)
    return {"kind": SupplyKind.PRODUCT if kind is SupplyKind.RESULT else kind}


def _period(period: Period) -> dict[str, Any]:
    return {"started_on": period.start, "finished_on": period.end}


CONVERT: Final[Mapping[str, Convert]] = {
    **{code: plain(name) for code, name in PLAIN.items()},
    **{code: running(name) for code, name in RUNNING.items()},
    **{code: _terms(code) for code in TERMS},
    **{name: as_is(name) for name in ("trl", "price_min", "price_max")},
    "kind": _kind,
    "price": _price,
    "parameters": _parameters,
    "cases": _cases,
    "qualifications": _qualifications,
    "public_code": coded("code"),
    "batch": plain("batch"),
    "source_key": coded("source_key"),
}
META: Final = ("code", "source_key")
CONVERT_RESULT: Final[Mapping[str, Convert]] = {
    **{name: plain(name) for name in RESULT_PLAIN},
    "people": lambda names: {"people": "、".join(names)},
    "period": _period,
    "papers": running("papers"),
    "plain_use": running("plain_use"),
}


def empty_supply(kind: ListKind) -> Offer:
    """A draft that says nothing yet."""
    if kind is ListKind.RESULTS:
        return Draft(SupplyValues(SupplyKind.RESULT, result=ResultValue()))
    return Draft(SupplyValues(SupplyKind.PRODUCT))


def lay_over_supply(
    kind: ListKind, record: Record, base: Offer | None, labels: Mapping[str, str]
) -> Overlay[SupplyValues]:
    """What the record says over what the supply says; a blank cell says nothing and changes nothing."""
    before = base or empty_supply(kind)
    said = {"price": record.values["price"], **record.values} if "price" in record.values else record.values
    found = changes(said, CONVERT, SIZES)
    of_result = changes(record.values, CONVERT_RESULT, SIZES) if kind is ListKind.RESULTS else None
    wanted = {name: value for name, value in found.wanted.items() if not name.startswith("terms.") and name not in META}
    code, number = (str(found.wanted.get(name, getattr(before, name))) for name in META)
    terms = {name.removeprefix("terms."): codes for name, codes in found.wanted.items() if name.startswith("terms.")}
    extra = merged_extra(before.extra, record.extra, labels)
    values = replace(before.values, **wanted, terms={**before.values.terms, **terms}, extra=extra or None)
    if of_result:
        values = replace(values, result=replace(values.result or ResultValue(), **of_result.wanted))
    draft = replace(before, values=values, extra=extra, batch=values.batch, code=code, source_key=number)
    return Overlay(draft, (*found.misfits, *(of_result.misfits if of_result else ())))


def said_by_supply(kind: ListKind, draft: Offer) -> dict[str, Value]:
    """What the supply says as a record, without its organisation; contacts are included, the caller decides."""
    values = draft.values
    said: dict[str, Any] = {code: getattr(values, name) for code, name in {**PLAIN, **RUNNING}.items()}
    said |= {code: values.words(term) for code, term in TERMS.items()}
    said |= {name: getattr(values, name) for name in ("trl", "price_min", "price_max")}
    said |= {"source_key": draft.source_key, "public_code": draft.code, "batch": draft.batch, "kind": values.kind.value}
    text = values.price_text
    said["price"] = Money(values.price_min, values.price_max, text) if text else None
    said["parameters"] = tuple(Parameter(p.name, p.unit, p.value, p.condition) for p in values.parameters)
    said["cases"] = tuple(Case(c.customer, str(c.year or ""), c.metric, c.evidence) for c in values.cases)
    said["qualifications"] = tuple(Qualification(q.kind, q.number) for q in values.qualifications)
    if kind is ListKind.RESULTS:
        said |= _said_by_result(values.result or ResultValue())
    return {code: value for code, value in said.items() if value not in ("", None, ())}


def _said_by_result(result: ResultValue) -> dict[str, Any]:
    said: dict[str, Any] = {name: getattr(result, name) for name in (*RESULT_PLAIN, "papers", "plain_use")}
    said["people"] = tuple(name for name in result.people.split("、") if name)
    if result.started_on or result.finished_on:
        said["period"] = Period(result.started_on, result.finished_on, "")
    return said
