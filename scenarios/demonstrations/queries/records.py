"""What a record says, frozen when its number is given: the figures as they were locked and read, and who measured."""

from typing import Any

from sqlmodel import Session

from app.accounts.models import Organisation
from scenarios.demonstrations.queries.cases import Shown, readings_of
from scenarios.pilots.models import PilotKpi, Reading, Verification

LOCKED = (
    "public_id",
    "name",
    "unit",
    "direction",
    "target_text",
    "target_value",
    "target_high",
    "relation",
    "weight",
    "baseline_value",
    "sample",
    "method",
)
REPORTED = ("report_number", "accreditation", "accreditation_scope", "method", "sample", "raw_sha256")


def record_content(db: Session, shown: Shown, report: Verification, number: str) -> dict[str, Any]:
    """Plain JSON without any person: houses by name, since theirs is a public register."""
    case, readings = shown.case, readings_of(db, report.id)
    return {
        "number": number,
        "title": shown.demonstration.title,
        "need": {"public_id": case.need.public_id, "title": case.need.title},
        "parties": [
            {"side": one.side.value, "organisation": case.organisations[one.organisation_id].name}
            for one in case.parties
        ],
        "report": {
            "kind": report.kind.value,
            "organisation": db.get_one(Organisation, report.organisation_id).name,
            "measured_from": _day(report.measured_from),
            "measured_to": _day(report.measured_to),
            **{name: getattr(report, name) for name in REPORTED},
        },
        "figures": [_figure(kpi, readings.get(kpi.id)) for kpi in case.kpis],
    }


def _figure(kpi: PilotKpi, reading: Reading | None) -> dict[str, Any]:
    measured = {"measured_from": _day(kpi.measured_from), "measured_to": _day(kpi.measured_to)}
    read = {"reading": reading.value, "uncertainty": reading.uncertainty} if reading is not None else {}
    return {name: getattr(kpi, name) for name in LOCKED} | measured | read


def _day(day: Any) -> str | None:
    return day.isoformat() if day is not None else None
