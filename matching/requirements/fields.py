"""The structured side: plain records of what the forms hold, turned into requirements and facts.

A need that fills in a field demands it, so its fields are hard unless the row says otherwise.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from matching.requirements import choices, credentials, measures, terms
from matching.requirements.figures import cell_quantity
from matching.requirements.folding import fold
from matching.requirements.quantities import Operator, Quantity
from matching.requirements.regions import path_of
from matching.requirements.units import BARE, UNITS, Unit, per_unit
from matching.requirements.values import (
    Choice,
    Credential,
    Fact,
    Interval,
    Kind,
    Measure,
    Name,
    Place,
    Requirement,
    Source,
)

_DIRECTIONS = {
    "up": "up",
    "down": "down",
    "higher": "up",
    "lower": "down",
    ">=": "up",
    "<=": "down",
    "≥": "up",
    "≤": "down",
    "": "",
}


@dataclass(frozen=True, slots=True)
class KpiRow:
    """关键指标: `target` as typed (98, ≥98, 0.5~1), `direction` up, down or empty, `hard` None for the default."""

    name: str
    target: str
    unit: str = ""
    direction: str = ""
    hard: bool = True


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """关键参数: name, value as typed, unit, and the condition under which it holds."""

    name: str
    value: str
    unit: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Qualification:
    """资质: its name (等保三级, 二类医疗器械注册证) and its number, which is the proof."""

    name: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class NeedFields:
    """The constraints that a need's form holds. Money in yuan, time in days; words as typed where the form has words."""

    deployment: Sequence[str] = ()
    domestic_stack: Sequence[str] = ()
    model_filing: bool = False
    certificates: Sequence[str] = ()
    region: str = ""
    region_registered: bool = False
    budget_max_yuan: int | None = None
    trl_min: int | None = None
    delivery_days: int | None = None
    kpis: Sequence[KpiRow] = ()


@dataclass(frozen=True, slots=True)
class SupplyFields:
    """What a supply's form states. Money in yuan, time in days; a price without an upper end starts at its lower one, and
    `price_per` is what it is for (座, 年) where that is not the whole."""

    deployment: Sequence[str] = ()
    domestic_stack: Sequence[str] = ()
    qualifications: Sequence[Qualification] = ()
    region: str = ""
    price_min_yuan: int | None = None
    price_max_yuan: int | None = None
    price_per: str = ""
    trl: int | None = None
    delivery_days: int | None = None
    parameters: Sequence[ParameterRow] = ()


def cell(origin: str, text: str) -> Source:
    """The source of a value that is a whole field."""
    return Source(origin, text, 0, len(text), text)


def _row(*parts: str) -> str:
    return " ".join(part.strip() for part in parts if part.strip())


def need_requirements(fields: NeedFields) -> Iterator[Requirement]:
    """The requirements of a form, in the order of its fields."""
    for kind, words in ((Kind.DEPLOYMENT, fields.deployment), (Kind.DOMESTIC_STACK, fields.domestic_stack)):
        for word in words:
            yield from _choice_demands(kind, word)
    if fields.model_filing:
        filing = Credential(credentials.GENAI)
        yield Requirement(Kind.MODEL_FILING, filing, cell("model_filing", "model_filing"), proof=True)
    for words_of in fields.certificates:
        yield from _certificate_demands(words_of)
    if fields.region:
        place = Place(path_of(fields.region), registered=fields.region_registered)
        yield Requirement(Kind.REGION, place, cell("region", fields.region))
    yield from _limits(fields)
    for position, row in enumerate(fields.kpis):
        yield _kpi(row, f"kpis[{position}]")


def _choice_demands(kind: Kind, word: str) -> Iterator[Requirement]:
    codes = choices.DEPLOYMENT_CODES if kind is Kind.DEPLOYMENT else choices.STACK_CODES
    if word in codes:
        yield Requirement(kind, Choice((word,)), cell(kind.value, word))
    else:
        yield from choices.requirements_of(word, kind.value, kind, on_topic=True)


def _certificate_demands(word: str) -> Iterator[Requirement]:
    known = list(credentials.requirements_of(word, "certificates", on_topic=True))
    yield from known or [_other_certificate(word)]


def _other_certificate(word: str) -> Requirement:
    value = Credential(f"name:{_plain(word)}")
    return Requirement(Kind.CERTIFICATE, value, cell("certificates", word), proof=True)


def _plain(name: str) -> str:
    return "".join(fold(name).lower().split())


def _limits(fields: NeedFields) -> Iterator[Requirement]:
    limits: tuple[tuple[Kind, Name, str, int | None, Unit], ...] = (
        (Kind.BUDGET, terms.BUDGET, "budget_max_yuan", fields.budget_max_yuan, UNITS["元"]),
        (Kind.DELIVERY, terms.DELIVERY, "delivery_days", fields.delivery_days, UNITS["day"]),
    )
    for kind, name, origin, value, unit in limits:
        if value is not None:
            interval = Interval(high=Fraction(value))
            yield Requirement(kind, Measure(name, interval, unit), cell(origin, str(value)))
    if fields.trl_min is not None:
        interval = Interval(low=Fraction(fields.trl_min))
        value_of = Measure(terms.MATURITY, interval, UNITS["TRL"])
        yield Requirement(Kind.MATURITY, value_of, cell("trl_min", str(fields.trl_min)))


