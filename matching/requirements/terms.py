"""Budget and price, delivery time, maturity and place: constraints that every need has at most a few of."""

import re
from collections.abc import Iterator
from fractions import Fraction

from matching.requirements.bounds import statement
from matching.requirements.folding import FLAGS, Clause, clauses, fold
from matching.requirements.metrics import Metric
from matching.requirements.quantities import Operator, Quantity, chinese_number, quantities
from matching.requirements.regions import REGION, path_of
from matching.requirements.stance import demanded, describes_present, hardness, numeric_stance, stance
from matching.requirements.units import BARE, UNITS, Unit, per_unit
from matching.requirements.values import Fact, Interval, Kind, Measure, Name, Place, Requirement

BUDGET, DELIVERY, MATURITY = Name("budget"), Name("delivery"), Name("maturity")
_COST = Metric("budget", "down", frozenset())
_MONEY_WORDS = re.compile(
    r"预算|经费|限价|控制价|拦标价|总投资|投资额|项目金额|资金(?!来源|流|管理|链)|\bbudget|ceiling price|price cap",
    FLAGS,
)
_PRICE_WORDS = re.compile(
    r"报价|价格|售价|单价|起价|均价|收费|授权费|许可费|价位|定价|费用(?!降|减|节)|\bpric\w+|\bcosts?\b|\bfee\b", FLAGS
)
# Money that is saved, earned or raised is no price.
_OTHER_MONEY = re.compile(
    r"节省|节约|降低|减少|避免|损失|挽回|营收|收入|产值|融资|合同|中标|资助|注册资本|\bsav\w+|reduc\w+|revenue|funding",
    FLAGS,
)
# What is paid again and again is not the price of the whole, even where the number itself does not say so.
_PERIODIC = re.compile(
    r"每年|每月|按年|按月|按次|年费|月费|订阅|每(?![年月])[一-龥]{1,4}|\bannual|\bmonthly|\byearly|subscription|\bper\b",
    FLAGS,
)
# What one price is for: 每座换热站, 单枚12—28元, 35—50万元/台, per site.
_PIECE = re.compile(
    r"每(?P<each>[一-龥]{1,6}?)(?=$|[\d¥,;:。.(]|约|另|起|或)|单(?P<single>[枚只片框件台套座例次张户个])|"
    r"/\s*(?P<slash>[一-龥]{1,4}|[a-z]{2,12})|\bper\s+(?P<per>[a-z]{2,20})",
    FLAGS,
)
_NO_PRICE = re.compile(r"面议|另议|详询|询价|咨询|on request|negotiable", FLAGS)
_DELIVERY_WORDS = re.compile(
    r"交付|交货|供货|到货|工期|实施周期|部署周期|建设周期|上线|完成部署|实施完成|deliver\w*|go[- ]live|lead time|turnaround",
    FLAGS,
)
_NO_DELIVERY = re.compile(
    r"连续|累计|按时|准时|提前|交付后|上线后|质保|保修|维保|售后|服务期|试用|培训|响应|故障|退货|warranty|\bsupport\b|trial",
    FLAGS,
)
_TRL = re.compile(
    r"(?:\btrl|(?:技术)?(?:成熟度|就绪度|就绪水平)(?:等级)?)\s*+(?:-(?=\d)|:|为|是|达到?|应|须|需|要求|level|of|is)*+\s*+"
    r"(?P<before>≥|>=|不(?:得|应|能)?(?:低于|小于)|至少|at least|≤|<=|不高于|低于|<|>|高于)?\s*+(?:trl\s*+-?)?(?P<low>[1-9一二三四五六七八九])"
    r"(?![0-9.%])\s*级?(?:\s*(?:-|~|至|到|to|/)\s*(?:trl\s*-?)?(?P<high>[1-9])(?![0-9.%])级?)?"
    r"\s*(?P<after>(?:及|或)?以上|\+|or (?:above|higher)|and above|(?:及|或)?以下)?",
    FLAGS,
)
_TRL_BEFORE = {
    "≤": Operator.AT_MOST,
    "<=": Operator.AT_MOST,
    "不高于": Operator.AT_MOST,
    "低于": Operator.BELOW,
    "<": Operator.BELOW,
    ">": Operator.ABOVE,
    "高于": Operator.ABOVE,
}
_LOCAL = re.compile(
    r"本地(?=企业|供应商|厂商|服务|团队|化服务|注册|单位|设|有|驻)|本市|本省|同城|\blocal (?:supplier|company|team|service)",
    FLAGS,
)
_REGION_WORDS = re.compile(
    r"注册|总部|设有|设立|分公司|子公司|办事处|服务团队|服务网点|驻场|本地化服务|企业|供应商|厂商|服务商|单位|团队|落户|位于|"
    r"based|located|office|registered|headquarter\w*|team|supplier|compan\w+",
    FLAGS,
)
_ORGANISATION = re.compile(r"[^,、:\s在有]{1,16}(?:公司|集团|局|银行|大学|学院|医院|研究院)", FLAGS)
_SEAT_STATED = re.compile(r"注册|总部|落户|registered|headquarter|based", FLAGS)
_SEAT = re.compile(r"注册|总部|落户|(?:本地|本市|本省|省内|市内|省|市)企业|registered|headquarter|based", FLAGS)


