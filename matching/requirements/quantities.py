"""Numbers in texts: value or range, operator, unit and offsets. What they measure is decided elsewhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from matching.requirements.folding import FLAGS
from matching.requirements.units import BARE, UNIT_PATTERN, UNITS, Unit, convert, parse_unit, per_unit


class Operator(StrEnum):
    """How a number bounds its quantity. BETTER and REACH take their direction from the quantity's name."""

    EQUAL = "eq"
    AT_MOST = "le"
    BELOW = "lt"
    AT_LEAST = "ge"
    ABOVE = "gt"
    BETTER = "better"
    REACH = "reach"
    ABOUT = "about"
    CHANGE = "change"
    PLUS_MINUS = "plus_minus"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or range at text[start:end], `high` set for a range; `magnitude` marks 百万级, `falling` 5-3.

    `number` and `written` are the number and the unit as they stand in the text (3-5万, 条); a range whose ends both
    have their unit is all `number`.
    """

    start: int
    end: int
    operator: Operator
    low: Fraction
    high: Fraction | None
    unit: Unit
    magnitude: bool = False
    falling: bool = False
    number: str = ""
    written: str = ""


_NO = r"(?:不(?:得|应|能|可|宜|会|允许|要)?|未|没有?)"
_OPERATORS: tuple[tuple[Operator, str], ...] = (
    (
        Operator.CHANGE,
        (
            r"(?:提升|提高|增加|增长|降低|减少|缩短|下降|节省|节约|压缩|改善|加快)(?!至(?!少)|到|为)了?(?:约|近|超过?|至少|不低于)?|"
            r"(?:improv|reduc|increas|decreas|lower|cut|rais)\w{0,12} (?:\w+ ){0,3}by(?: (?:at least|up to|about|over))?|\bby"
        ),
    ),
    (
        Operator.AT_MOST,
        (
            rf"≤|≦|<=|=<|{_NO}(?:超过|大于|高于|多于|超出|长于|超|晚于)|小于(?:或)?等于|至多|最多不超过|控制在|限(?:制)?在|"
            r"最(?:多|高|大|长)(?:可达|可|达|达到|为|不超过|值为)?|上限(?:为)?|(?:less|lower) than or equal to|no (?:more|greater|longer|higher|later) than|"
            r"not (?:more|greater|longer|higher) than|(?:must |shall |should |does |do )?not exceed(?:ing)?|at most|within|"
            r"max(?:imum)?\.?(?: of)?|a maximum of"
        ),
    ),
    (
        Operator.AT_LEAST,
        (
            rf"≥|≧|>=|=>|{_NO}(?:低于|小于|少于|短于)|大于(?:或)?等于|至少(?:为|达到?)?|最(?:低|小|短|少|快)(?:可达|可|达|达到|为)?|"
            r"下限(?:为)?|(?:more|greater|higher) than or equal to|no (?:less|fewer|lower|shorter) than|not (?:less|fewer|lower) than|at least|min(?:imum)?\.?(?: of)?|"
            r"a minimum of"
        ),
    ),
    (
        Operator.BELOW,
        (
            r"<|小于|低于|少于|短于|不足|不到|(?:未|没有|未能|尚未|无法|难以|不能)达到?|达不到|不及|"
            r"(?:less|fewer|lower|shorter|smaller) than|below|under|(?:does |do |did )?not reach|falls short of"
        ),
    ),
    (
        Operator.ABOVE,
        r">|大于|高于|超过|多于|长于|突破|超|(?:more|greater|higher|longer|better) than|over|above|exceed(?:s|ing)?",
    ),
    (Operator.BETTER, r"优于|好于"),
    (
        Operator.REACH,
        r"(?<![降减缩提])(?:低|快|短|高)[至到]|(?:最优|最佳)?可(?:以)?(?:达到?|至|高达)|最优|高达|up to|as (?:high|low|fast) as",
    ),
    (Operator.ABOUT, r"约为?|大约|大概|近|接近|逼近|≈|~|around|about|approximately|approx\.?|roughly|nearly|almost"),
)
_CURRENCIES = {
    "¥": "元",
    "￥": "元",
    "人民币": "元",
    "rmb": "元",
    "cny": "元",
    "$": "美元",
    "us$": "美元",
    "usd": "美元",
    "eur": "欧元",
    "€": "欧元",
}
_SCALES = {
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
}
# Longer strings of digits are identifiers, not amounts.
_ARABIC = r"(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,15})(?![\d])(?:\.\d{1,15}(?!\d))?"
_CHINESE = r"[一二两三四五六七八九十百千零半]{1,12}(?:点[一二三四五六七八九零]{1,12})?"
_SCALE = "|".join(f"{s}(?![a-z])" if s.isascii() else s for s in sorted(_SCALES, key=len, reverse=True))
_TAIL = r"(?:(?P<tail>\d|[一二两三四五六七八九])(?P<tail_scale>千万|百万|千|百))?"
_AMOUNT = (
    rf"\s*(?:(?P<unit>{UNIT_PATTERN})|(?P<scale>{_SCALE})(?:(?P<magnitude>级)|{_TAIL})\s*(?P<scaled>{UNIT_PATTERN})?)?"
)
_START = re.compile(
    rf"(?<![A-Za-z0-9.@])(?<![A-Za-z]-)(?:(?P<percent>百分之|千分之)\s*(?P<share>{_ARABIC}|{_CHINESE})|(?P<plain>{_ARABIC})|"
    rf"(?P<order>百万|千万|十万|千|万|亿)级|(?P<words>{_CHINESE})(?=\s*(?:{_SCALE}|{UNIT_PATTERN})))"
)
_UNIT = re.compile(rf"(?P<unit>{UNIT_PATTERN})")
_AFTER = re.compile(_AMOUNT)
_RANGE = re.compile(
    rf"\s*+(?:-|~{{1,2}}|至|到|to(?=\s)|(?P<and>and(?=\s)|和|与))\s*+(?P<sign>[-+])?\s*+"
    rf"(?P<number>{_ARABIC}|{_CHINESE})(?![年月]\d){_AMOUNT}"
)
_PER = re.compile(
    r"\s*(?:/|每|per |a(?=\s(?:year|month)))\s*(年|月|日|天|小时|台|套|路|次|点位?|人|个|终端|平方米|张|例|吨|公里|year|month|seat|"
    r"user|licen[cs]e|unit)|\s?/\s?([一-龥]{1,3})"
)
_SUFFIX = re.compile(
    r"\s*(?:(?P<ge>(?:\(含\)|及|或)?以上|\+(?!/)|or (?:more|higher|above|better|greater)|起(?:步|售)?(?![一-龥]))|"
    r"(?P<le>(?:\(含\)|及|或)?以下|以内|之内|内(?![网部置存外])|封顶|为限|or (?:less|fewer|below|lower|faster))|(?P<about>左右|上下|上下浮动)|(?P<between>之间|区间))",
    FLAGS,
)
_BEFORE = re.compile(
    "(?:" + "|".join(f"(?P<{code.value}>{pattern})" for code, pattern in _OPERATORS) + r")"
    rf"\s*+(?:提前)?+\s*+(?:{'|'.join(map(re.escape, _CURRENCIES))})?\s*+$",
    FLAGS,
)
_MONEY_BEFORE = re.compile("(" + "|".join(map(re.escape, _CURRENCIES)) + r")\s*$", FLAGS)
_BETWEEN = re.compile(r"(?:between|介于)\s*+$", FLAGS)
_FROM = re.compile(r"(?:从|由|自|原来的?|\bfrom)\s*+(?:目前的?|现在的?|原来的?)?\s*+$", FLAGS)
_PLUS_MINUS = re.compile(r"(?:±|\+/-|\+-)\s*$")
_MINUS = re.compile(r"(?P<bare>(?<![0-9A-Za-z%)一-龥])-|零下)\s*$|(?<=[一-龥])-\s*$")
_DIGIT = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"两": 2}


def quantities(text: str) -> Iterator[Quantity]:
    """The numbers of a folded text that carry a unit, an operator or a scale, from left to right."""
    position = 0
    while found := _START.search(text, position):
        quantity = _read_at(text, found, position)
        position = quantity.end if quantity else found.end()
        if quantity is not None:
            yield quantity


def chinese_number(text: str) -> Fraction:
    """三百五十 → 350, 半 → 1/2, 九十五点五 → 95.5."""
    whole, _, decimals = text.partition("点")
    total = current = Fraction(0)
    for character in whole:
        if character in "十百千":
            total += (current or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            current = Fraction(0)
        else:
            current = Fraction(1, 2) if character == "半" else Fraction(_DIGIT[character])
    tail = sum((Fraction(_DIGIT[digit], 10 ** (place + 1)) for place, digit in enumerate(decimals)), Fraction(0))
    return total + current + tail


def _number(text: str) -> Fraction:
    return Fraction(text.replace(",", "")) if text[0].isdigit() else chinese_number(text)


@dataclass(frozen=True, slots=True)
class _Amount:
    """A number with its scale and unit up to text[end]; the number alone, with its scale, ends at `number_end`."""

    value: Fraction
    unit: Unit
    scale: int
    end: int
    number_end: int
    magnitude: bool = False


def _scaled(number: str, match: re.Match[str] | None, end: int) -> _Amount:
    """The number that ends at text[end] with the scale and unit that `match` found behind it."""
    if match is None or not (match["unit"] or match["scale"]):
        return _Amount(_number(number), BARE, 1, end, end)
    scale = _SCALES.get(match["scale"] or "", 1)
    unit = parse_unit(match["unit"] or match["scaled"] or "") or BARE
    number_end = max(match.end("scale"), match.end("magnitude"), match.end("tail_scale"), end)
    value = _number(number)
    if match["tail"]:  # 3万5千
        value += _number(match["tail"]) * Fraction(_SCALES[match["tail_scale"]], scale)
    return _Amount(value, unit, scale, match.end(), number_end, magnitude=bool(match["magnitude"]))


def _first(text: str, found: re.Match[str]) -> _Amount:
    end = found.end()
    if found["percent"]:
        unit = UNITS["%" if found["percent"] == "百分之" else "‰"]
        return _Amount(_number(found["share"]), unit, 1, end, end)
    if found["order"]:
        counted = _UNIT.match(text, end)
        of_order = (parse_unit(counted["unit"]) if counted else None) or BARE
        return _Amount(
            Fraction(1), of_order, _SCALES[found["order"]], counted.end() if counted else end, end, magnitude=True
        )
    return _scaled(found["plain"] or found["words"], _AFTER.match(text, end), end)


_FULL_SCALE = re.compile(r"(?:满量程|全量程|量程|full scale)的?\s*$", FLAGS)


@dataclass(frozen=True, slots=True)
class _Left:
    """What stands before a number: where it begins, its operator, signs (from `sign` on) and currency."""

    start: int
    sign: int
    operator: Operator | None
    plus_minus: bool
    minus: str
    currency: str
    full_scale: bool
    between: bool = False


def _left(text: str, floor: int, at: int, unit: Unit) -> _Left:
    cursor, minus, currency = at, "", ""
    if sign := _MINUS.search(text, floor, cursor):
        cursor, minus = sign.start(), "sure" if sign["bare"] is not None else "perhaps"
    plus_minus = _PLUS_MINUS.search(text, floor, cursor)
    cursor = plus_minus.start() if plus_minus else cursor
    scale = _FULL_SCALE.search(text, floor, cursor) if unit == UNITS["%"] else None
    if money := _MONEY_BEFORE.search(text, floor, cursor):
        currency = _CURRENCIES[money[1].lower()]
    # The comparison is looked for behind both, since 不超过满量程的1% and 不超过¥300万 bound their number as well.
    until = scale.start() if scale else cursor
    before = _BEFORE.search(text, floor, until)
    if opened := _BETWEEN.search(text, floor, until):
        return _Left(opened.start(), cursor, None, bool(plus_minus), minus, currency, bool(scale), between=True)
    if before is None and (origin := _FROM.search(text, floor, until)):
        return _Left(origin.start(), cursor, Operator.CHANGE, bool(plus_minus), minus, currency, bool(scale))
    start = before.start() if before else money.start() if money else until
    operator = Operator(before.lastgroup) if before and before.lastgroup else None
    return _Left(start, cursor, operator, bool(plus_minus), minus, currency, bool(scale))


def _second(text: str, first: _Amount, left: _Left) -> tuple[_Amount | None, bool]:
    """The other end of a range, and whether it is negative: of two dashes the second is a minus where the first number
    has one or temperatures are meant, else they are one long dash."""
    match = _RANGE.match(text, first.end)
    if match is None or (match["and"] and not left.between):
        return None, False
    amount = _scaled(match["number"], match, match.end("number"))
    same = BARE in (amount.unit, first.unit) or amount.unit.dimension == first.unit.dimension
    signed = bool(left.minus) or "temperature" in {amount.unit.dimension, first.unit.dimension}
    return (amount, signed and match["sign"] == "-") if same else (None, False)


def _with_smaller(text: str, first: _Amount) -> _Amount:
    """2小时30分钟: the smaller unit of a time belongs to the number before it."""
    found = _START.match(text, first.end) if first.unit.dimension == "time" else None
    if found is None or not found["plain"]:
        return first
    rest = _first(text, found)
    if rest.unit.dimension != "time" or rest.unit.factor >= first.unit.factor:
        return first
    value = first.value + convert(rest.value, rest.unit, first.unit)
    return replace(first, value=value, end=rest.end, number_end=rest.end)


def _join(first: _Amount, second: _Amount) -> tuple[Unit, Fraction, Fraction]:
    """One unit for both ends: an end without unit or scale takes them from the other (300-500万元, 200ms~1s)."""
    low, high = first.value * first.scale, second.value * second.scale
    if second.unit == BARE and second.scale == 1:
        return first.unit, low, second.value * first.scale
    if first.unit != BARE:
        return first.unit, low, convert(high, second.unit, first.unit) if second.unit != BARE else high
    if first.scale == 1:
        return second.unit, first.value * second.scale, high
    base = UNITS["元"] if second.unit.dimension == UNITS["元"].dimension else second.unit
    return base, low, convert(high, second.unit, base)


_SUFFIXES = {"ge": Operator.AT_LEAST, "le": Operator.AT_MOST, "about": Operator.ABOUT}


def _suffix(text: str, end: int) -> tuple[Operator | None, int]:
    match = _SUFFIX.match(text, end)
    if match is None:
        return None, end
    return _SUFFIXES.get(match.lastgroup or ""), match.end()


_MADE_PRECISE = frozenset({None, Operator.REACH, Operator.AT_LEAST, Operator.ABOUT})


def _operator(left: _Left, suffix: Operator | None) -> Operator:
    """The operator before the number, made precise by the word behind it (可达98%以上)."""
    if suffix is not None and left.operator in _MADE_PRECISE:
        return suffix
    if left.operator is None:
        return Operator.PLUS_MINUS if left.plus_minus else Operator.EQUAL
    return Operator.ABOUT if suffix is Operator.ABOUT and left.operator is not Operator.CHANGE else left.operator


def _is_date(text: str, found: re.Match[str], amount: _Amount) -> bool:
    before = text[: found.start()].rstrip()
    return (amount.unit == UNITS["year"] and amount.value >= 1900) or (
        amount.unit == UNITS["day"] and before.endswith("月")
    )


def _read_at(text: str, found: re.Match[str], floor: int) -> Quantity | None:
    first = _first(text, found)
    if _is_date(text, found, first):
        return None
    left = _left(text, floor, found.start(), first.unit)
    second, second_negative = _second(text, first, left)
    if second is None:
        first = _with_smaller(text, first)
    unit, low, high = _join(first, second) if second else (first.unit, first.value * first.scale, None)
    number, written, end = _as_written(text, found, left.sign, first, second)
    if per := _PER.match(text, end):
        unit, written, end = per_unit(unit, per[1] or per[2]), written + per[0].strip(), per.end()
    suffix, end = _suffix(text, end)
    if left.minus == "sure" or (left.minus and unit.dimension == "temperature"):
        low = -low
    falling = False
    if high is not None:
        high = -high if second_negative else high
        falling = high < low
        low, high = sorted((low, high))
    unit = _named_unit(unit, left)
    operator = _operator(left, suffix)
    return Quantity(left.start, end, operator, low, high, unit, first.magnitude, falling, number, written)


def _as_written(
    text: str, found: re.Match[str], start: int, first: _Amount, second: _Amount | None
) -> tuple[str, str, int]:
    """Number and unit as they stand in the text, and where they end."""
    if found["percent"]:
        return found["share"], first.unit.symbol, first.end
    last = second or first
    number_end = last.end if second and first.end > first.number_end else last.number_end
    return text[start:number_end].strip(), text[number_end : last.end].strip(), last.end


def _named_unit(unit: Unit, left: _Left) -> Unit:
    """A unit that is written before the number: ¥300万, 满量程的1%."""
    if left.full_scale:
        return UNITS["%FS"]
    return UNITS[left.currency] if left.currency and unit == BARE else unit
