"""A supply as text for matching, and as facts for comparing with what a need demands.

Contacts and the unknown columns of an import never enter either.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.core.i18n import speaking
from app.core.site import Words
from matching.requirements import Fact, Measure, ParameterRow, Qualification, SupplyFields, read_supply
from matching.requirements.terms import delivery_facts, price_facts, priced_by
from suppliers.models import SupplyKind
from suppliers.values import CaseValue, ParameterValue, QualificationValue, SupplyValues

FACET_OF = {
    "field": "fields",
    "track": "tracks",
    "direction": "directions",
    "process_step": "process_steps",
    "deployment": "deployments",
    "offer": "offers",
}


@dataclass(frozen=True)
class Document:
    """What the index keeps of a row. `kind` is `supply` or `result`; `facets` map a name to the values it filters by."""

    kind: str
    title: str
    text: str
    language: str
    facets: Mapping[str, tuple[str, ...]]


def to_document(values: SupplyValues, organisation_id: int, words: Words) -> Document:
    """The supply in the order in which it is best understood: what it is for, what it does, what proves it, where it
    fits. Figures and cases are sentences of their own, so that a reason can quote them."""
    with speaking(values.language):
        text = "\n".join(part for part in _paragraphs(values, words) if part)
    return Document(
        kind="result" if values.kind is SupplyKind.RESULT else "supply",
        title=values.name,
        text=text,
        language=values.language,
        facets=facets(values, organisation_id),
    )


def facets(values: SupplyValues, organisation_id: int) -> dict[str, tuple[str, ...]]:
    """What the index may filter by; everything is text, empty ones are left out."""
    found: dict[str, tuple[str, ...]] = {FACET_OF[kind]: codes for kind, codes in values.terms.items() if codes}
    single = {
        "kind": values.kind.value,
        "district": values.district,
        "trl": "" if values.trl is None else str(values.trl),
        "organisation": str(organisation_id),
    }
    return found | {name: (value,) for name, value in single.items() if value}


def _paragraphs(values: SupplyValues, words: Words) -> Iterable[str]:
    yield from values.uses
    yield values.description.strip()
    yield from (parameter_sentence(one, values.language) for one in values.parameters)
    yield from (case_sentence(one, values.language) for one in values.cases)
    yield values.wanted.strip()
    yield from (qualification_sentence(one, words) for one in values.qualifications)
    yield values.environment.strip()
    if values.result is not None:
        yield values.result.papers.strip()
    yield _line(
        words.label(values.kind.value, "supply_kind"),
        *(label for kind in FACET_OF for label in words.labels(values.words(kind), kind)),
        language=values.language,
    )


def parameter_sentence(one: ParameterValue, language: str) -> str:
    """One figure as a sentence: 灵敏度 95.8%（直径≥4mm）。"""
    figure = f"{one.name} {one.value}{one.unit}"
    if language == "en":
        return f"{figure} ({one.condition})." if one.condition else f"{figure}."
    return f"{figure}（{one.condition}）。" if one.condition else f"{figure}。"


def case_sentence(one: CaseValue, language: str) -> str:
    """One case as a sentence: whom, when, what changed. The evidence is for people to check."""
    comma, stop = (", ", ".") if language == "en" else ("，", "。")
    return comma.join(part for part in (one.customer, str(one.year or ""), one.metric) if part).rstrip("。.") + stop


def qualification_sentence(one: QualificationValue, words: Words) -> str:
    """A certificate by its name and number."""
    return " ".join(part for part in (words.label(one.kind, "qualification"), one.number) if part)


def _line(*labels: str, language: str) -> str:
    return (", " if language == "en" else "、").join(dict.fromkeys(label for label in labels if label))


def facts(values: SupplyValues, words: Words) -> list[Fact]:
    """What the supply states about deployment, certificates, place, price, maturity, delivery and figures.

    Structured fields first, then what its texts say; each fact quotes where it was read.
    """
    with speaking("zh"):  # the reader of facts knows the words of the trade by their Chinese labels
        found = read_supply(texts_of(values), _fields(values, words))
    found += delivery_facts(values.delivery, "delivery", on_topic=True)
    if prices := _prices(values):
        found = [*(fact for fact in found if fact.source.origin != "price"), *prices]
    return [replace(fact, about=values.name) for fact in found]


def _prices(values: SupplyValues) -> list[Fact]:
    """The prices of the text where the fields hold none, and where it says that theirs are for a piece (45—60元/只)."""
    said = list(price_facts(values.price_text, "price_text", on_topic=True))
    silent = values.price_min is None and values.price_max is None
    by_piece = any("/" in fact.value.unit.symbol for fact in said if isinstance(fact.value, Measure))
    return said if silent or by_piece else []


def _fields(values: SupplyValues, words: Words) -> SupplyFields:
    elsewhere = values.district in {"", "elsewhere"}
    return SupplyFields(
        deployment=words.labels(values.words("deployment"), "deployment"),
        qualifications=[Qualification(words.label(q.kind, "qualification"), q.number) for q in values.qualifications],
        region="" if elsewhere else words.label(values.district, "district"),
        price_min_yuan=values.price_min,
        price_max_yuan=values.price_max,
        price_per=priced_by(values.price_text),
        trl=values.trl,
        parameters=[ParameterRow(p.name, p.value, p.unit, p.condition) for p in values.parameters],
    )


def texts_of(values: SupplyValues) -> dict[str, str]:
    """The public running texts by field name, as they are stored."""
    texts = {"description": values.description, "environment": values.environment, "plain_use": "\n".join(values.uses)}
    return {name: text for name, text in texts.items() if text.strip()}
