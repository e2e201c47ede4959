"""Figures of a pilot: taken over from the need, measured before it runs, locked by both, amended by both only."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from app.core.acting import Act
from app.core.errors import Conflict, Invalid
from app.core.history import audit, move
from app.core.i18n import gettext as _
from app.core.limits import MOST_ROWS
from app.vocabulary.queries import Definitions, definitions
from scenarios.models import Kpi
from scenarios.pilots import occasions
from scenarios.pilots.actions.agreeing import acting_side, agree
from scenarios.pilots.contents import LOCK, digest, lock
from scenarios.pilots.forms import AmendForm, KpiForm
from scenarios.pilots.guards import lock_lacks
from scenarios.pilots.judging import read_value
from scenarios.pilots.lifecycle import PILOT, PilotEvent
from scenarios.pilots.models import Amendment, PilotKpi
from scenarios.pilots.queries.cases import Case
from scenarios.targets import read_target

HOW = ("sample", "measured_from", "measured_to", "method")
SAID = ("weight", "disclosure", *HOW)


def take_over(db: Session, case: Case) -> None:
    """The need's figures by their definitions, so that those of different pilots can be compared."""
    known = definitions(db)
    rows = db.exec(select(Kpi).where(Kpi.scenario_id == case.need.id).order_by(col(Kpi.position), col(Kpi.id))).all()
    for place, row in enumerate(rows):
        said = {"target": row.target, "name": row.name, "unit": row.unit, "direction": row.direction}
        kpi = PilotKpi(pilot_id=case.pilot.id, position=place, name=row.name, method=row.method)
        try:
            meant = _meant(known, case.need.field, **said)
        except ValueError:  # the two put it right before they lock
            meant = _meant(known, case.need.field, **said | {"target": ""}) | {"target_text": row.target}
        db.add(kpi.sqlmodel_update(meant))
    db.flush()


def _meant(known: Definitions, field: str, *, target: str, name: str, unit: str, direction: str) -> dict[str, Any]:
    """The columns that tell what a figure is and aims at. Raises `ValueError` with a sentence."""
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
    try:
        row.sqlmodel_update(_meant(definitions(db), case.need.field, **typed))
    except ValueError as unreadable:
        raise Invalid(str(unreadable)) from unreadable
    row.sqlmodel_update({name: getattr(said, name) for name in SAID})
    row.baseline_text = said.baseline
    row.baseline_value = read_typed(said.baseline, row.unit) if said.baseline else None
    if row.target_value is None:
        raise Invalid(_("目标里没有读到数值，请写成 ≥98 或 3-5 这样的形式。"))
    refuse_impossible_days(case, said.measured_from, said.measured_to)
    row.file_id = file_id or row.file_id
    db.add(row)
    db.flush()
    return row


def edit_figure(act: Act, case: Case, kpi: PilotKpi | None, said: KpiForm) -> None:
    """`save_kpi` by somebody: it is written down who touched which figure, and what waited for a yes has changed."""
    row = save_kpi(act.db, case, kpi, said, said.file.id if said.file is not None else None)
    _touched(act, case, "pilot.figure_saved", row)


def _touched(act: Act, case: Case, what: str, kpi: PilotKpi) -> None:
    case.pilot.updated_at = act.now
    act.db.add(case.pilot)
    audit(act, what, case.pilot, {"figure": kpi.public_id, "name": kpi.name})


def refuse_impossible_days(case: Case, first: date | None, last: date | None) -> None:
    """Raises `Invalid` for a measuring that ends before it begins, or in the future."""
    if first and last and last < first:
        raise Invalid(_("测量的结束日期不能早于开始日期。"))
    if any(day is not None and day > case.today for day in (first, last)):
        raise Invalid(_("测量日期不能晚于今天。"))


def read_typed(text: str, unit: str, read: Callable[[str, str], float] = read_value) -> float:
    """A measured value in `unit`; raises `Invalid` with a sentence."""
    try:
        return read(text, unit)
    except ValueError as unreadable:
        raise Invalid(str(unreadable)) from unreadable


def remove_kpi(act: Act, case: Case, kpi: PilotKpi) -> None:
    if case.pilot.locked_at is not None:
        raise Conflict(_("基线已经锁定，只能提出变更，由双方确认。"))
    _touched(act, case, "pilot.figure_removed", kpi)
    act.db.delete(kpi)
    act.db.flush()


def lock_figures(act: Act, case: Case) -> str:
    """One side says yes to every figure as it stands; with the second yes they are locked. Raises `Invalid` while a
    figure lacks something."""
    if case.pilot.locked_at is not None:
        raise Conflict(_("基线已经锁定。"))
    if lacks := lock_lacks(case.kpis):
        raise Invalid(_(lacks[0].sentence))
    said = lock(case.kpis)
    if not agree(act, case, LOCK, said):
        act.tell(occasions.TO_LOCK, case)
        return _("贵方已确认，对方确认后基线就锁定。")
    move(act, case.pilot, PILOT, PilotEvent.LOCK, evidence={"sha256": said}, locked_at=act.now, updated_at=act.now)
    act.tell(occasions.LOCKED, case)
    return _("基线已锁定，此后只能由双方变更。")


