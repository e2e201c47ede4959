"""How the cells of each shape are read and written: one table of pairs."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final, Protocol, TypeVar

from app.exchange.cells import MAX_TEXT, Cell, cell_text, is_blank, is_formula_error
from app.exchange.fields import Field, Shape
from app.exchange.rules import Parsed, Problem, Rule, refused
from app.exchange.values.codes import parse_number, parse_trl, parse_uscc
from app.exchange.values.contacts import Contact, parse_contact, parse_email, parse_phone
from app.exchange.values.dates import (
    Period,
    format_deadline,
    format_period,
    parse_date,
    parse_deadline,
    parse_last_day,
    parse_period,
)
from app.exchange.values.details import (
    Case,
    ComputeNeed,
    Constraint,
    DataCondition,
    Qualification,
    format_cases,
    format_compute,
    format_constraints,
    format_data,
    format_qualifications,
    parse_cases,
    parse_compute,
    parse_constraints,
    parse_data,
    parse_qualifications,
)
from app.exchange.values.figures import Kpi, Parameter, format_kpis, format_parameters, parse_kpis, parse_parameters
from app.exchange.values.money import Money, format_money, format_ten_thousands, parse_amount, parse_money
from app.exchange.values.terms import TermLookup, format_names, format_terms, parse_names, parse_term, parse_terms

Part = str | Kpi | Parameter | Case | Qualification | Constraint
Value = str | int | dt.date | Money | Period | Contact | DataCondition | ComputeNeed | tuple[Part, ...]
"""What a field of a record can hold. A deadline is an instant; terms are codes; a tuple has parts of one kind only."""

PartKind = TypeVar("PartKind")

Lookups = Mapping[str, TermLookup]
"""A lookup for every vocabulary that `Field.vocabulary` names."""


def parse_text(cell: Cell) -> Parsed[str]:
    """Text verbatim; a blank cell is nothing, a text beyond the limit is refused and not cut."""
    if is_blank(cell):
        return Parsed(None)
    text = cell_text(cell)
    return refused(Rule.TOO_LONG, text[:100]) if len(text) > MAX_TEXT else Parsed(text)


def parse_cell(
    field: Field, cell: Cell, unit: str, lookups: Lookups, *, day_first: bool | None = None
) -> Parsed[Value]:
    """The value of a cell for `field`; `unit` is the unit of money in the header,
    `day_first` the order of its column's dates.

    Raises KeyError when `lookups` has no lookup for the field's vocabulary.
    """
    if is_formula_error(cell):
        return Parsed(None, (Problem(Rule.FORMULA_ERROR, cell_text(cell)),))
    if field.vocabulary:
        return _WITH_TERMS[field.shape](cell, lookups[field.vocabulary])
    if field.shape is Shape.MONEY:
        return parse_money(cell, unit)
    if field.shape is Shape.AMOUNT:
        return parse_amount(cell, unit)
    if field.shape in _DAYS:
        return _DAYS[field.shape](cell, day_first=day_first)
    return _PLAIN[field.shape](cell)


class _OfDays(Protocol):
    def __call__(self, cell: Cell, *, day_first: bool | None) -> Parsed[Value]: ...


_DAYS: Final[Mapping[Shape, _OfDays]] = {
    Shape.DATE: parse_date,
    Shape.LAST_DAY: parse_last_day,
    Shape.DEADLINE: parse_deadline,
    Shape.PERIOD: parse_period,
}
DATED: Final = frozenset(_DAYS)
_PLAIN: Final[Mapping[Shape, Callable[[Cell], Parsed[Value]]]] = {
    Shape.TEXT: parse_text,
    Shape.NUMBER: parse_number,
    Shape.TRL: parse_trl,
    Shape.USCC: parse_uscc,
    Shape.PHONE: parse_phone,
    Shape.EMAIL: parse_email,
    Shape.CONTACT: parse_contact,
    Shape.NAMES: parse_names,
    Shape.KPIS: parse_kpis,
    Shape.PARAMETERS: parse_parameters,
    Shape.CASES: parse_cases,
    Shape.COMPUTE: parse_compute,
}
_WITH_TERMS: Final[Mapping[Shape, Callable[[Cell, TermLookup], Parsed[Value]]]] = {
    Shape.TERM: parse_term,
    Shape.TERMS: parse_terms,
    Shape.QUALIFICATIONS: parse_qualifications,
    Shape.CONSTRAINTS: parse_constraints,
    Shape.DATA: parse_data,
}


def format_value(field: Field, value: Value, lookups: Lookups) -> str:  # noqa: PLR0911 - one answer for each kind of value
    """The cell for a value, which `parse_cell` reads back to the same value."""
    match value:
        case str():
            return lookups[field.vocabulary].label(value) if field.shape is Shape.TERM else value
        case int():
            return format_ten_thousands(value) if field.shape is Shape.AMOUNT else str(value)
        case dt.date():
            return format_deadline(value) if isinstance(value, dt.datetime) else value.isoformat()
        case Money():
            return format_money(value)
        case Period():
            return format_period(value)
        case Contact():
            return "；".join(part for part in (value.name, value.phone, value.email) if part)
        case DataCondition():
            return format_data(value, lookups[field.vocabulary])
        case ComputeNeed():
            return format_compute(value)
        case tuple():
            return _format_parts(field, value, lookups)


def _format_parts(field: Field, parts: tuple[Part, ...], lookups: Lookups) -> str:  # noqa: PLR0911 - one per shape
    if field.shape is Shape.TERMS:
        return format_terms(_only(str, parts), lookups[field.vocabulary])
    if field.shape is Shape.QUALIFICATIONS:
        return format_qualifications(_only(Qualification, parts), lookups[field.vocabulary])
    if field.shape is Shape.CONSTRAINTS:
        return format_constraints(_only(Constraint, parts), lookups[field.vocabulary])
    if field.shape is Shape.KPIS:
        return format_kpis(_only(Kpi, parts))
    if field.shape is Shape.PARAMETERS:
        return format_parameters(_only(Parameter, parts))
    if field.shape is Shape.CASES:
        return format_cases(_only(Case, parts))
    return format_names(_only(str, parts))


def _only(kind: type[PartKind], parts: tuple[Part, ...]) -> tuple[PartKind, ...]:
    return tuple(part for part in parts if isinstance(part, kind))
