"""机会清单 ↔ needs."""

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
    listed,
    merged_extra,
    plain,
    running,
    sizes_of,
)
from app.exchange.record import Record
from app.exchange.values.details import ComputeNeed, Constraint, DataCondition
from app.exchange.values.figures import Kpi
from app.exchange.values.money import Money
from app.exchange.values.shapes import Value
from scenarios import models
from scenarios.lifecycle import Route
from scenarios.models import Scenario, Secrecy
from scenarios.values import ConstraintValues, KpiValues, ScenarioValues

Need = Draft[ScenarioValues]

PLAIN: Final = {
    "title": "title",
    "field": "field",
    "family": "family",
    "authority": "supervisor",
    "district": "district",
    "process_step": "process_step",
    "funding": "funding",
    "location": "location",
    "task": "task_ref",
    "incumbent": "incumbent",
    "contact_name": "contact_name",
    "contact_phone": "contact_phone",
    "contact_email": "contact_email",
}
RUNNING: Final = ("description", "current_systems", "acceptance", "ip_terms")
LISTED: Final = ("directions", "cooperation", "risk_triggers")
DAYS: Final = ("starts_on", "ends_on", "decision_on")
ENDS: Final = ("deadline", "valid_until")
DATA: Final = ("types", "scale", "labelled", "sensitivity", "may_leave", "catalogue_no")
COMPUTE: Final = ("use", "cards", "duration", "region")
SIZES: Final = Sizes(
    sizes_of(Scenario) | {"code": 40},
    {"kpis": sizes_of(models.Kpi), "constraints": sizes_of(models.Constraint)},
)


def _budget(money: Money) -> dict[str, Any]:
    return {"budget_min": money.minimum, "budget_max": money.maximum, "budget_text": line(money.text)}


def _kpis(kpis: tuple[Kpi, ...]) -> dict[str, Any]:
    return {
        "kpis": [KpiValues(k.name, k.target, k.unit, k.baseline, k.direction, k.method) for k in kpis],
    }


def _constraints(constraints: tuple[Constraint, ...]) -> dict[str, Any]:
    return {"constraints": [ConstraintValues(c.kind, c.text, c.hard) for c in constraints]}


def _data(data: DataCondition) -> dict[str, Any]:
    return {f"data_{name}": getattr(data, name) for name in DATA}


def _compute(compute: ComputeNeed) -> dict[str, Any]:
    return {f"compute_{name}": getattr(compute, name) for name in COMPUTE}


CONVERT: Final[Mapping[str, Convert]] = {
    **{code: plain(name) for code, name in PLAIN.items()},
    **{name: running(name) for name in RUNNING},
    **{name: listed(name) for name in LISTED},
    **{name: as_is(name) for name in (*DAYS, *ENDS, "budget_min", "budget_max", "published_on")},
    "route": lambda code: {"route": Route(code)},
    "secrecy": lambda code: {"secrecy": Secrecy(code)},
    "budget": _budget,
    "kpis": _kpis,
    "constraints": _constraints,
    "data": _data,
    "compute": _compute,
    "public_code": coded("code"),
    "batch": plain("published_batch"),
    "source_key": coded("source_key"),
}
META: Final = {"source_key": "source_key", "code": "code", "published_batch": "batch", "published_on": "published_on"}


def lay_over_need(record: Record, base: Need | None, labels: Mapping[str, str]) -> Overlay[ScenarioValues]:
    """What the record says over what the need says; a blank cell says nothing and changes nothing."""
    before = base or Draft(ScenarioValues())
    found = changes(_ordered(record.values), CONVERT, SIZES)
    wanted = {name: value for name, value in found.wanted.items() if name not in META}
    meta = {META[name]: value for name, value in found.wanted.items() if name in META}
    extra = merged_extra(before.extra, record.extra, labels)
    return Overlay(replace(before, values=replace(before.values, **wanted), extra=extra, **meta), found.misfits)


def _ordered(said: Mapping[str, Value]) -> dict[str, Value]:
    """The sum as text first, so that limits in columns of their own count over what was read from it."""
    return {"budget": said["budget"], **said} if "budget" in said else dict(said)


def said_by_need(draft: Need) -> dict[str, Value]:
    """What the need says as a record, without its organisation; contacts are included, the caller decides."""
    values = draft.values
    said: dict[str, Any] = {code: getattr(values, name) for code, name in PLAIN.items()}
    said |= {name: getattr(values, name) for name in (*RUNNING, *DAYS, *ENDS, "budget_min", "budget_max")}
    said |= {name: tuple(getattr(values, name)) for name in LISTED}
    said |= {
        "source_key": draft.source_key,
        "public_code": draft.code,
        "batch": draft.batch,
        "published_on": draft.published_on,
    }
    said |= {"route": values.route.value, "secrecy": values.secrecy.value, **_parts(values)}
    return {code: value for code, value in said.items() if value not in ("", None, ())}


def _parts(values: ScenarioValues) -> dict[str, Any]:
    data = DataCondition(**{name: getattr(values, f"data_{name}") for name in DATA})
    compute = ComputeNeed(**{name: getattr(values, f"compute_{name}") for name in COMPUTE})
    text = values.budget_text
    return {
        "budget": Money(values.budget_min, values.budget_max, text) if text else None,
        "kpis": tuple(Kpi(k.name, k.unit, k.baseline, k.target, k.direction, k.method) for k in values.kpis),
        "constraints": tuple(Constraint(c.kind, c.text, c.hard) for c in values.constraints),
        "data": data if data != DataCondition() else None,
        "compute": compute if compute != ComputeNeed() else None,
    }
