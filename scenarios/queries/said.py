"""What a need's rows say, as the plain values that guards, readiness, revisions and texts are made from."""

from sqlmodel import Session, col, select

from scenarios.models import Constraint, Kpi, Scenario
from scenarios.values import COLUMNS, ConstraintValues, KpiValues, ScenarioValues


def values_of(db: Session, scenario: Scenario) -> ScenarioValues:
    """The record with its repeating rows, in their order."""
    values = ScenarioValues(**{name: getattr(scenario, name) for name in COLUMNS})
    values.kpis = [
        KpiValues(k.name, k.target, k.unit, k.baseline, k.direction, k.method)
        for k in db.exec(select(Kpi).where(Kpi.scenario_id == scenario.id).order_by(col(Kpi.position), col(Kpi.id)))
    ]
    values.constraints = [
        ConstraintValues(c.kind, c.text, c.hard)
        for c in db.exec(
            select(Constraint)
            .where(Constraint.scenario_id == scenario.id)
            .order_by(col(Constraint.position), col(Constraint.id))
        )
    ]
    return values
