"""One row of a list as a record, and a record as one row."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.core.limits import LONGEST_SENT
from app.exchange.cells import OVERLONG, UNCALCULATED, Cell, cell_text, is_blank, is_picture, says_nothing
from app.exchange.columns import Column, Mapped, Part
from app.exchange.fields import FIELDS, Field, ListKind, Shape
from app.exchange.reading import Row
from app.exchange.rules import Problem, Rule, Severity, severity
from app.exchange.values.contacts import Contact
from app.exchange.values.dates import Period
from app.exchange.values.shapes import Lookups, Value, format_value, parse_cell

_ORDER: Final = (Part.BEFORE, Part.MAIN, Part.AFTER)
_PARAGRAPH: Final = "\n\n"
_LIMITS: Final = (
    ("budget_min", "budget_max", Rule.MONEY_UPSIDE_DOWN),
    ("price_min", "price_max", Rule.MONEY_UPSIDE_DOWN),
    ("starts_on", "ends_on", Rule.PERIOD_UPSIDE_DOWN),
)
"""Two ends in columns of their own, and what is said where the first is beyond the second."""
_KEPT_ANYWAY: Final = frozenset({Shape.MONEY, Shape.PHONE, Shape.CONTACT, Shape.KPIS})
"""Shapes whose value has the text of the cell in it even when it was not understood."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said about a row: the column's header, the field's code, the rule and the text it is about."""

    column: str
    code: str
    rule: Rule
    text: str


@dataclass(slots=True)
class Record:
    """A row as it was understood.

    `values` by field code, without what is blank. `extra` by header: the cells of unknown columns, and the text of
    those that a field could not take in full, so that nothing typed is lost.
    """

    number: int
    values: dict[str, Value] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Some finding is an error, the row must not be taken."""
        return any(severity(finding.rule) is Severity.ERROR for finding in self.findings)


def read_record(row: Row, mapped: Mapped, lookups: Lookups) -> Record:
    """The record in `row`; every doubt is a finding and nothing raises but a missing lookup (KeyError)."""
    record = Record(row.number)
    texts: dict[str, list[tuple[Part, str]]] = {}
    for column, cell in zip(mapped.columns, row.cells, strict=False):
        if column.ignored or is_blank(cell):
            continue
        if rule := _unreadable(cell):
            record.findings.append(Finding(column.label, column.taken_for, rule, ""))
        elif column.field is None:
            record.extra[column.label] = cell_text(cell)
        else:
            _take(record, column, column.field, cell, lookups, texts)
    for code, parts in texts.items():
        record.values[code] = _composed(parts)
    _take_back_limits(record, row, mapped)
    _report_blank(record, mapped)
    return record


def _take_back_limits(record: Record, row: Row, mapped: Mapped) -> None:
    """Limits the wrong way round are kept as they were written, and none of them is taken."""
    columns = {one.field.code: one for one in reversed(mapped.columns) if one.field}
    for lower, upper, rule in _LIMITS:
        ends = (record.values.get(lower), record.values.get(upper))
        if lower not in columns or upper not in columns or None in ends or not _is_beyond(*ends):
            continue
        texts = []
        for code in (lower, upper):
            text = cell_text(row.cells[columns[code].index])
            texts.append(text)
            record.extra[columns[code].label] = text
            record.values.pop(code)
        record.findings.append(Finding(columns[upper].label, upper, rule, " — ".join(texts)))


def _is_beyond(low: Value | None, high: Value | None) -> bool:
    if isinstance(low, int) and isinstance(high, int):
        return low > high
    return isinstance(low, dt.date) and isinstance(high, dt.date) and low > high


def _unreadable(cell: Cell) -> Rule | None:
    """Why nothing of the cell can be taken, be it as text: what stands there is not what its writer sees."""
    if cell == UNCALCULATED:
        return Rule.FORMULA_EMPTY
    if cell == OVERLONG or (isinstance(cell, str) and len(cell) > LONGEST_SENT):
        return Rule.TOO_LONG
    return Rule.PICTURE if is_picture(cell) else None


def _take(
    record: Record,
    column: Column,
    target: Field,
    cell: Cell,
    lookups: Lookups,
    texts: dict[str, list[tuple[Part, str]]],
) -> None:
    nobody = target.code == "organisation" and says_nothing(cell)  # a dash is no name
    parsed = parse_cell(target, "" if nobody else cell, column.unit, lookups, day_first=column.day_first)
    record.findings += [_finding(column, target, problem) for problem in parsed.problems]
    if parsed.value is None or (parsed.problems and target.shape not in _KEPT_ANYWAY):
        record.extra[column.label] = cell_text(cell)
    value = parsed.value
    if target.shape is Shape.TEXT and isinstance(value, str):
        labelled = f"{column.label}：{value}" if column.part is Part.AFTER else value
        texts.setdefault(target.code, []).append((column.part, labelled))
    elif value is not None:
        for code, part in _spread(target, value).items():
            record.values.setdefault(code, part)


def _finding(column: Column, target: Field, problem: Problem) -> Finding:
    return Finding(column.label, target.code, problem.rule, problem.text)


def _composed(parts: Sequence[tuple[Part, str]]) -> str:
    """What stands before, the field's own text, what stands after; each in the order of the file."""
    ordered = sorted(parts, key=lambda part: _ORDER.index(part[0]))
    return _PARAGRAPH.join(text for _, text in ordered)


def _spread(target: Field, value: Value) -> dict[str, Value]:
    """A mixed column fills the fields of its parts; of two sources the first in the file counts."""
    if isinstance(value, Contact):
        parts = {"contact_name": value.name, "contact_phone": value.phone, "contact_email": value.email}
        return {code: text for code, text in parts.items() if text}
    if isinstance(value, Period) and not target.exported:
        ends = {"starts_on": value.start, "ends_on": value.end}
        return {code: day for code, day in ends.items() if day}
    return {target.code: value}


def _report_blank(record: Record, mapped: Mapped) -> None:
    """Say which fields every record should have are blank; columns that are not there are told once, elsewhere."""
    reported = {finding.code for finding in record.findings}
    refused = {finding.code for finding in record.findings if severity(finding.rule) is Severity.ERROR}
    labels = {column.field.code: column.label for column in reversed(mapped.columns) if column.field}
    for target in FIELDS[mapped.kind]:
        if target.code in record.values or target.code in (refused if target.required else reported):
            continue
        label = labels.get(target.code, target.header)
        if target.required:
            record.findings.append(Finding(label, target.code, Rule.REQUIRED, ""))
        elif target.expected and target not in mapped.missing and not record.values.keys() & set(target.or_else):
            record.findings.append(Finding(label, target.code, Rule.EXPECTED, ""))


def write_record(kind: ListKind, values: Mapping[str, Value], lookups: Lookups) -> tuple[str, ...]:
    """The cells of a record under `columns.export_header(kind)`; reading them back gives the same values."""
    cells = []
    for target in FIELDS[kind]:
        if target.exported:
            value = values.get(target.code)
            cells.append("" if value is None else format_value(target, value, lookups))
    return tuple(cells)
