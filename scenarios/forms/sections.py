"""The record section by section: which form, which columns, and both directions between them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.core.clock import CITY, end_of, start_of
from app.core.forms import ROW, Form, FormModel, bind
from app.core.i18n import N_
from scenarios.forms import models as m
from scenarios.timing import last_day
from scenarios.values import ConstraintValues, KpiValues, ScenarioValues

Typed = Mapping[str, list[str]]


@dataclass(frozen=True)
class Section:
    """One step. `form` takes a draft; `complete` is what the section must be in the end."""

    key: str
    label: str
    form: type[FormModel]
    complete: type[FormModel]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.form.model_fields)


SECTIONS: tuple[Section, ...] = (
    Section("basics", N_("基本信息"), m.BasicsForm, m.CompleteBasicsForm),
    Section("context", N_("现状与方向"), m.ContextForm, m.ContextForm),
    Section("plan", N_("路径、资金与时间"), m.PlanForm, m.PlanForm),
    Section("kpis", N_("指标与约束"), m.KpisForm, m.KpisForm),
    Section("data", N_("数据与算力"), m.DataForm, m.DataForm),
    Section("terms", N_("验收、产权与保密"), m.TermsForm, m.TermsForm),
)
BY_KEY: Mapping[str, Section] = {section.key: section for section in SECTIONS}
SECTION_OF: Mapping[str, str] = {name: section.key for section in SECTIONS for name in section.names}
"""In which section a field is filled in."""


def accepted(form: Form[Any], section: Section) -> dict[str, Any]:
    """Column values of the fields that are right, however wrong the others are."""
    failing = failing_names(form)
    raw = {key: texts for key, texts in form.raw.items() if _top(key) not in failing}
    cleaned = bind(section.form, raw).cleaned
    if cleaned is None:  # an error that no name explains: take nothing
        return {}
    return to_columns({name: getattr(cleaned, name) for name in section.names if name not in failing})


def failing_names(form: Form[Any]) -> set[str]:
    """Top-level names with an error in a field or in one of its rows."""
    return {_top(name) for name in form.found}


def forgive_blanks(form: Form[Any]) -> None:
    """In a draft an empty field is no mistake: only what was typed can be wrong, and a row of which a part is missing,
    since half a row cannot be kept."""
    form.found = {
        name: texts
        for name, texts in form.found.items()
        if ROW.match(name) or any(t.strip() for t in form.values(name)) or form.rows(name)
    }


def is_unfinished(form: Form[Any]) -> bool:
    """Whether something typed could not be taken into columns and must wait as raw input."""
    return any(text.strip() for key, texts in form.raw.items() if _top(key) in failing_names(form) for text in texts)


def _top(name: str) -> str:
    match = ROW.match(name)
    return match[1] if match else name


def only(section: Section, raw: Typed) -> dict[str, list[str]]:
    """What was typed for this section, without buttons and hidden fields."""
    return {key: list(texts) for key, texts in raw.items() if _top(key) in section.names}


def to_columns(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Cleaned form values as the values of a scenario: 万元 to 元, days to instants, rows to values."""
    return {name: _to_column(name, value) for name, value in cleaned.items() if name != "organisation"}


def _to_column(name: str, value: Any) -> Any:
    convert = _TO_COLUMN.get(name)
    return value if convert is None or value is None else convert(value)


_TO_COLUMN: Mapping[str, Callable[[Any], Any]] = {
    "deadline": end_of,
    "valid_until": end_of,
    "opens_at": start_of,
    "budget_min": lambda amount: int(amount * 10_000),
    "budget_max": lambda amount: int(amount * 10_000),
    "data_may_leave": {"yes": True, "no": False}.get,
    "kpis": lambda rows: [KpiValues(**row.model_dump()) for row in rows],
    "constraints": lambda rows: [ConstraintValues(**row.model_dump()) for row in rows],
}


def to_initial(values: ScenarioValues, names: Iterable[str]) -> dict[str, Any]:
    """The values as a form shows them, for `blank`."""
    return {name: _to_shown(name, getattr(values, name)) for name in names if hasattr(values, name)}


def _to_shown(name: str, value: Any) -> Any:
    match name, value:
        case (("deadline" | "valid_until"), datetime()):
            return last_day(value)
        case "opens_at", datetime():
            return value.astimezone(CITY).date()
        case (("budget_min" | "budget_max"), int()):
            return f"{Decimal(value) / 10_000:f}"
        case "data_may_leave", bool():
            return "yes" if value else "no"
        case (("kpis" | "constraints"), list()):
            return [vars(row) for row in value]
    return value