def _money_unit(quantity: Quantity) -> Unit | None:
    """The quantity's currency; a bare 300万 behind 预算 is in yuan, a bare 50 is not known."""
    if quantity.unit.dimension.startswith("money:"):
        return quantity.unit
    return UNITS["元"] if quantity.unit == BARE and quantity.low >= 10**4 else None


def _ceiling(quantity: Quantity) -> Interval | None:
    """The most that a need allows; a lower limit alone (预算不低于) allows no conclusion."""
    if quantity.operator in {Operator.AT_LEAST, Operator.ABOVE, Operator.CHANGE}:
        return None
    value = quantity.high if quantity.high is not None else quantity.low
    return Interval(high=value, high_open=quantity.operator is Operator.BELOW)


def _topical(text: str, origin: str, words: re.Pattern[str], *, on_topic: bool) -> Iterator[Clause]:
    """The clauses that speak of the topic; all of them where the whole field is about it."""
    for sentence in clauses(text, origin):
        for clause in sentence:
            if on_topic or words.search(clause.folded):
                yield clause


def _time_unit(quantity: Quantity) -> Unit | None:
    return quantity.unit if quantity.unit.dimension in {"time", "workday"} else None


def _ceilings(clause: Clause, kind: Kind, name: Name) -> Iterator[Requirement]:
    for quantity in quantities(clause.folded):
        unit = _money_unit(quantity) if kind is Kind.BUDGET else _time_unit(quantity)
        ceiling = _ceiling(quantity)
        if unit and ceiling and not describes_present(clause.folded):
            hard = hardness(clause.folded, default=True)
            yield Requirement(kind, Measure(name, ceiling, unit), clause.source(0, len(clause.folded)), hard=hard)


def _statements(clause: Clause, kind: Kind, name: Name) -> Iterator[Fact]:
    for quantity in quantities(clause.folded):
        unit = _money_unit(quantity) if kind is Kind.BUDGET else _time_unit(quantity)
        if unit and quantity.operator is not Operator.CHANGE:
            if kind is Kind.BUDGET and "/" not in unit.symbol and _PERIODIC.search(clause.folded):
                unit = per_unit(unit, "?")
            value = Measure(name, statement(quantity, _COST), unit)
            yield Fact(kind, value, clause.source(0, len(clause.folded)), numeric_stance(clause.folded))


def budget_requirements(text: str, origin: str, *, on_topic: bool = False) -> Iterator[Requirement]:
    """The ceilings that a need's text sets on the price."""
    for clause in _topical(text, origin, _MONEY_WORDS, on_topic=on_topic):
        yield from _ceilings(clause, Kind.BUDGET, BUDGET)


def priced_by(text: str) -> str:
    """What the price in this text is for (座, 枚, year), empty for the whole."""
    found = _PIECE.search(fold(text))
    return next((piece for piece in found.groups() if piece), "") if found else ""


def price_facts(text: str, origin: str, *, on_topic: bool = False) -> Iterator[Fact]:
    """The prices that a supply's text states; 面议 is a price without a number."""
    for clause in _topical(text, origin, _PRICE_WORDS, on_topic=on_topic):
        if found := _NO_PRICE.search(clause.folded):
            value = Measure(BUDGET, None, UNITS["元"])
            yield Fact(Kind.BUDGET, value, clause.source(found.start(), found.end()))
        if not _OTHER_MONEY.search(clause.folded):
            yield from _statements(clause, Kind.BUDGET, BUDGET)


