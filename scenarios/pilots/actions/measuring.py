"""Figures of a pilot: taken over from the need, measured before it runs, locked by both, amended by both only."""

from typing import Any

from sqlmodel import Session, col, select

from app.core.errors import Conflict, Invalid
from app.core.i18n import gettext as _
from app.core.limits import MOST_ROWS
from app.vocabulary.queries import Definitions, definitions
from scenarios.models import Kpi
from scenarios.pilots.forms import KpiForm
from scenarios.pilots.judging import read_target, read_value
from scenarios.pilots.models import PilotKpi
from scenarios.pilots.queries.cases import Case

SAID = ("weight", "disclosure", "sample", "measured_from", "measured_to", "method")


def take_over(db: Session, case: Case) -> None:
    """The need's figures by their definitions, so that those of different pilots can be compared."""
    known = definitions(db)
    rows = db.exec(select(Kpi).where(Kpi.scenario_id == case.need.id).order_by(col(Kpi.position), col(Kpi.id))).all()
    for place, row in enumerate(rows):
        said = {"target": row.target, "name": row.name, "unit": row.unit, "direction": row.direction}
        kpi = PilotKpi(pilot_id=case.pilot.id, position=place, name=row.name, method=row.method)
        db.add(kpi.sqlmodel_update(_meant(known, case.need.field, **said)))
    db.flush()


def _meant(known: Definitions, field: str, *, target: str, name: str, unit: str, direction: str) -> dict[str, Any]:
    """The columns that tell what a figure is and aims at."""
    definition = known.meant(field, name)
    unit = unit or (definition.unit if definition is not None else "")
    side = direction or (definition.direction if definition is not None else "")
    read = read_target(target, name, unit, side)
    return {
        "name": name,
        "definition_id": definition.id if definition is not None else None,
        "unit": unit or (read.unit if read is not None else ""),
        "direction": side or (read.direction if read is not None else ""),
        "target_text": target,
        "target_value": read.value if read is not None else None,
        "target_high": read.high if read is not None else None,
        "relation": read.relation if read is not None else "",
    }


def save_kpi(db: Session, case: Case, kpi: PilotKpi | None, said: KpiForm, file_id: int | None) -> PilotKpi:
    """A figure as both sides still work on it. Raises `Conflict` once it is locked, `Invalid` with a sentence for a target
    or a baseline that cannot be read."""
    if case.pilot.locked_at is not None:
        raise Conflict(_("基线已经锁定，只能提出变更，由双方确认。"))
    if kpi is None and len(case.kpis) >= MOST_ROWS:
        raise Invalid(_("指标太多，请先删去不用的。"))
    row = kpi or PilotKpi(pilot_id=case.pilot.id, position=len(case.kpis), name=said.name)
    typed = {"name": said.name, "unit": said.unit, "direction": said.direction, "target": said.target}
    row.sqlmodel_update(_meant(definitions(db), case.need.field, **typed))
    row.sqlmodel_update({name: getattr(said, name) for name in SAID})
    row.baseline_text = said.baseline
    row.baseline_value = read_value(said.baseline, row.unit) if said.baseline else None
    row.file_id = file_id or row.file_id
    db.add(row)
    db.flush()
    return row
