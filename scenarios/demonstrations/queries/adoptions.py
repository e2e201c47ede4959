"""Copies as the houses see them that make them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.models import Organisation
from app.accounts.policy import Principal
from scenarios.demonstrations.models import Adoption, AdoptionReading, Demonstration
from scenarios.demonstrations.queries.cases import Shown
from scenarios.models import Scenario
from scenarios.pilots.forms import WAN

MOST = 200
"""Copies on one list, the newest."""


@dataclass(frozen=True)
class Row:
    adoption: Adoption
    demonstration: Demonstration
    house: Organisation


def adoptions_of(db: Session, viewer: Principal) -> Sequence[Row]:
    """The copies of her houses, the newest first."""
    homes = [home.organisation_id for home in viewer.belongings]
    query = (
        select(Adoption, Demonstration, Organisation)
        .join(Demonstration, col(Demonstration.id) == Adoption.demonstration_id)
        .join(Organisation, col(Organisation.id) == Adoption.organisation_id)
        .where(col(Adoption.organisation_id).in_(homes))
        .order_by(col(Adoption.id).desc())
        .limit(MOST)
    )
    return [Row(*row) for row in db.exec(query).all()]


@dataclass(frozen=True)
class AdoptionPage:
    """`need` is the draft that was made from the demonstration, None once it is gone."""

    house: Organisation
    need: Scenario | None
    readings: Sequence[tuple[str, AdoptionReading]]


def adoption_page(db: Session, shown: Shown) -> AdoptionPage:
    row: Adoption = shown.one
    need = db.get(Scenario, row.scenario_id) if row.scenario_id else None
    names = {kpi.id: kpi.name for kpi in shown.case.kpis}
    readings = [(names[one.kpi_id], one) for one in _readings(db, row)]
    return AdoptionPage(db.get_one(Organisation, row.organisation_id), need, readings)


def _readings(db: Session, row: Adoption) -> Sequence[AdoptionReading]:
    query = select(AdoptionReading).where(AdoptionReading.adoption_id == row.id)
    return db.exec(query.order_by(col(AdoptionReading.id))).all()


def said_so_far(db: Session, shown: Shown) -> dict[str, Any]:
    """What was confirmed, as the form takes it; a row for every figure of the demonstration."""
    row: Adoption = shown.one
    read = {one.kpi_id: one for one in _readings(db, row)}
    day = next((one.measured_on for one in read.values()), None)
    return {
        "live_on": row.live_on,
        "days": row.days,
        "cost": None if row.cost is None else f"{Decimal(row.cost) / WAN:f}",
        "place": row.place,
        "note": row.note,
        "named": row.named,
        "measured_on": day,
        "readings": [
            {"kpi": kpi.public_id, "value": read[kpi.id].text if kpi.id in read else ""} for kpi in shown.case.kpis
        ],
    }
