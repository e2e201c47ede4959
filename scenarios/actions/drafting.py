"""Writing needs: new ones, one or thousands at a time, and changes while they are drafts.

Columns hold what was valid; what was typed and is not saved waits beside them, see `app.core.records`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from app.core.acting import Act
from app.core.actors import Actor
from app.core.errors import Conflict
from app.core.ids import public_id
from app.core.words import name_key
from app.vocabulary.queries import definitions
from matching.text import language
from scenarios.actions.rows import completed, keep_rows, kpi_columns, placed
from scenarios.models import Constraint, Kpi, Scenario
from scenarios.queries.said import values_of
from scenarios.readiness import readiness
from scenarios.values import COLUMNS, ScenarioValues


@dataclass(frozen=True)
class Origin:
    """Where a need comes from, when it was not typed into the form."""

    extra: Mapping[str, Any] | None = None
    published_batch: str = ""
    source_key: str = ""
    source_file: str = ""
    source_row: int | None = None
    upload_id: int | None = None
    relaunch_of: int | None = None
    demo: bool = False


TYPED_HERE = Origin()
_NEVER = datetime.min.replace(tzinfo=UTC)
_EMPTY = Scenario(organisation_id=0, created_at=_NEVER, updated_at=_NEVER).model_dump(exclude={"id"})
"""The defaults of a new draft."""


def create_scenario(
    act: Act, organisation_id: int, values: ScenarioValues, *, origin: Origin = TYPED_HERE, form_key: str | None = None
) -> Scenario:
    """A new draft of this organisation, kept by `actor`. A second one with the same `form_key` is refused by the
    database, so look with `queries.owning.by_form_key` first."""
    (scenario,) = create_scenarios(act, [(organisation_id, values, origin)])
    scenario.form_key = form_key
    act.db.flush()
    return scenario


def create_scenarios(act: Act, drafts: Sequence[tuple[int, ScenarioValues, Origin]]) -> list[Scenario]:
    """New drafts (organisation id, values, origin), written together: three statements for thousands of them.

    The rows are inserted as plain mappings: building thousands of objects attribute by attribute costs more than the
    database does.
    """
    filled = [
        _columns(act.actor, organisation_id, values, origin, act.now) for organisation_id, values, origin in drafts
    ]
    if not filled:
        return []
    made = insert(Scenario).returning(Scenario, sort_by_parameter_order=True)
    rows = list(act.db.scalars(made, filled).all())
    known = definitions(act.db)
    for scenario, (_organisation_id, values, _origin) in zip(rows, drafts, strict=True):
        act.db.add_all(placed(Kpi, scenario.id, kpi_columns(known, scenario.field, values.kpis)))
        act.db.add_all(placed(Constraint, scenario.id, map(vars, values.constraints)))
    act.db.flush()
    return rows


def update_scenario(
    db: Session,
    scenario: Scenario,
    values: ScenarioValues,
    now: datetime,
    *,
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Replace everything the need says, as a second import of the same row does."""
    change(db, scenario, {name: getattr(values, name) for name in (*COLUMNS, "kpis", "constraints")}, now)
    scenario.extra = dict(extra) if extra else scenario.extra
    db.flush()


def save_section(db: Session, scenario: Scenario, accepted: Mapping[str, Any], now: datetime) -> None:
    """Let a draft say what was accepted of one section, figures with the unit that their definition tells."""
    if "kpis" in accepted:
        accepted = {**accepted, "kpis": completed(definitions(db), scenario.field, accepted["kpis"])}
    change(db, scenario, accepted, now)


def move_house(db: Session, scenario: Scenario, organisation_id: int, now: datetime) -> None:
    """A draft that was started for one of a person's organisations belongs to another of hers."""
    if scenario.submitted_at is not None:
        raise Conflict
    touch(db, scenario, now)
    scenario.organisation_id = organisation_id
    db.flush()


def change(db: Session, scenario: Scenario, values: Mapping[str, Any], now: datetime) -> None:
    """Set columns and bring rows up to date, then work out again what follows from them.

    Raises `Conflict` when somebody else saved the need since it was read.
    """
    touch(db, scenario, now)
    for name, value in values.items():
        if name in COLUMNS:
            setattr(scenario, name, value)
    if "kpis" in values or "field" in values:
        rows = values.get("kpis", values_of(db, scenario).kpis)
        keep_rows(db, Kpi, scenario.id, kpi_columns(definitions(db), scenario.field, rows), "name")
    if "constraints" in values:
        keep_rows(db, Constraint, scenario.id, [vars(row) for row in values["constraints"]], "text")
    for name, value in _derived(values_of(db, scenario)).items():
        setattr(scenario, name, value)
    db.flush()


def touch(db: Session, scenario: Scenario, now: datetime) -> None:
    """Take the next version by compare-and-set."""
    db.flush()
    hit = db.connection().execute(
        update(Scenario)
        .where(col(Scenario.id) == scenario.id, col(Scenario.version) == scenario.version)
        .values(version=scenario.version + 1, updated_at=now)
    )
    if hit.rowcount != 1:
        raise Conflict
    set_committed_value(scenario, "version", scenario.version + 1)
    set_committed_value(scenario, "updated_at", now)


def detached(values: ScenarioValues, *, without: Collection[str] = ()) -> ScenarioValues:
    """A copy for another need, without the named columns."""
    fresh = ScenarioValues()
    return replace(
        values,
        kpis=list(values.kpis),
        constraints=list(values.constraints),
        **{name: getattr(fresh, name) for name in without},
    )


def _columns(
    actor: Actor, organisation_id: int, values: ScenarioValues, origin: Origin, now: datetime
) -> dict[str, Any]:
    """Every column of a new draft but its id."""
    return {
        **_EMPTY,
        "public_id": public_id(),
        "organisation_id": organisation_id,
        "created_by": actor.person_id,
        "holder_id": actor.person_id,
        "created_at": now,
        "updated_at": now,
        **vars(origin),
        "extra": dict(origin.extra) if origin.extra else None,
        **{name: getattr(values, name) for name in COLUMNS},
        **_derived(values),
    }


def _derived(values: ScenarioValues) -> dict[str, Any]:
    """What follows from what the need says."""
    return {
        "title_key": name_key(values.title) if values.title else "",
        "language": language(f"{values.title}\n{values.description}") or "zh",
        "readiness": readiness(values).score,
    }
