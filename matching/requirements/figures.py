"""A figure as it stands in a cell or a row: relation, value, unit, what it measures, and its own words.

The one reader of figures for everybody outside this library: lists, sums of money, pasted texts and form fields adapt
what is read here and read nothing themselves.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from matching.requirements.folding import FLAGS, LONGEST_CLAUSE, clauses, fold
from matching.requirements.measures import as_meant, measure_name, readings
from matching.requirements.metrics import metric_of
from matching.requirements.quantities import Operator, Quantity, quantities
from matching.requirements.units import BARE, UNITS, Unit, convert, parse_unit
from matching.requirements.values import Name


class Relation(StrEnum):
    """How a figure bounds what it measures. UNKNOWN: 优于 of something of which nobody said which way is better."""

    AT_LEAST = "ge"
    ABOVE = "gt"
    AT_MOST = "le"
    BELOW = "lt"
    EQUAL = "eq"
    BETWEEN = "between"
    ABOUT = "about"
    PLUS_MINUS = "plus_minus"
    CHANGE = "change"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` (of BETWEEN the lower end, `high` the upper one) in `unit`; `text` is the figure verbatim, folded, `number`
    and `written` its number and its unit, as typed where they can stand apart. `falling` marks ends that stood the other way round (500-300)."""

    relation: Relation
    value: Fraction
    high: Fraction | None
    unit: Unit
    number: str
    written: str
    text: str
    falling: bool = False

    @property
    def ends(self) -> tuple[Fraction | None, Fraction | None]:
        """The least and the most that it says, None for an open end."""
        match self.relation:
            case Relation.AT_LEAST | Relation.ABOVE:
                return self.value, None
            case Relation.AT_MOST | Relation.BELOW:
                return None, self.value
            case Relation.BETWEEN:
                return self.value, self.high
            case Relation.EQUAL | Relation.ABOUT:
                return self.value, self.value
        return None, None

    @property
    def short(self) -> str:
        """The relation and the number in signs, without the unit: ≥98, 3-5, 约20."""
        return _SIGNS.get(self.relation, "") + self.number


@dataclass(frozen=True, slots=True)
class Named:
    """A figure with the name of what it measures before it and what stands behind it; `baseline` is where it comes from
    (从30分钟缩短到5分钟), `better` up, down or empty for the good side of the measured thing."""

    name: str
    figure: Figure
    rest: str = ""
    baseline: Figure | None = None
    better: str = ""


_SIGNS = {
    Relation.AT_LEAST: "≥",
    Relation.ABOVE: ">",
    Relation.AT_MOST: "≤",
    Relation.BELOW: "<",
    Relation.ABOUT: "约",
    Relation.UNKNOWN: "优于",
}
_RELATIONS = {
    Operator.AT_LEAST: Relation.AT_LEAST,
    Operator.ABOVE: Relation.ABOVE,
    Operator.AT_MOST: Relation.AT_MOST,
    Operator.BELOW: Relation.BELOW,
    Operator.ABOUT: Relation.ABOUT,
    Operator.CHANGE: Relation.CHANGE,
    Operator.PLUS_MINUS: Relation.PLUS_MINUS,
}
_GOOD_SIDE = {"up": Relation.AT_LEAST, "down": Relation.AT_MOST}
_BOUNDS = frozenset({*_GOOD_SIDE.values(), Relation.ABOVE, Relation.BELOW, Relation.UNKNOWN})
# What follows a number without a known unit: 3个院区以上.
_COUNTED = re.compile(
    r"\s*+(?P<unit>(?=[一-龥])[^\d\s,;.。()<>=≥≤~\-]{1,12}?)(?:(?P<ge>(?:及|或)?以上)|(?P<le>(?:及|或)?以下|以内)|(?=[\s,;.。()]|$))"
)
_NAME_END = re.compile(
    r"(?:[\s:=的]|达到?|为|是|应|须|需|要求|\b(?:of|is|are|must be|should be|shall be)){1,12}+$", FLAGS
)
_COMES_FROM = re.compile(r"[从由自原]|from\b", FLAGS)
_LESS = re.compile(
    r"(?:成本|费用|价格|单价|能耗|电耗|水耗|误差|偏差|排放量?|损耗率?|流失率|空驶率|拥堵指数|"
    r"(?:故障|差错|错误|出错|不良|次品|废品|缺陷|事故|死亡|投诉|误\w{0,4}|漏\w{0,4})[率数]|\bcosts?|\berrors?)$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:准确|正确|召回|精确|合格|成功|完成|覆盖|满意|利用|复用|及时|办结|解决|命中|识别|检出|达标|回收)[率度]$|产量$|产能$"
)
_FINE = re.compile(r"(?:分辨率|分辨力|定位|重复性|resolution)$", re.IGNORECASE)
_DURATION = re.compile(r"(?:时间|时长|耗时|用时|周期|工期|\btime)$", re.IGNORECASE)
_LASTING = re.compile(r"无故障|续航|待机|使用|保存|服务|在线|持续|连续|间隔|\bup")
_GOES_TO = re.compile(r"[至到为]|\bto\b", FLAGS)
_SCALED = re.compile(r"[百千万亿]|thousand|illion")
_EDGES = " ,;:。.()"


