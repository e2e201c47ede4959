"""The record section by section: which form, which columns, and both directions between them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from app.core.clock import CITY, end_of, start_of
from app.core.forms import Form, FormModel, bind, field_of
from app.core.i18n import N_
from app.core.records import Section
from scenarios.forms import models as m
from scenarios.timing import last_day
from scenarios.values import ConstraintValues, KpiValues, ScenarioValues


@dataclass(frozen=True)
class NeedSection(Section):
    """One step. `form` is what it must be in the end, `draft` what a draft may leave."""

    draft: type[FormModel]


SECTIONS: tuple[NeedSection, ...] = (
    NeedSection("basics", N_("基本信息"), m.CompleteBasicsForm, m.BasicsForm),
    NeedSection("context", N_("现状与方向"), m.ContextForm, m.ContextForm),
    NeedSection("plan", N_("路径、资金与时间"), m.PlanForm, m.PlanForm),
    NeedSection("kpis", N_("指标与约束"), m.KpisForm, m.KpisForm),
    NeedSection("data", N_("数据与算力"), m.DataForm, m.DataForm),
    NeedSection("terms", N_("验收、产权与保密"), m.TermsForm, m.TermsForm),
)
BASICS = SECTIONS[0]
SECTION_OF: Mapping[str, str] = {name: section.key for section in SECTIONS for name in section.form.model_fields}
"""In which section a field is filled in."""


class Ending(Protocol):
    """What a day in a form is held against: the need as it stands, be it its row or its values."""

    @property
    def deadline(self) -> datetime | None: ...
    @property
    def valid_until(self) -> datetime | None: ...


def accepted(form: Form[Any], section: NeedSection, before: Ending) -> dict[str, Any]:
    """Column values of the fields that are right, however wrong the others are."""
    failing = {field_of(name) for name in form.found}
    raw = {name: texts for name, texts in form.raw.items() if field_of(name) not in failing}
    cleaned = bind(section.draft, raw, form.known).cleaned
    if cleaned is None:  # an error that no name explains: take nothing
        return {}
    return to_columns(
        {name: getattr(cleaned, name) for name in section.form.model_fields if name not in failing}, before
    )


def to_columns(cleaned: Mapping[str, Any], before: Ending) -> dict[str, Any]:
    """Cleaned form values as the values of a scenario: 万元 to 元, days to instants, rows to values."""
    columns = {name: _to_column(name, value) for name, value in cleaned.items() if name != "organisation"}
    return columns | dict(_same_days(cleaned, before))


def _same_days(cleaned: Mapping[str, Any], before: Ending) -> Iterator[tuple[str, datetime]]:
    """A form shows the day alone: one that says the same day leaves the hour that a list has named."""
    for name, end in (("deadline", before.deadline), ("valid_until", before.valid_until)):
        if end is not None and cleaned.get(name) == last_day(end):
            yield name, end


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
