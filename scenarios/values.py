"""What a need says, as plain values: what forms and imports give, what readiness, guards and texts are made from."""

import dataclasses
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from scenarios.lifecycle import Route
from scenarios.models import Secrecy


@dataclass(frozen=True)
class KpiValues:
    """One figure: `direction` is `up`, `down`, `hold`, or empty where nobody said."""

    name: str
    target: str
    unit: str = ""
    baseline: str = ""
    direction: str = ""
    method: str = ""


@dataclass(frozen=True)
class ConstraintValues:
    kind: str
    text: str
    hard: bool = False


@dataclass
class ScenarioValues:
    """Everything an owner says about a need. Money in 元; `deadline` and `valid_until` are exclusive ends in UTC."""

    title: str = ""
    field: str = ""
    family: str = ""
    description: str = ""
    deadline: datetime | None = None
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    route: Route = Route.MATCH_ONLY
    secrecy: Secrecy = Secrecy.PUBLIC
    district: str = ""
    supervisor: str = ""
    current_systems: str = ""
    directions: list[str] = dataclasses.field(default_factory=list)
    process_step: str = ""
    cooperation: list[str] = dataclasses.field(default_factory=list)
    data_types: str = ""
    data_scale: str = ""
    data_labelled: str = ""
    data_sensitivity: str = ""
    data_may_leave: bool | None = None
    data_catalogue_no: str = ""
    compute_use: str = ""
    compute_cards: str = ""
    compute_duration: str = ""
    compute_region: str = ""
    budget_min: int | None = None
    budget_max: int | None = None
    budget_text: str = ""
    funding: str = ""
    decision_on: date | None = None
    incumbent: str = ""
    location: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    acceptance: str = ""
    ip_terms: str = ""
    risk_triggers: list[str] = dataclasses.field(default_factory=list)
    task_ref: str = ""
    valid_until: datetime | None = None
    opens_at: datetime | None = None
    kpis: list[KpiValues] = dataclasses.field(default_factory=list)
    constraints: list[ConstraintValues] = dataclasses.field(default_factory=list)


ROWS = frozenset({"kpis", "constraints"})
COLUMNS = tuple(f.name for f in fields(ScenarioValues) if f.name not in ROWS)
"""Names that are columns of the scenario's own table."""
CONTACT = frozenset({"contact_name", "contact_phone", "contact_email"})


def as_content(values: ScenarioValues) -> dict[str, Any]:
    """The values as JSON, for a revision; `from_content` is its inverse."""
    return {name: _plain(value) for name, value in asdict(values).items()}


def from_content(content: dict[str, Any]) -> ScenarioValues:
    """The values of a revision; names that this version does not know are left out."""
    known = {name: content[name] for name in (*COLUMNS, *ROWS) if name in content}
    for name, read in _READ.items():
        if known.get(name) is not None:
            known[name] = read(known[name])
    return ScenarioValues(**known)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


_READ: dict[str, Any] = {
    "route": Route,
    "secrecy": Secrecy,
    "deadline": datetime.fromisoformat,
    "valid_until": datetime.fromisoformat,
    "opens_at": datetime.fromisoformat,
    "decision_on": date.fromisoformat,
    "starts_on": date.fromisoformat,
    "ends_on": date.fromisoformat,
    "kpis": lambda rows: [KpiValues(**row) for row in rows],
    "constraints": lambda rows: [ConstraintValues(**row) for row in rows],
}