def cell_quantity(text: str, unit: str = "") -> Quantity | None:
    """The number of a value cell and its unit cell; an unknown unit is a dimension of its own, equal to itself only."""
    folded = fold(text)
    read = next(quantities(folded), None)
    if read is None or read.unit != BARE:
        return read
    return replace(read, unit=_unit_of(unit)) if unit.strip() else read


def _unit_of(text: str) -> Unit:
    plain = fold(text).strip()
    return parse_unit(plain) or Unit(plain, f"unknown:{''.join(plain.lower().split())}")


def _counted(folded: str, read: Quantity) -> Quantity:
    """The number with the thing it counts, where no unit of the table follows it."""
    found = _COUNTED.match(folded, read.end) if read.unit == BARE else None
    if found is None:
        return read
    operator = Operator.AT_LEAST if found["ge"] else Operator.AT_MOST if found["le"] else None
    operator = operator if operator and read.operator is Operator.EQUAL else read.operator
    return replace(read, operator=operator, unit=_unit_of(found["unit"]), written=found["unit"], end=found.end())


def better_side(name: str, unit: Unit) -> str:
    """Which side of the measured thing is better, `up`, `down` or "" where its name and unit do not tell: of 精度 in
    millimetres the lower one, of 精度 in per cent the higher one."""
    label = fold(name).strip()
    known = metric_of(_meaning(label, unit).head).better
    if known or not label:
        return known
    if _LESS.search(label) or (_FINE.search(label) and unit.dimension in {"length", "angle", "temperature", "mass"}):
        return "down"
    if unit.dimension in {"time", "workday"}:
        return "down" if _DURATION.search(label) and not _LASTING.search(label) else ""
    return "up" if _MORE.search(label) else ""


def _meaning(label: str, unit: Unit) -> Name:
    # Above half, so that a rate counts as one of right answers; whoever names an error in per cent calls it so.
    share = Quantity(0, 0, Operator.EQUAL, Fraction(100), None, unit)
    return measure_name(label, share)[0]


def read_figure(text: str, *, name: str = "", unit: str = "", better: str = "") -> Figure | None:
    """The first figure of a cell that holds a value: 98, ≥98%, 3-5万元. `name` is what it measures, `unit` what stands in
    a cell of its own, `better` (up, down) overrides what the name tells. None where there is no number."""
    folded = fold(text[:LONGEST_CLAUSE])
    quantity = cell_quantity(folded, unit)
    return None if quantity is None else _figure(folded, _counted(folded, quantity), name, better)


def _figure(folded: str, quantity: Quantity, name: str, better: str) -> Figure:
    meant = as_meant(fold(name), measure_name(fold(name), quantity)[0], quantity) if name else quantity
    side = better or (better_side(name, quantity.unit) if name else "")
    relation = _relation(meant, side)
    value, high = quantity.low, quantity.high
    if high is not None and relation is not Relation.BETWEEN:
        value, high = (high if relation in {Relation.AT_MOST, Relation.BELOW} else value), None
    number, written = _apart(quantity)
    text = folded[quantity.start : quantity.end]
    return Figure(relation, value, high, quantity.unit, number, written, text, quantity.falling)


def _apart(quantity: Quantity) -> tuple[str, str]:
    """Number and unit for cells of their own: as typed where they say the same apart, else in digits (三百五十米, ¥300)."""
    alone = next(quantities(quantity.number), None)
    same = alone is not None and (alone.low, alone.high) == (quantity.low, quantity.high)
    if alone is not None and same and (quantity.written or quantity.unit in {BARE, alone.unit}):
        return quantity.number, quantity.written
    ends = (quantity.low,) if quantity.high is None else (quantity.low, quantity.high)
    return "~".join(f"{Decimal(end.numerator) / end.denominator:f}" for end in ends), quantity.unit.symbol