def delivery_requirements(text: str, origin: str, *, on_topic: bool = False) -> Iterator[Requirement]:
    """The times within which a need's text wants delivery."""
    for clause in _topical(text, origin, _DELIVERY_WORDS, on_topic=on_topic):
        if not _NO_DELIVERY.search(clause.folded):
            yield from _ceilings(clause, Kind.DELIVERY, DELIVERY)


def delivery_facts(text: str, origin: str, *, on_topic: bool = False) -> Iterator[Fact]:
    """The delivery times that a supply's text states."""
    for clause in _topical(text, origin, _DELIVERY_WORDS, on_topic=on_topic):
        if not _NO_DELIVERY.search(clause.folded):
            yield from _statements(clause, Kind.DELIVERY, DELIVERY)


def _level(text: str) -> Fraction:
    return Fraction(text) if text.isdigit() else chinese_number(text)


def _trl_quantities(clause: Clause) -> Iterator[Quantity]:
    for found in _TRL.finditer(clause.folded):
        before, after = (found["before"] or "").lower(), found["after"] or ""
        operator = _TRL_BEFORE.get(before, Operator.AT_LEAST if before else Operator.EQUAL)
        if after:
            operator = Operator.AT_MOST if after.endswith("下") else Operator.AT_LEAST
        high = _level(found["high"]) if found["high"] else None
        yield Quantity(found.start(), found.end(), operator, _level(found["low"]), high, UNITS["TRL"])


def maturity_requirements(text: str, origin: str) -> Iterator[Requirement]:
    """The least technology readiness level that a need's text asks for."""
    for sentence in clauses(text, origin):
        for clause in sentence:
            for quantity in _trl_quantities(clause):
                asks = quantity.operator in {Operator.AT_LEAST, Operator.ABOVE, Operator.EQUAL}
                if asks and not describes_present(clause.folded):
                    interval = Interval(low=quantity.low, low_open=quantity.operator is Operator.ABOVE)
                    source, hard = clause.source(0, len(clause.folded)), hardness(clause.folded, default=True)
                    yield Requirement(Kind.MATURITY, Measure(MATURITY, interval, UNITS["TRL"]), source, hard=hard)


def maturity_facts(text: str, origin: str) -> Iterator[Fact]:
    """The technology readiness levels that a supply's text states."""
    for sentence in clauses(text, origin):
        for clause in sentence:
            for quantity in _trl_quantities(clause):
                value = Measure(MATURITY, statement(quantity, _COST), UNITS["TRL"])
                source = clause.source(0, len(clause.folded))
                yield Fact(Kind.MATURITY, value, source, numeric_stance(clause.folded))


def region_requirements(text: str, origin: str) -> Iterator[Requirement]:
    """The places in which a need's text wants its supplier; 本地 without a name is a place that is not named."""
    for sentence in clauses(text, origin):
        for clause in sentence:
            for start, end, path in [*_places(clause), *_unnamed(clause)]:
                if demanded(clause.folded, start, end):
                    place = Place(path, registered=bool(_SEAT.search(clause.folded)))
                    hard = hardness(clause.folded, default=False)
                    yield Requirement(Kind.REGION, place, clause.source(0, len(clause.folded)), hard=hard)


def _places(clause: Clause) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Places near a word for having a seat or serving there; those in an organisation's name are none."""
    for found in REGION.finditer(clause.folded):
        near = clause.folded[max(0, found.start() - 16) : found.end() + 16]
        if _REGION_WORDS.search(near) and not _ORGANISATION.match(clause.folded, found.end()):
            yield found.start(), found.end(), path_of(found.group())


def _unnamed(clause: Clause) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    for found in _LOCAL.finditer(clause.folded):
        yield found.start(), found.end(), ()


def region_facts(text: str, origin: str) -> Iterator[Fact]:
    """The places in which a supply's text says that it sits (registered) or serves."""
    for sentence in clauses(text, origin):
        for clause in sentence:
            for start, end, path in _places(clause):
                place = Place(path, registered=bool(_SEAT_STATED.search(clause.folded)))
                spoken = stance(clause.folded, start, end)
                yield Fact(Kind.REGION, place, clause.source(0, len(clause.folded)), spoken)
