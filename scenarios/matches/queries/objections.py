"""What suppliers object to in what is said of them."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from scenarios.matches.evidence import Evidence
from scenarios.matches.models import Objection


def objections_to_need(db: Session, scenario_id: int) -> dict[int, Objection]:
    """By supply."""
    rows = db.exec(select(Objection).where(Objection.scenario_id == scenario_id)).all()
    return {row.supply_id: row for row in rows}


def objections_of_supply(db: Session, supply_id: int) -> dict[int, Objection]:
    """By need."""
    rows = db.exec(select(Objection).where(col(Objection.supply_id) == supply_id)).all()
    return {row.scenario_id: row for row in rows}


def says_no(evidence: Mapping[str, Any] | Evidence | None) -> bool:
    """Whether something is quoted that the supply says it does not do."""
    return bool((evidence or {}).get("against"))