def propose_change(act: Act, case: Case, kpi: PilotKpi, said: AmendForm) -> None:
    """One side wants another baseline or target of a locked figure; nothing changes until the other agrees."""
    changes = _other_baseline(case, kpi, said) | _other_target(kpi, said)
    if not changes:
        raise Invalid(_("没有改动，不需要提出变更。"))
    propose(act, case, changes, said.reason, kpi.id)


def _other_baseline(case: Case, kpi: PilotKpi, said: AmendForm) -> dict[str, Any]:
    """Another baseline comes with how it was measured: the report never prints a new figure over an old measuring."""
    if not said.baseline or said.baseline == kpi.baseline_text:
        return {}
    read_typed(said.baseline, kpi.unit)
    if not (said.sample and said.measured_from and said.measured_to and said.method):
        raise Invalid(_("改动基线，请写明重新测量的样本、期间和测法。"))
    refuse_impossible_days(case, said.measured_from, said.measured_to)
    changes = {"baseline": {"old": kpi.baseline_text, "new": said.baseline}}
    for name in HOW:
        changes[name] = {"old": str(getattr(kpi, name) or ""), "new": str(getattr(said, name))}
    if (file := said.file) is not None:
        kept = {"id": file.id, "public_id": file.public_id, "sha256": file.sha256}
        changes["file"] = {"old": "", "new": file.name} | kept
    return changes


def _other_target(kpi: PilotKpi, said: AmendForm) -> dict[str, Any]:
    if not said.target or said.target == kpi.target_text:
        return {}
    try:
        read = read_target(said.target, kpi.name, kpi.unit, kpi.direction)
    except ValueError as unreadable:
        raise Invalid(str(unreadable)) from unreadable
    if read is None:
        raise Invalid(_("目标里没有读到数值，请写成 ≥98 或 3-5 这样的形式。"))
    return {"target": {"old": kpi.target_text, "new": said.target}}


def propose(act: Act, case: Case, changes: dict[str, Any], reason: str, kpi_id: int | None = None) -> Amendment:
    """An amendment that waits for the other side; one at a time of the same thing."""
    waiting = select(Amendment.id).where(
        Amendment.pilot_id == case.pilot.id,
        Amendment.kpi_id == kpi_id,
        col(Amendment.agreed_at).is_(None),
        col(Amendment.refused_at).is_(None),
    )
    if act.db.exec(waiting).first() is not None:
        raise Conflict(_("已有一项变更在等确认，请先办理。"))
    last = act.db.exec(select(func.max(col(Amendment.number))).where(Amendment.pilot_id == case.pilot.id)).one()
    row = Amendment(
        pilot_id=case.pilot.id,
        number=(last or 0) + 1,
        kpi_id=kpi_id,
        changes=changes,
        reason=reason,
        proposed_by=act.actor.name,
        side=acting_side(act, case),
        at=act.now,
    )
    act.db.add(row)
    act.db.flush()
    agree(act, case, amendment_key(row), amendment_digest(row))
    act.tell(occasions.TO_AMEND, case, row)
    return row


def amendment_key(row: Amendment) -> str:
    return f"amendment:{row.number}"


def amendment_digest(row: Amendment) -> str:
    return digest([row.number, row.kpi_id, row.changes, row.reason])


def apply_to_figure(db: Session, row: Amendment) -> None:
    """Both have agreed: the figure says what the amendment says."""
    kpi = db.get_one(PilotKpi, row.kpi_id)
    if change := row.changes.get("baseline"):
        kpi.baseline_text, kpi.baseline_value = change["new"], read_value(change["new"], kpi.unit)
        kpi.sample, kpi.method = (row.changes[name]["new"] for name in ("sample", "method"))
        first, last = (date.fromisoformat(row.changes[name]["new"]) for name in ("measured_from", "measured_to"))
        kpi.measured_from, kpi.measured_to = first, last
        kpi.file_id = row.changes.get("file", {}).get("id")
    if change := row.changes.get("target"):
        read = read_target(change["new"], kpi.name, kpi.unit, kpi.direction)
        assert read is not None  # it was read when it was proposed
        kpi.target_text, kpi.target_value, kpi.target_high = change["new"], read.value, read.high
        kpi.relation = read.relation
    db.add(kpi)
    db.flush()


def refuse_change(act: Act, case: Case, row: Amendment, note: str) -> None:
    """The other side says no, or the proposer takes it back; what was locked stays."""
    if row.agreed_at is not None or row.refused_at is not None:
        raise Conflict(_("这项变更已经办理过。"))
    row.refused_at = act.now
    act.db.add(row)
    audit(act, "pilot.amendment_refused", case.pilot, {"number": row.number, "note": note})
    act.tell(occasions.NOT_AMENDED, case, row, note)
