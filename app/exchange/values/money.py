"""Sums of money as they are written in lists."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.exchange.cells import Cell, cell_text, folded, is_blank
from app.exchange.rules import Parsed, Problem, Rule, refused

_UNITS: Final = {"亿": 100_000_000, "千万": 10_000_000, "百万": 1_000_000, "万": 10_000, "千": 1_000, "": 1}
_NUMBER: Final = r"(\d[\d,]{0,24}(?:\.\d{1,12})?)"
_UNIT: Final = r"(亿|千万|百万|万|千)?\s*+(元|圆|块)?"
_SUM: Final = re.compile(rf"{_NUMBER}\s*+{_UNIT}")
_RANGE_SIGN: Final = re.compile(r"(?<!\s)\s*+(?:-|~|–|—|－|至|到|~)++\s*+")
_AROUND: Final = re.compile(
    r"^(约|大约|预计|估计|总投资|投资|预算|人民币|rmb|cny|¥)+|(左右|上下|\(含税\)|\(人民币\)|人民币|整){1,6}$"
)
_AT_MOST: Final = re.compile(r"^(不超过|不高于|最高不超过|最高|至多|小于|低于|上限|<=|<|≤)|(以内|以下|封顶)$")
_AT_LEAST: Final = re.compile(r"^(不低于|不少于|至少|最低|大于|高于|下限|>=|>|≥)|(以上|起)$")
_BRACKETED_UNIT: Final = re.compile(r"\(((?:亿|万)?元)\)")
_TO_LAST_FIGURE: Final = re.compile(r"\A.*\d", re.DOTALL)
_OPEN: Final = frozenset(
    {"面议", "另议", "商议", "协商", "待定", "待商议", "双方协商", "negotiable", "tbd", "面谈", "价格面议"}
)
_FOREIGN: Final = (
    ("USD", re.compile(r"\$|usd|us dollars?|美元|美金")),
    ("EUR", re.compile(r"€|eur|欧元")),
    ("GBP", re.compile(r"£|gbp|英镑")),
    ("JPY", re.compile(r"jpy|日元")),
    ("HKD", re.compile(r"hkd|港元|港币")),
)


@dataclass(frozen=True, slots=True)
class Money:
    """A sum or a range in whole 元, always with the text it was read from.

    `currency` is CNY unless the text names another; sums in another currency are not converted, both ends are None
    then. `negotiable` is the 面议 of a list, which is not the same as nothing.
    """

    minimum: int | None
    maximum: int | None
    text: str
    currency: str = "CNY"
    negotiable: bool = False


def parse_money(cell: Cell, unit: str = "") -> Parsed[Money]:
    """A cell such as 300-500万元, 约500万, 不超过1亿元, 面议 or $425,000.

    `unit` is the unit that the header names; a bare number without any unit is kept as text only, since 元 and 万元
    are equally usual.
    """
    if is_blank(cell):
        return Parsed(None)
    text = cell_text(cell)
    plain = _BRACKETED_UNIT.sub(r"\1", folded(text).lower())
    if plain in _OPEN:
        return Parsed(Money(None, None, text, negotiable=True))
    foreign = next((code for code, sign in _FOREIGN if sign.search(plain)), None)
    if foreign:
        return Parsed(Money(None, None, text, currency=foreign), (Problem(Rule.MONEY_FOREIGN, text),))
    return _range(_AROUND.sub("", plain).strip(), text, unit)


def parse_amount(cell: Cell, unit: str = "") -> Parsed[int]:
    """One end of a range in its own column, in whole 元."""
    parsed = parse_money(cell, unit)
    money = parsed.value
    if money is None:
        return Parsed(None, parsed.problems)
    ends = {end for end in (money.minimum, money.maximum) if end is not None}
    if len(ends) == 1:
        return Parsed(ends.pop(), parsed.problems)
    return Parsed(None, parsed.problems or (Problem(Rule.MONEY_UNCLEAR, money.text),))


def _range(plain: str, text: str, unit: str) -> Parsed[Money]:
    for bound, position in ((_AT_MOST, 1), (_AT_LEAST, 0)):
        rest, found = bound.subn("", plain)
        if found:
            return _bounded(_AROUND.sub("", rest.strip()), text, unit, position)
    parts = [part for part in _RANGE_SIGN.split(plain) if part]
    if len(parts) == 1:
        return _exact(parts[0], text, unit)
    if len(parts) == 2:
        return _between(parts[0], parts[1], text, unit)
    return _unclear(text)


def _bounded(plain: str, text: str, unit: str, position: int) -> Parsed[Money]:
    parsed = _exact(plain, text, unit)
    money = parsed.value
    if money is None or money.minimum is None:
        return parsed
    low, high = (None, money.maximum) if position else (money.minimum, None)
    return Parsed(Money(low, high, money.text))


def _exact(plain: str, text: str, unit: str) -> Parsed[Money]:
    amount = _sum(plain)
    if amount is None:
        return _unclear(text)
    number, own_unit = amount
    factor = own_unit or _factor(unit)
    if factor is None:
        return Parsed(Money(None, None, text), (Problem(Rule.MONEY_UNIT, text),))
    value = int(number * factor)
    return Parsed(Money(value, value, text if own_unit else _with_unit(text, unit)))


def _between(first: str, second: str, text: str, unit: str) -> Parsed[Money]:
    """Both ends; a first end without a unit has that of the second (300-500万元)."""
    low, high = _sum(first), _sum(second)
    if low is None or high is None:
        return _unclear(text)
    factor = high[1] or _factor(unit)
    if factor is None:
        return Parsed(Money(None, None, text), (Problem(Rule.MONEY_UNIT, text),))
    minimum, maximum = int(low[0] * (low[1] or factor)), int(high[0] * factor)
    if minimum > maximum:
        return refused(Rule.MONEY_UPSIDE_DOWN, text)
    return Parsed(Money(minimum, maximum, text if high[1] else _with_unit(text, unit)))


def _with_unit(text: str, unit: str) -> str:
    """The text with the header's unit behind its last figure, so that it can stand without the header."""
    return _TO_LAST_FIGURE.sub(rf"\g<0>{unit}", text)


def _sum(plain: str) -> tuple[Decimal, int | None] | None:
    """The number and the factor of its own unit, or None when there is more than a sum in the text."""
    found = _SUM.fullmatch(plain.strip())
    if not found:
        return None
    number, scale, yuan = found.groups()
    factor = _UNITS[scale or ""] if scale or yuan else None
    return Decimal(number.replace(",", "")), factor


def _factor(unit: str) -> int | None:
    if not unit:
        return None
    return _UNITS.get(unit.removesuffix("元"))


def _unclear(text: str) -> Parsed[Money]:
    return Parsed(Money(None, None, text), (Problem(Rule.MONEY_UNCLEAR, text),))


def format_ten_thousands(amount: int) -> str:
    """Whole 元 as the plain number of 万元 that the columns of limits hold."""
    number = Decimal(amount) / 10_000
    return f"{number:f}" if number != number.to_integral() else f"{number.to_integral():f}"


def format_money(money: Money) -> str:
    """The source text if there is one, else the range in 万元, so that reading it gives the same ends."""
    if money.text:
        return money.text
    if money.negotiable:
        return "面议"
    low = "" if money.minimum is None else format_ten_thousands(money.minimum)
    high = "" if money.maximum is None else format_ten_thousands(money.maximum)
    if not low or not high:
        return f"不低于{low}万元" if low else f"不超过{high}万元" if high else ""
    return f"{low}万元" if low == high else f"{low}—{high}万元"
