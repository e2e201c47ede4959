"""The repeating rows of a need, and the figures read from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from app.vocabulary.models import KpiDefinition
from app.vocabulary.queries import Definitions, definitions
from matching.requirements import Figure, Relation, better_side, read_figure
from scenarios.models import Constraint, Kpi, Scenario
from scenarios.values import KpiValues

Row = TypeVar("Row", Kpi, Constraint)
_GOOD_SIDE = {"up": Relation.AT_LEAST, "down": Relation.AT_MOST}
_BATCH = 500


def placed(table: type[Row], scenario_id: int, wanted: Iterable[Mapping[str, Any]]) -> list[Row]:
    """New rows in the given order."""
    return [table(scenario_id=scenario_id, position=place, **columns) for place, columns in enumerate(wanted)]


def keep_rows(db: Session, table: type[Row], scenario_id: int, wanted: Sequence[Mapping[str, Any]], key: str) -> None:
    """Make the rows what is wanted, in its order. A row is known again by its `key`, else by its place: what was edited
    or moved keeps its id, what is gone goes, what is new comes."""
    query = select(table).where(table.scenario_id == scenario_id).order_by(col(table.position), col(table.id))
    left = list(db.exec(query).all())
    known: dict[int, Row] = {}
    for place, columns in enumerate(wanted):
        found = next((row for row in left if getattr(row, key) == columns[key]), None)
        if found is not None:
            known[place] = found
            left.remove(found)
    for row in [row for row in left if row.position < len(wanted) and row.position not in known]:
        known[row.position] = row
        left.remove(row)
    for row in left:
        db.delete(row)
    fresh = placed(table, scenario_id, wanted)
    for place, columns in enumerate(wanted):
        kept = known.get(place)
        db.add(kept.sqlmodel_update({**columns, "position": place}) if kept else fresh[place])
    db.flush()


def completed(known: Definitions, field: str, rows: Iterable[KpiValues]) -> list[KpiValues]:
    """The rows with the unit and the good side that their definition, or else their name, tells and nobody typed."""
    return [_completed(row, known.meant(field, row.name)) for row in rows]


def _completed(row: KpiValues, definition: KpiDefinition | None) -> KpiValues:
    read = read_figure(row.target, unit=row.unit)
    unit = row.unit
    fits = definition and (definition.unit.isascii() or not row.name.isascii())  # no 秒 behind an English name
    if definition and fits and not unit and not (read and read.unit.symbol):
        unit = definition.unit
        read = read_figure(row.target, unit=unit)
    told = definition.direction if definition else better_side(row.name, read.unit) if read else ""
    return replace(row, unit=unit, direction=row.direction or told)


def kpi_columns(known: Definitions, field: str, rows: Iterable[KpiValues]) -> list[dict[str, Any]]:
    """What the table holds for each row: as typed, its definition, and the figures read from it."""
    return [{**vars(row), **_read(row, known.meant(field, row.name))} for row in rows]


def _read(row: KpiValues, definition: KpiDefinition | None) -> dict[str, Any]:
    better = {"hold": ""}.get(row.direction, row.direction or (definition.direction if definition else ""))
    target = read_figure(row.target, name=row.name, unit=row.unit, better=better)
    if (
        target is not None and target.relation is Relation.EQUAL
    ):  # a goal of 98 where more is better is one of at least 98
        target = replace(target, relation=_GOOD_SIDE.get(better, Relation.EQUAL))
    baseline = read_figure(row.baseline, unit=row.unit)
    found = {"definition_id": definition.id if definition else None}
    return found | _columns("baseline", baseline) | _columns("target", target)


def _columns(part: str, figure: Figure | None) -> dict[str, Any]:
    if figure is None:
        return {f"{part}_value": None, f"{part}_high": None, f"{part}_unit": "", f"{part}_relation": ""}
    return {
        f"{part}_value": float(figure.value),
        f"{part}_high": None if figure.high is None else float(figure.high),
        f"{part}_unit": figure.unit.symbol[:40],
        f"{part}_relation": figure.relation.value,
    }


def read_kpis(db: Session) -> int:
    """Read the rows that were typed before figures were read. Returns how many; again it finds none."""
    known, count = definitions(db), 0
    unread = select(Kpi, Scenario.field).join(Scenario).where(col(Kpi.target_relation).is_(None))
    while rows := db.exec(unread.order_by(col(Kpi.id)).limit(_BATCH)).all():
        for row, field in rows:
            typed = KpiValues(row.name, row.target, row.unit, row.baseline, row.direction, row.method)
            row.sqlmodel_update(_read(typed, known.meant(field, row.name)))
            db.add(row)
        db.flush()
        count += len(rows)
    return count
