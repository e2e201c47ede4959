"""What each row of a file would do: the one decision that the dry run shows and the import carries out."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import Session, col, func, select

from app.accounts.models import Organisation
from app.core.limits import MOST_YUAN
from app.exchange.columns import Mapped
from app.exchange.drafts import Draft, Misfit
from app.exchange.fields import ListKind, field_of
from app.exchange.houses import Houses, Unit, find_houses, unit_of
from app.exchange.meeting import meet
from app.exchange.models import Outcome, Upload, UploadRow
from app.exchange.pencilled import Earlier, Pencilled, Place
from app.exchange.personal import problems_of
from app.exchange.problems import Problem, of_finding
from app.exchange.reading import Row
from app.exchange.record import read_record
from app.exchange.rules import RowRule, Rule, Severity, severity
from app.exchange.steps import Seen, Step
from app.exchange.stores import STORES, Store
from app.exchange.values.dates import format_deadline
from app.exchange.values.money import Money
from app.exchange.values.shapes import Lookups, format_value
from app.exchange.versions import Versions

UNSTORED = ("updated_on",)
"""Fields that only an export gives: the row knows by itself when it changed. Kept as unknown cells when it is made."""


@dataclass(frozen=True)
class Reading:
    """How the rows of one upload are understood."""

    kind: ListKind
    mapped: Mapped
    lookups: Lookups
    home: Organisation | None
    """All rows go to this organisation; None lets each row go to the unit that it names."""
    now: dt.datetime
    versions: Versions = field(default_factory=Versions)

    @property
    def labels(self) -> dict[str, str]:
        """The file's own header by field code."""
        return {column.field.code: column.label for column in reversed(self.mapped.columns) if column.field}

    @property
    def store(self) -> Store:
        return STORES[self.kind]


def read_steps(reading: Reading, rows: Iterable[Row]) -> list[Step]:
    """Rows as they are understood; those with an error are refused already."""
    return [_of_its_file(reading, row) for row in rows]


def _of_its_file(reading: Reading, row: Row) -> Step:
    versions = reading.versions
    step = read_step(reading, versions.whole.get(row.number, row))
    if counts := versions.counts.get(row.number):
        step.same_as = counts
        rule = RowRule.SAME_IN_FILE if row.number in versions.same else RowRule.OLDER_IN_FILE
        step.stop(Outcome.SKIPPED, rule, str(counts))
    return step


def read_step(reading: Reading, row: Row) -> Step:
    """The row as it is understood by itself."""
    record = read_record(row, reading.mapped, reading.lookups)
    step = Step(row.number, record, unit_of(record.values), [of_finding(one) for one in record.findings])
    if reading.home is not None:
        _bring_home(step, reading)
    deadline = record.values.get("deadline")
    if isinstance(deadline, dt.datetime) and deadline <= reading.now:
        label = reading.labels["deadline"]
        step.problems.append(
            Problem(Rule.DEADLINE_PAST.value, label, "deadline", format_deadline(deadline), Severity.WARNING)
        )
    if record.is_refused:
        step.outcome = Outcome.ERROR
    return step


def _bring_home(step: Step, reading: Reading) -> None:
    """A row of a member is her organisation's, whatever unit it names; what it names is kept."""
    home, named = reading.home, step.unit.name
    assert home is not None
    step.problems = [one for one in step.problems if one.code != "organisation"]
    if named and Unit(named).key != Unit(home.name).key:
        label = reading.labels.get("organisation", "")
        step.record.extra[label] = named
        step.problems.append(Problem(Rule.OTHER_UNIT.value, label, "organisation", named, Severity.WARNING))
    step.unit = Unit(home.name, home.uscc or "")


def plan(db: Session, reading: Reading, steps: Sequence[Step], seen: Seen, earlier: Earlier | None = None) -> Houses:
    """Decide for each step; the organisations that there are come back, so that missing ones can be entered. A dry run
    knows what `earlier` sheets would have done."""
    earlier = earlier or Earlier()
    live = [step for step in steps if step.outcome is Outcome.CREATED]
    houses = _houses(db, reading, live)
    for step in live:
        step.house = houses.of(step.unit)
        lay(reading, step, None)
    meet(db, reading.store, [step for step in live if step.outcome is Outcome.CREATED], seen, earlier)
    _compare(db, reading, earlier, [step for step in live if step.row is not None and step.outcome is Outcome.CREATED])
    return houses


def _houses(db: Session, reading: Reading, live: Sequence[Step]) -> Houses:
    if reading.home is None:
        return find_houses(db, [step.unit for step in live])
    return Houses({step.unit.key: reading.home for step in live})