def _kpi(row: KpiRow, origin: str) -> Requirement:
    quantity = cell_quantity(row.target, row.unit)
    source, label = cell(origin, _row(row.name, row.target, row.unit)), fold(row.name)
    condition = measures.conditions(label)
    if quantity is None:
        name, _ = measures.measure_name(label, Quantity(0, 0, Operator.EQUAL, Fraction(0), None, BARE))
        return Requirement(Kind.KPI, Measure(name, None, BARE, condition=condition), source, hard=row.hard)
    value = measures.demanded_measure(label, quantity, condition, _DIRECTIONS.get(row.direction.strip(), ""))
    return Requirement(Kind.KPI, value, source, hard=row.hard)


def supply_facts(fields: SupplyFields) -> Iterator[Fact]:
    """The facts of a form, in the order of its fields."""
    for kind, words in ((Kind.DEPLOYMENT, fields.deployment), (Kind.DOMESTIC_STACK, fields.domestic_stack)):
        for word in words:
            yield from _choice_facts(kind, word)
    for position, held in enumerate(fields.qualifications):
        yield from _qualification(held, f"qualifications[{position}]")
    if fields.region:
        yield Fact(Kind.REGION, Place(path_of(fields.region), registered=True), cell("region", fields.region))
    yield from _figures(fields)
    for position, row in enumerate(fields.parameters):
        yield from _parameter(row, f"parameters[{position}]")


def _choice_facts(kind: Kind, word: str) -> Iterator[Fact]:
    codes = choices.DEPLOYMENT_CODES if kind is Kind.DEPLOYMENT else choices.STACK_CODES
    if word in codes:
        yield Fact(kind, Choice((word,)), cell(kind.value, word))
    else:
        yield from choices.facts_of(word, kind.value, kind, on_topic=True)


def _qualification(held: Qualification, origin: str) -> Iterator[Fact]:
    """Name and number read as one text, so that 编号:办理中 is no proof and a bare number tells its scheme."""
    *words, code = held.number.split() or [""]
    numbered = bool(words) and sum(character.isdigit() for character in code) >= 4
    # 等保三级 41010077-25009 in the field of the number: the grade belongs to the name.
    name, number = (_row(held.name, *words), code) if numbered else (held.name, held.number)
    text = f"{name} 编号:{number}" if number.strip() else name
    known = list(credentials.facts_of(text, origin, on_topic=True))
    yield from known or [_other_qualification(held, text, origin)]


def _other_qualification(held: Qualification, text: str, origin: str) -> Fact:
    digits = sum(character.isdigit() for character in held.number)
    value = Credential(f"name:{_plain(held.name)}", number=held.number.strip() if digits >= 4 else "")
    return Fact(Kind.CERTIFICATE, value, cell(origin, text))


def _figures(fields: SupplyFields) -> Iterator[Fact]:
    low, high = fields.price_min_yuan, fields.price_max_yuan
    if low is not None or high is not None:
        interval = Interval(None if low is None else Fraction(low), None if high is None else Fraction(high))
        text = f"{'' if low is None else low}-{'' if high is None else high}"
        text += f"/{fields.price_per}" if fields.price_per else ""
        unit = per_unit(UNITS["元"], fields.price_per) if fields.price_per else UNITS["元"]
        yield Fact(Kind.BUDGET, Measure(terms.BUDGET, interval, unit), cell("price", text))
    figures = (
        (Kind.DELIVERY, terms.DELIVERY, "delivery_days", fields.delivery_days, UNITS["day"]),
        (Kind.MATURITY, terms.MATURITY, "trl", fields.trl, UNITS["TRL"]),
    )
    for kind, name, origin, value, unit in figures:
        if value is not None:
            point = Interval(Fraction(value), Fraction(value))
            yield Fact(kind, Measure(name, point, unit), cell(origin, str(value)))


def _parameter(row: ParameterRow, origin: str) -> Iterator[Fact]:
    quantity = cell_quantity(row.value, row.unit)
    source, label = cell(origin, _row(row.name, row.value, row.unit, row.condition)), fold(row.name)
    yield from credentials.facts_of(source.text, origin, on_topic=True)  # 防护等级 IP68 stands among the figures
    condition = measures.conditions(fold(f"{row.name} {row.condition}"))
    if quantity is None:
        name, _ = measures.measure_name(label, Quantity(0, 0, Operator.EQUAL, Fraction(0), None, BARE))
        yield Fact(Kind.KPI, Measure(name, None, BARE, condition=condition), source)
    elif quantity.operator is not Operator.CHANGE:
        yield Fact(Kind.KPI, measures.stated_measure(label, quantity, condition), source)
