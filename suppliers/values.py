"""What a supply says, as plain values: what forms, imports and the demo hand to the actions, and documents read."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from matching.text import language
from suppliers.models import SupplyKind

TERM_KINDS = ("field", "track", "direction", "process_step", "deployment", "offer")
"""Kinds of vocabulary that a supply may carry several words of."""
PRIVATE = frozenset({"contact_name", "contact_phone", "contact_email", "extra"})
"""Columns for the row's own organisation and the office only: never in a document, a revision or a public page."""


@dataclass(frozen=True)
class ParameterValue:
    name: str
    value: str
    unit: str = ""
    condition: str = ""


@dataclass(frozen=True)
class CaseValue:
    customer: str
    year: int | None = None
    metric: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class QualificationValue:
    """`kind` is a code of the vocabulary; without a number it is a claim."""

    kind: str
    number: str = ""


@dataclass(frozen=True)
class ResultValue:
    """What only a research result has. `plain_use` is two lines: what a user can do with it, and what gets better."""

    people: str = ""
    started_on: date | None = None
    finished_on: date | None = None
    nature: str = ""
    stage: str = ""
    registration_no: str = ""
    papers: str = ""
    willing: str = ""
    plain_use: str = ""
    researcher_email: str = ""


@dataclass(frozen=True)
class SupplyValues:
    """A whole supply. `terms` maps a kind of `TERM_KINDS` to codes; money is in 元; `result` belongs to results only."""

    kind: SupplyKind
    name: str = ""
    description: str = ""
    district: str = ""
    trl: int | None = None
    ip_terms: str = ""
    environment: str = ""
    delivery: str = ""
    price_min: int | None = None
    price_max: int | None = None
    price_text: str = ""
    wanted: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    batch: str = ""
    extra: Mapping[str, Any] | None = None
    terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parameters: tuple[ParameterValue, ...] = ()
    cases: tuple[CaseValue, ...] = ()
    qualifications: tuple[QualificationValue, ...] = ()
    result: ResultValue | None = None

    @property
    def language(self) -> str:
        """`zh` or `en`, by what is written; an empty one counts as Chinese."""
        return language(f"{self.name} {self.description}") or "zh"

    @property
    def uses(self) -> tuple[str, ...]:
        """The plain lines on what it does for a user; none for a capability."""
        return tuple(line for line in (self.result.plain_use if self.result else "").split("\n") if line.strip())

    @property
    def has_contact(self) -> bool:
        return bool(self.contact_name and (self.contact_phone or self.contact_email))

    def words(self, kind: str) -> tuple[str, ...]:
        """Codes of one kind."""
        return tuple(self.terms.get(kind, ()))


def public_content(values: SupplyValues) -> dict[str, Any]:
    """The values as JSON without what is private: what a revision keeps."""
    content = {name: value for name, value in asdict(values).items() if name not in PRIVATE}
    if content["result"] is not None:
        content["result"].pop("researcher_email")
        for name in ("started_on", "finished_on"):
            day = content["result"][name]
            content["result"][name] = day.isoformat() if day else None
    return content
