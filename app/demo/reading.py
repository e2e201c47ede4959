"""The demo's files as the values that the site's own actions take."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from app.core.clock import city_date, end_of
from scenarios.lifecycle import Route
from scenarios.models import Secrecy
from scenarios.values import ConstraintValues, KpiValues, ScenarioValues
from suppliers.models import SupplyKind
from suppliers.values import CaseValue, ParameterValue, QualificationValue, ResultValue, SupplyValues

FOLDER = Path(__file__).parent / "content"
TERMS = {
    "field": "fields",
    "track": "tracks",
    "direction": "directions",
    "process_step": "process_steps",
    "deployment": "deployments",
    "offer": "offers",
}


def read(name: str) -> list[dict[str, Any]]:
    """One of the demo's files."""
    content: list[dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return content


def need(item: dict[str, Any], now: datetime) -> ScenarioValues:
    """A need with its dates counted from `now`."""
    data, compute, contact = item["data"] or {}, item["compute"] or {}, item["contact"]
    return ScenarioValues(
        title=item["title"],
        field=item["field"],
        family=item["family"],
        description=item["description"],
        deadline=end_of(city_date(now) + timedelta(days=item["deadline_days"])),
        contact_name=contact["name"],
        contact_phone=contact["phone"],
        contact_email=contact["email"],
        route=Route(item["route"]),
        secrecy=Secrecy(item["secrecy"]),
        district=item["district"],
        current_systems=item["current_systems"],
        directions=item["directions"],
        process_step=item["process_step"] or "",
        cooperation=item["cooperation"],
        data_types=data.get("types", ""),
        data_scale=data.get("scale", ""),
        data_labelled=data.get("labelled", ""),
        data_sensitivity=data.get("sensitivity", ""),
        data_may_leave=data.get("may_leave"),
        data_catalogue_no=data.get("catalogue_no", ""),
        compute_use=compute.get("use", ""),
        compute_cards=str(compute.get("cards", "")),
        compute_duration=compute.get("duration", ""),
        compute_region=compute.get("region", ""),
        budget_min=item["budget_min"],
        budget_max=item["budget_max"],
        budget_text=item["budget_text"],
        funding=item["funding"],
        decision_on=_day(item["decision_days"], now),
        incumbent=item["incumbent"],
        location=item["location"],
        starts_on=_day(item["starts_days"], now),
        ends_on=_day(item["ends_days"], now),
        acceptance=item["acceptance"],
        ip_terms=item["ip_terms"],
        risk_triggers=item["risk_triggers"],
        kpis=[_kpi(row) for row in item["kpis"]],
        constraints=[ConstraintValues(row["kind"], row["text"], row["hard"]) for row in item["constraints"]],
    )


def proven_need(item: dict[str, Any], now: datetime) -> ScenarioValues:
    """The need behind one of the demonstrations."""
    rows = item["kpis"]
    return ScenarioValues(
        title=item["title"],
        field=item["field"],
        family=item["family"],
        description=item["description"],
        district=item["district"],
        deadline=end_of(city_date(now) + timedelta(days=120)),
        contact_name="场景办",
        contact_phone="0371-55500100",
        contact_email=f"{item['owner']}@example.com",
        route=Route.MATCH_ONLY,
        kpis=[
            KpiValues(row["name"], row["target"], row["unit"], row["baseline"], row["direction"], row["method"])
            for row in rows
        ],
    )


def _kpi(row: dict[str, Any]) -> KpiValues:
    baseline = "" if row["baseline"] is None else str(row["baseline"])
    return KpiValues(row["name"], str(row["target"]), row["unit"], baseline, row["direction"], row["method"])


def _day(days: int | None, now: datetime) -> date | None:
    return None if days is None else city_date(now) + timedelta(days=days)


def supply(item: dict[str, Any]) -> SupplyValues:
    """A capability or a research result."""
    contact = item.get("contact") or {}
    return SupplyValues(
        kind=SupplyKind(item["kind"]),
        name=item["name"],
        description=item["description"],
        trl=item["trl"],
        ip_terms=item["ip"],
        environment=item["environment"],
        delivery=item["delivery"],
        price_min=item["price_min"],
        price_max=item["price_max"],
        price_text=item["price_text"],
        wanted=item["wanted"],
        contact_name=contact.get("name", ""),
        contact_phone=contact.get("phone", ""),
        contact_email=contact.get("email", ""),
        terms={kind: tuple(dict.fromkeys(item[key])) for kind, key in TERMS.items()},
        parameters=tuple(
            ParameterValue(row["name"], str(row["value"]), row["unit"], row["condition"]) for row in item["parameters"]
        ),
        cases=tuple(CaseValue(row["customer"], row["year"], row["metric"], row["evidence"]) for row in item["cases"]),
        qualifications=tuple(QualificationValue(row["kind"], row["number"]) for row in item["qualifications"]),
        result=_result(item) if item["kind"] == "result" else None,
    )


def _result(item: dict[str, Any]) -> ResultValue:
    return ResultValue(
        people="、".join(item["people"]),
        started_on=_month(item["started"]),
        finished_on=_month(item["finished"]),
        nature=item["nature"],
        stage=item["stage"],
        registration_no=item["registration_no"],
        papers=item["papers"],
        willing=item["willing"],
        plain_use="\n".join(item["plain_use"]),
    )


def _month(text: str) -> date | None:
    return date.fromisoformat(f"{text}-01") if text else None