def lay(reading: Reading, step: Step, before: Draft[Any] | None) -> None:
    """Work out the draft after the row, and say what there is no room for."""
    record = step.record
    stored = record.values.keys() - set(UNSTORED)
    understood = {code: label for code, label in reading.labels.items() if code in stored}
    overlay = reading.store.lay_over(record, before, understood)
    if overlay.misfits:
        _keep_misfits(reading, step, overlay.misfits)
        overlay = reading.store.lay_over(record, before, understood)
    step.draft = overlay.draft
    if before is None:
        _keep_unstored(reading, step)
        step.problems += problems_of(reading.store, reading.labels, overlay.draft)


def _keep_misfits(reading: Reading, step: Step, misfits: Sequence[Misfit]) -> None:
    for misfit in misfits:
        target = field_of(reading.kind, misfit.code)
        label = reading.labels.get(misfit.code, target.header)
        text = format_value(target, misfit.value, reading.lookups)
        rule = Rule.TOO_LONG if target.required else Rule.MONEY_BEYOND if _is_beyond(misfit) else Rule.NO_ROOM
        step.problems.append(Problem(rule.value, label, misfit.code, text[:60], severity(rule)))
        step.record.extra[label] = text
        step.record.values.pop(misfit.code)
        if target.required:
            step.outcome = Outcome.ERROR


def _is_beyond(misfit: Misfit) -> bool:
    """A sum, and not its text, is what there is no room for."""
    value = misfit.value
    ends = (value.minimum, value.maximum) if isinstance(value, Money) else (value,)
    return any(isinstance(end, int) and end > MOST_YUAN for end in ends)


def _keep_unstored(reading: Reading, step: Step) -> None:
    kept = {reading.labels[code]: str(step.record.values[code]) for code in UNSTORED if code in step.record.values}
    if kept and step.draft:
        extra = {**step.draft.extra, **kept}
        values = step.draft.values
        step.draft = replace(step.draft, extra=extra, values=replace(values, extra=extra))


def _compare(db: Session, reading: Reading, earlier: Earlier, steps: Sequence[Step]) -> None:
    """Changed, unchanged, or not ours to change."""
    rows = [step.row for step in steps if step.row and not isinstance(step.row, Pencilled)]
    said = reading.store.drafts(db, rows)
    versions = imported_versions(db, reading.store, list(said))
    for step in steps:
        row = step.row
        assert row is not None
        if isinstance(row, Pencilled):
            _after(reading, step, row.draft, row.place)
        elif (changed := earlier.changed.get(row.id)) is not None:
            _after(reading, step, *changed)
        else:
            step.before = said[row.id]
            lay(reading, step, step.before)
            _judge(reading, step, touched=versions.get(row.id) != row.version)


def _after(reading: Reading, step: Step, before: Draft[Any], place: Place) -> None:
    """The row speaks of what an earlier sheet makes or changes."""
    step.before = before
    lay(reading, step, before)
    step.outcome = Outcome.UNCHANGED if step.draft == before else Outcome.UPDATED
    step.problems.append(Problem(RowRule.MET_IN_SHEET.value, text=str(place), severity=Severity.WARNING))


def _judge(reading: Reading, step: Step, *, touched: bool) -> None:
    assert step.row is not None
    if step.draft == step.before:
        step.outcome = Outcome.UNCHANGED
    elif _is_beside(step) and (touched or not reading.store.may_change(step.row)):
        step.outcome, step.beside = Outcome.UNCHANGED, True
    elif not reading.store.may_change(step.row):
        step.stop(Outcome.SKIPPED, RowRule.ALREADY_PUBLIC)
    elif touched:
        step.stop(Outcome.SKIPPED, RowRule.TOUCHED)
    else:
        step.outcome = Outcome.UPDATED


def _is_beside(step: Step) -> bool:
    """All that is new stands beside what the row says: the number in its list, and columns that no field takes."""
    before, draft = step.before, step.draft
    return (
        before is not None
        and draft is not None
        and before == replace(draft, source_key=before.source_key, extra=before.extra)
    )


def imported_versions(db: Session, store: Store, ids: Sequence[int]) -> Mapping[int, int | None]:
    """The version in which the last import left each row: another one means that people have changed it since."""
    kinds = [kind.value for kind, other in STORES.items() if other.object_kind == store.object_kind]
    last = (
        select(func.max(UploadRow.id))
        .join(Upload, col(Upload.id) == UploadRow.upload_id)
        .where(
            col(Upload.list_kind).in_(kinds),
            col(UploadRow.object_id).in_(ids),
            col(UploadRow.outcome).in_([Outcome.CREATED.value, Outcome.UPDATED.value]),
        )
        .group_by(col(UploadRow.object_id))
    )
    rows = db.exec(select(UploadRow.object_id, UploadRow.object_version).where(col(UploadRow.id).in_(last))).all()
    return {object_id: version for object_id, version in rows if object_id is not None}
