"""A need as text for matching, and as requirements to hold a supply against.

Contacts, the incumbent's name, the unknown columns of an import and restricted needs never enter either.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from app.core.i18n import speaking
from app.core.site import Words
from matching.requirements import (
    Kind,
    KpiRow,
    NeedFields,
    Requirement,
    Source,
    Unread,
    read_need,
    text_requirements,
)
from matching.requirements import choices as choices_
from matching.requirements import credentials as credentials_
from matching.requirements import measures as measures_
from scenarios.models import Scenario
from scenarios.policy import is_public
from scenarios.values import ConstraintValues, KpiValues, ScenarioValues

_SINGLE = ("field", "family", "district", "process_step")
_MANY = {"directions": "direction", "cooperation": "cooperation"}


@dataclass(frozen=True)
class Document:
    """What the index keeps of a need; `facets` map a name to the values it filters by."""

    kind: str
    title: str
    text: str
    language: str
    facets: Mapping[str, tuple[str, ...]]


def to_document(scenario: Scenario, values: ScenarioValues, owner_kind: str, words: Words) -> Document | None:
    """The need as strangers may read it; None for one that they may not."""
    if not is_public(scenario):
        return None
    return Document(
        kind="scenario",
        title=values.title,
        text=text_of(values, words, scenario.language),
        language=scenario.language,
        facets=facets(scenario, owner_kind),
    )


def text_of(values: ScenarioValues, words: Words, language: str = "zh") -> str:
    """The problem first, then what it stands on and what counts; figures and conditions are sentences of their own,
    so that a reason can quote them."""
    with speaking(language):
        return "\n".join(part for part in _paragraphs(values, words, language) if part)


def facets(scenario: Scenario, owner_kind: str) -> dict[str, tuple[str, ...]]:
    """What the index may filter by; empty ones are left out. `state` tells open needs from those that are over."""
    found: dict[str, tuple[str, ...]] = {n: (value,) for n in _SINGLE if (value := getattr(scenario, n))}
    found |= {kind: tuple(codes) for name, kind in _MANY.items() if (codes := getattr(scenario, name))}
    return found | {
        "route": (scenario.route.value,),
        "owner_kind": (owner_kind,),
        "organisation": (str(scenario.organisation_id),),
        "state": (scenario.state.value,),
    }


def requirements(values: ScenarioValues) -> list[Requirement]:
    """What the need demands of whoever answers: its figures, its conditions, its budget, then what its texts say.

    Each requirement quotes where it was read. The kind of a condition is known from its row, so that its text need not
    name the topic again.
    """
    fields = NeedFields(budget_max_yuan=values.budget_max, kpis=[_kpi(row) for row in values.kpis])
    texts = {"description": values.description, "current_systems": values.current_systems}
    from_rows = [r for n, row in enumerate(values.constraints) for r in _condition(row, f"constraints[{n}]")]
    known = {(requirement.kind, requirement.value) for requirement in from_rows}
    from_texts = read_need({name: text for name, text in texts.items() if text.strip()}, fields)
    found = [*from_rows, *(r for r in from_texts if (r.kind, r.value) not in known)]
    return [replace(requirement, about=values.title) for requirement in found]


def _paragraphs(values: ScenarioValues, words: Words, language: str) -> Iterable[str]:
    yield values.description.strip()
    yield values.current_systems.strip()
    yield from (kpi_sentence(row, language) for row in values.kpis)
    yield from (_sentence(language, row.text) for row in values.constraints)
    yield _sentence(language, values.data_types, values.data_scale, values.data_labelled)
    yield values.acceptance.strip()
    yield _labels(values, words, language)


def kpi_sentence(row: KpiValues, language: str) -> str:
    """One figure as a sentence: 误报率：12% → 5%，……"""
    goal = f"{row.baseline} → {row.target}" if row.baseline else row.target
    colon = ": " if language == "en" else "："
    return _sentence(language, f"{row.name}{colon}{goal} {row.unit}".strip(), row.method)


def _sentence(language: str, *parts: str) -> str:
    comma, stop = (", ", ".") if language == "en" else ("，", "。")
    said = comma.join(part.strip().rstrip("。.") for part in parts if part.strip())
    return said + stop if said else ""


def _labels(values: ScenarioValues, words: Words, language: str) -> str:
    found = [words.label(getattr(values, name), name) for name in _SINGLE if name != "district"]
    found += [label for name, kind in _MANY.items() for label in words.labels(getattr(values, name), kind)]
    return (", " if language == "en" else "、").join(label for label in found if label)


def _kpi(row: KpiValues) -> KpiRow:
    # A figure to be kept as it is (`hold`) has no better side; the reader of figures takes that as "exactly".
    return KpiRow(row.name, row.target, row.unit, "" if row.direction == "hold" else row.direction)


_Reader = Callable[[str, str], Iterable[Requirement]]
_READERS: Mapping[str, _Reader] = {
    "deployment": lambda text, origin: choices_.requirements_of(text, origin, Kind.DEPLOYMENT, on_topic=True),
    "domestic_stack": lambda text, origin: choices_.requirements_of(text, origin, Kind.DOMESTIC_STACK, on_topic=True),
    "certificate": lambda text, origin: credentials_.requirements_of(text, origin, on_topic=True),
    "model_filing": lambda text, origin: credentials_.requirements_of(text, origin, on_topic=True),
}


def _condition(row: ConstraintValues, origin: str) -> Iterator[Requirement]:
    """What a row asks for; a figure that stands beside its topic (功耗不超过15 W的边缘设备) is a demand of its own. What
    nobody here can read is asked for as it stands: people judge it."""
    reader = _READERS.get(row.kind)
    found = text_requirements(row.text, origin) if reader is None else reader(row.text, origin)
    figures = () if reader is None else measures_.requirements_of(row.text, origin)
    read = [*found, *figures] or [_unread(row, origin)]
    for requirement in read:
        yield replace(requirement, hard=row.hard)


def _unread(row: ConstraintValues, origin: str) -> Requirement:
    kind = next((kind for kind in Kind if kind == row.kind), Kind.OTHER)
    return Requirement(kind, Unread(row.text), Source(origin, row.text, 0, len(row.text), row.text))
