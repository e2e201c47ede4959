"""Sums of money as they are written in lists."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.exchange.cells import Cell, cell_text, folded, is_blank
from app.exchange.rules import Parsed, Problem, Rule, refused
from matching.requirements import in_yuan, read_only

_IDLE: Final = re.compile(
    r"(?:约|大约|预计|估计|总投资|投资额?|预算|最高|最低|人民币|元整|整|含税|控制|在|为|[¥￥\s:()]|\b(?:rmb|cny|budget|price)\b){0,12}"
)
"""What may stand around a sum without changing it."""
_YUAN: Final = re.compile(r"圆|块钱?")
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
    return _sum(_YUAN.sub("元", plain), text, unit)


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


def _sum(plain: str, text: str, unit: str) -> Parsed[Money]:
    """The one sum in a cell that holds nothing else. A budget is better when it is lower, so that 高达 bounds it."""
    found = read_only(plain, better="down")
    if found is None or not (_IDLE.fullmatch(found.name) and _IDLE.fullmatch(found.rest)):
        return _unclear(text)
    figure = found.figure
    money = in_yuan(figure, unit)
    if money is None:
        bare = figure.unit.symbol == "" and not unit
        return Parsed(Money(None, None, text), (Problem(Rule.MONEY_UNIT, text),)) if bare else _unclear(text)
    if money.falling:
        return refused(Rule.MONEY_UPSIDE_DOWN, text)
    low, high = (None if end is None else int(end) for end in money.ends)
    if low is None and high is None:
        return _unclear(text)
    own = figure.unit.symbol or in_yuan(figure)
    return Parsed(Money(low, high, text if own else _with_unit(text, unit)))


def _with_unit(text: str, unit: str) -> str:
    """The text with the header's unit behind its last figure, so that it can stand without the header."""
    return _TO_LAST_FIGURE.sub(rf"\g<0>{unit}", text)


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
