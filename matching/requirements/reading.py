"""The two ways in: a need's fields and texts to requirements, a supply's fields and texts to facts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from matching.requirements import choices, credentials, measures, terms
from matching.requirements.fields import NeedFields, SupplyFields, need_requirements, supply_facts
from matching.requirements.values import Fact, Kind, Requirement, Value


def read_need(texts: Mapping[str, str], fields: NeedFields | None = None) -> list[Requirement]:
    """The requirements of a need. `texts` maps a field's name, which becomes the origin, to its text as stored.

    What fields and texts both demand is kept once, hard if either makes it so.
    """
    found: dict[tuple[Kind, Value], Requirement] = {}
    for requirement in _all_requirements(texts, fields or NeedFields()):
        key = (requirement.kind, requirement.value)
        earlier = found.get(key)
        found[key] = replace(earlier, hard=earlier.hard or requirement.hard) if earlier else requirement
    return list(found.values())


def _all_requirements(texts: Mapping[str, str], fields: NeedFields) -> Iterator[Requirement]:
    yield from need_requirements(fields)
    for origin, text in texts.items():
        yield from text_requirements(text, origin)


def text_requirements(text: str, origin: str) -> Iterator[Requirement]:
    """The requirements that one free text of a need states."""
    yield from choices.requirements_of(text, origin, Kind.DEPLOYMENT)
    yield from choices.requirements_of(text, origin, Kind.DOMESTIC_STACK)
    yield from credentials.requirements_of(text, origin)
    yield from terms.region_requirements(text, origin)
    yield from terms.budget_requirements(text, origin)
    yield from terms.maturity_requirements(text, origin)
    yield from terms.delivery_requirements(text, origin)
    yield from measures.requirements_of(text, origin)


def read_supply(texts: Mapping[str, str], fields: SupplyFields | None = None) -> list[Fact]:
    """The facts of a supply. `texts` maps a field's name, which becomes the origin, to its text as stored."""
    found = list(supply_facts(fields or SupplyFields()))
    for origin, text in texts.items():
        found.extend(text_facts(text, origin))
    return found


def text_facts(text: str, origin: str) -> Iterator[Fact]:
    """The facts that one free text of a supply states."""
    yield from choices.facts_of(text, origin, Kind.DEPLOYMENT)
    yield from choices.facts_of(text, origin, Kind.DOMESTIC_STACK)
    yield from credentials.facts_of(text, origin)
    yield from terms.region_facts(text, origin)
    yield from terms.price_facts(text, origin)
    yield from terms.maturity_facts(text, origin)
    yield from terms.delivery_facts(text, origin)
    yield from measures.facts_of(text, origin)
