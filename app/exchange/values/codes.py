"""Codes that must keep every digit: the 统一社会信用代码 and the level of maturity."""

import re
from typing import Final

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from app.exchange.cells import Cell, cell_text, compact, folded, has_lost_digits, is_blank, plain_code, says_nothing
from app.exchange.rules import Parsed, Problem, Rule, refused

_RUNNING: Final = re.compile(r"\W*(?:\d{1,3}|[一二三四五六七八九十百]{1,4})\W*")
_GAPS: Final = re.compile(r"[\s-]")
_LEVEL: Final = re.compile(r"(?:trl|技术成熟度|成熟度)?[:\-]?(?:第)?([1-9])(?:级|等级)?")
_LEVELS: Final = re.compile(r"(?:trl|技术成熟度|成熟度)?[:\-]?(?:第)?([1-9])级?[-~—–至到](?:trl)?([1-9])(?:级|等级)?")


def parse_uscc(cell: Cell) -> Parsed[str]:
    """The code of an organisation (GB 32100), upper case; a wrong check digit only warns, a curator may override."""
    if is_blank(cell):
        return Parsed(None)
    text = cell_text(cell)
    if has_lost_digits(cell):
        return refused(Rule.DIGITS_LOST, text)
    code = _GAPS.sub("", folded(text)).upper()
    try:
        uscc.validate(code)
    except InvalidChecksum:
        return Parsed(code, (Problem(Rule.USCC_CHECK, text),))
    except ValidationError:
        return refused(Rule.USCC_LENGTH, text)
    return Parsed(code)


def parse_number(cell: Cell) -> Parsed[str]:
    """What the list itself calls the row by; nothing for a running number (up to 999), or one that lost digits."""
    text = plain_code(cell_text(cell))
    if says_nothing(cell) or has_lost_digits(cell) or _RUNNING.fullmatch(text):
        return Parsed(None)
    return Parsed(text)


def parse_trl(cell: Cell) -> Parsed[int]:
    """The technology readiness level, 1 to 9; of a range the lower one, which is what has been shown."""
    if is_blank(cell):
        return Parsed(None)
    text = cell_text(cell)
    plain = compact(text)
    single = _LEVEL.fullmatch(plain)
    if single:
        return Parsed(int(single[1]))
    several = _LEVELS.fullmatch(plain)
    if several:
        levels = sorted((int(several[1]), int(several[2])))
        return Parsed(levels[0], (Problem(Rule.TRL_RANGE, text),))
    return refused(Rule.TRL_UNCLEAR, text)