def _relation(quantity: Quantity, better: str) -> Relation:
    if quantity.operator in {Operator.BETTER, Operator.REACH}:
        return _GOOD_SIDE.get(better, Relation.UNKNOWN)
    if quantity.magnitude:
        return Relation.AT_LEAST
    plain = Relation.EQUAL if quantity.high is None else Relation.BETWEEN
    if quantity.operator is Operator.ABOUT and plain is Relation.BETWEEN:  # 约3-5万: both ends are said
        return plain
    return _RELATIONS.get(quantity.operator, plain)


def read_named(text: str) -> Named | None:
    """The figure of a line such as 系统可用性达到99.9%(按月统计), with its name. Of several numbers the first that is
    bounded and has a name before it, else the first that has one; None where there is none."""
    folded = fold(text)
    found = [_counted(folded, one) for one in quantities(folded[:LONGEST_CLAUSE])]
    if found and _COMES_FROM.match(folded, found[0].start) and not folded[: found[0].start].strip(_EDGES):
        return None
    if moved := _moved(folded, found):
        return moved
    named = [one for one in (_named(folded, quantity) for quantity in found) if one.name]
    bounded = (one for one in named if one.figure.relation in _BOUNDS)
    return next(bounded, named[0] if named else None)


def _named(folded: str, quantity: Quantity) -> Named:
    # 处理时间缩短30%: the verb says what changes and stays with the name.
    end = quantity.start
    if quantity.operator is Operator.CHANGE and not _COMES_FROM.match(folded, end):
        end = folded.index(quantity.number, quantity.start)
    name = _NAME_END.sub("", folded[:end]).strip(_EDGES)
    figure = _figure(folded, quantity, name, "")
    return Named(name, figure, folded[quantity.end :].strip(_EDGES), better=better_side(name, quantity.unit))


def _moved(folded: str, found: list[Quantity]) -> Named | None:
    """从30分钟缩短到5分钟: a baseline and a target."""
    if len(found) < 2 or not _COMES_FROM.match(folded, found[0].start):
        return None
    first, last = found[:2]
    name, between = folded[: first.start].strip(_EDGES), folded[first.end : last.start]
    if first.operator is not Operator.CHANGE or not name or not _GOES_TO.search(between):
        return None
    last = replace(last, unit=first.unit, written=first.written) if last.unit == BARE else last
    if first.unit.dimension not in {BARE.dimension, last.unit.dimension}:
        return None
    start = first.low if first.unit == BARE else convert(first.low, first.unit, last.unit)
    better = "up" if last.low > start else "down"
    baseline = replace(_figure(folded, first, "", ""), relation=Relation.EQUAL)
    return Named(name, _figure(folded, last, name, better), folded[last.end :].strip(_EDGES), baseline, better)


def read_figures(text: str) -> Iterator[Named]:
    """The named figures of running text, from left to right; mere changes (提升20%) are none."""
    for sentence in clauses(text, ""):
        for reading in readings(sentence):
            if reading.quantity.operator is not Operator.CHANGE:
                better = better_side(reading.label, reading.quantity.unit)
                figure = _figure(reading.clause.folded, reading.quantity, reading.label, better)
                yield Named(reading.label, figure, better=better)


def read_each(text: str, *, better: str = "") -> list[Named]:
    """The figures of a short text in turn: each with what stands between the one before and itself (`name`) and between
    itself and the next (`rest`)."""
    folded = fold(text[:LONGEST_CLAUSE])
    found = list(quantities(folded))
    starts = [0, *(one.end for one in found)]
    ends = [*(one.start for one in found[1:]), len(folded)]
    return [
        Named(folded[start : one.start], _figure(folded, one, "", better), folded[one.end : end])
        for one, start, end in zip(found, starts, ends, strict=False)
    ]


def read_only(text: str, *, better: str = "") -> Named | None:
    """The one figure of a short text, between whatever stands before (`name`) and behind it (`rest`); None where there is
    none or another."""
    found = read_each(text, better=better)
    return replace(found[0], rest=found[0].rest + text[LONGEST_CLAUSE:]) if len(found) == 1 else None


def in_yuan(figure: Figure, unit: str = "") -> Figure | None:
    """The figure in 元. A number without a unit is in `unit`, with a scale (300万) in 元; None where neither is known,
    and for other currencies and prices per something."""
    own = figure.unit
    if own == BARE:
        own = UNITS["元"] if _SCALED.search(figure.number) else _unit_of(unit)
    if own.dimension != UNITS["元"].dimension:
        return None
    high = None if figure.high is None else convert(figure.high, own, UNITS["元"])
    return replace(figure, value=convert(figure.value, own, UNITS["元"]), high=high, unit=UNITS["元"])
