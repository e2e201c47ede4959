"""Days as they are written in lists; a month or a year is read as its first or its last day."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app.core.clock import CITY, end_of
from app.exchange.cells import Cell, cell_text, folded, is_blank, says_nothing
from app.exchange.rules import Parsed, Problem, Rule, refused
from app.exchange.values.days import LONGEST, YEARS, ImpossibleDay, Span, Written, day_of, span_of, written
from app.exchange.values.hours import Hour

_OPEN: Final = re.compile(
    r"(?:长期|常年|永久|不限|持续)(?:有效|征集|开放|接受|受理|申报)?|待[定通知]+|另行通知|无|招满为止|无期限|"
    r"额满为止|无截止(?:日期|时间)?|"
    r"tb[cda]|n/?a|ongoing|rolling(?: basis)?|long[ -]term|open(?: until filled)?|continuous|always open|"
    r"to be (?:determined|announced|confirmed)"
)
_LENGTH: Final = re.compile(
    r"(?:\d{1,4}|[一二两三四五六七八九十半]{1,5}|thirty|sixty|ninety|one|two|three|six|twelve) ?"
    r"个?-?(?:工作日|日历天|自然日|周|星期|月|年|小时|天|日(?!前|止)|"
    r"(?:(?:calendar|business|working) )?(?:day|week|month|year)s?)"
)
_FROM_ELSEWHERE: Final = re.compile(r"后|之日|起算|[^\d]内|within|after|\bfrom\b|t ?\+")
_YEAR_SAID: Final = re.compile(r"\d{4}")
_WITHOUT_YEAR: Final = re.compile(
    r"\d{1,2}\s*(?:[月日号]|[./-]\d{1,2}(?!\d))|季度|年[底末]|半年|月[底末初]|"
    r"^[a-z]{3,9}\.? \d{1,2}\b|\b\d{1,2} [a-z]{3,9}$"
)
_UNTIL_NOW: Final = re.compile(r"(?:今|present|now)$")
_ONWARDS: Final = re.compile(r"起$|开始$")
_MONTH_ALONE: Final = re.compile(r"\d{1,2}月|\d{1,2}\.\d{1,2}(?!\d)")
_YEAR_AHEAD: Final = re.compile(r"\d{4}[年.]")
_YEAR_LAST: Final = re.compile(r"(?<![\d./-])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_SHORT: Final = re.compile(r"(?<![\d./-])(\d{1,2})([/.-])(\d{1,2})\2(\d{2})(?![\d./-])")
_ROUNDED_MONTH: Final = re.compile(r"\d{4}\.1")
_SEPARATORS: Final = re.compile(r"(?<!\s)\s*+(?:至|到|—+|–+|~+|－+|--+|\bto\b|\bthrough\b|(?<= )-(?= ))\s*+")


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last; an end that the text leaves open is None."""

    start: dt.date | None
    end: dt.date | None
    text: str


@dataclass(frozen=True, slots=True)
class _Read:
    """A day and the hour beside it."""

    day: dt.date
    hour: Hour | None


class _TwoReadings(Exception):
    """A day and a month, of which nothing tells which is which."""


def parse_date(cell: Cell, *, day_first: bool | None = None) -> Parsed[dt.date]:
    """The day, or the first day of the month or year that the cell names.

    `day_first` is the order of 04/05/2020 as far as other cells tell it; a date that can be read both ways is refused
    without.
    """
    found = _parsed(cell, last=False, day_first=day_first)
    return Parsed(found.value.day if found.value else None, found.problems)


def parse_last_day(cell: Cell, *, day_first: bool | None = None) -> Parsed[dt.date]:
    """The day, or the last day: 2026.6 is 30 June, 2025年底前 is 31 December; of a period its end. An hour is not kept,
    which is said; `day_first` as in `parse_date`."""
    found = _parsed(cell, last=True, day_first=day_first)
    if found.value is None:
        return Parsed(None, found.problems)
    hour = (Problem(Rule.DATE_HOUR, cell_text(cell)),) if found.value.hour else ()
    return Parsed(found.value.day, (*found.problems, *hour))


def parse_deadline(cell: Cell, *, day_first: bool | None = None) -> Parsed[dt.datetime]:
    """The first instant, as UTC, at which it is too late: the hour that the cell names, in its own zone, else the end of
    the last day. An hour that no clock has is said and not kept; `day_first` as in `parse_date`."""
    found = _parsed(cell, last=True, day_first=day_first)
    if found.value is None:
        return Parsed(None, found.problems)
    day, hour = found.value.day, found.value.hour
    if hour is None:
        return Parsed(end_of(day), found.problems)
    vague = () if hour.at is not None else (Problem(Rule.DATE_HOUR, cell_text(cell)),)
    return Parsed(hour.on(day), (*found.problems, *vague))


def format_deadline(end: dt.datetime) -> str:
    """The last day, or the minute in the city where the deadline is no day's end; read by `parse_deadline`."""
    local = end.astimezone(CITY)
    if local.time() == dt.time():
        return (local.date() - dt.timedelta(days=1)).isoformat()
    return local.replace(tzinfo=None).isoformat(" ", "seconds" if local.second else "minutes")


def day_first_in(cells: Iterable[Cell]) -> bool | None:
    """The order of day and month in a column of dates such as 13/05/2020; None when no cell or different ones tell it."""
    orders = {first > 12 for cell in cells for first, second in _year_last(cell) if (first > 12) != (second > 12)}
    return orders.pop() if len(orders) == 1 else None


def _year_last(cell: Cell) -> Iterator[tuple[int, int]]:
    if isinstance(cell, str):
        for first, second, _year in _YEAR_LAST.findall(folded(cell[:LONGEST])):
            yield int(first), int(second)


def both_readings(text: str) -> tuple[dt.date, ...]:
    """The days that 04/05/2020 or 26.9.30 can mean, the more usual first; none for other text."""
    plain = folded(text[:LONGEST])
    for first, second, year in (map(int, found) for found in _YEAR_LAST.findall(plain)):
        if first != second:
            return _possible((year, first, second), (year, second, first))
    for found in _SHORT.finditer(plain):
        one, two, three = int(found[1]), int(found[3]), int(found[4])
        return _possible((2000 + one, two, three), (2000 + three, one, two), (2000 + three, two, one))
    return ()


def _possible(*readings: tuple[int, int, int]) -> tuple[dt.date, ...]:
    days = (day_of(*reading) for reading in readings)
    return tuple(dict.fromkeys(day for day in days if day))


def parse_period(cell: Cell, *, day_first: bool | None = None) -> Parsed[Period]:
    """A cell such as 2019.03-2024.11 or 2019年3月至今; `day_first` as in `parse_date`."""
    if is_blank(cell):
        return Parsed(None)
    text = cell_text(cell)
    try:
        start, end = _ends(written(_in_order(folded(text[:LONGEST]).lower(), day_first)).plain)
    except ImpossibleDay:
        return refused(Rule.DATE_IMPOSSIBLE, text)
    except _TwoReadings:
        return refused(Rule.DATE_ORDER, text)
    if len(text) > LONGEST or (start is None and end is None):
        return refused(Rule.DATE_UNCLEAR, text)
    if start and end and start > end:
        return refused(Rule.PERIOD_UPSIDE_DOWN, text)
    return Parsed(Period(start, end, text))


def format_period(period: Period) -> str:
    """The source text if there is one, else months where both ends fill them, else days; read by `parse_period`."""
    if period.text:
        return period.text
    start, end = period.start, period.end
    if start is None:
        return ""
    whole = start.day == 1 and (end is None or (end + dt.timedelta(days=1)).day == 1)
    first, last = (_formatted(day, whole=whole) if day else "" for day in (start, end))
    return f"{first}至{last or '今'}"


def _formatted(day: dt.date, *, whole: bool) -> str:
    return f"{day.year}年{day.month}月" if whole else day.isoformat()


def _ends(plain: str) -> tuple[dt.date | None, dt.date | None]:
    past, until_now = _UNTIL_NOW.subn("", plain)
    sides = _SEPARATORS.split(past)
    parts = [side.strip(" -") for side in sides if side.strip(" -")]
    if len(parts) == 1 and (whole := span_of(parts[0])):
        return whole.first, None if until_now or _ONWARDS.search(past) else whole.last
    if len(parts) != 2:
        parts = _halved(plain)
    spans = [span_of(part) for part in _with_year(parts)]
    if len(spans) == 2 and spans[0] and spans[1]:
        return spans[0].first, spans[1].last
    return None, None


def _halved(plain: str) -> list[str]:
    """The two sides of the middle hyphen, for 2019-03-2024-11 and 2019.3-2024.11."""
    places = [place for place, sign in enumerate(plain) if sign == "-"]
    if len(places) % 2 == 0:
        return []
    middle = places[len(places) // 2]
    return [plain[:middle].strip(), plain[middle + 1 :].strip()]


def _with_year(parts: list[str]) -> list[str]:
    """2025年1月-12月: a second side without a year has that of the first."""
    if len(parts) == 2 and _MONTH_ALONE.match(parts[1]) and (year := _YEAR_AHEAD.search(parts[0])):
        return [parts[0], year[0] + parts[1]]
    return parts


def _in_order(plain: str, day_first: bool | None) -> str:
    """The text with 13/05/2020 written as 2020-5-13; raises _TwoReadings where the order is open."""

    def turned(found: re.Match[str]) -> str:
        first, second, year = map(int, found.groups())
        if first <= 12 and second <= 12 and first != second and day_first is None:
            raise _TwoReadings
        day, month = (first, second) if first > 12 or (day_first and second <= 12) else (second, first)
        return f"{year}-{month}-{day}"

    def lengthened(found: re.Match[str]) -> str:
        readings = both_readings(found[0])
        if len(readings) > 1:
            raise _TwoReadings
        return readings[0].isoformat() if readings else found[0]

    return _SHORT.sub(lengthened, _YEAR_LAST.sub(turned, plain))


def _parsed(cell: Cell, *, last: bool, day_first: bool | None) -> Parsed[_Read]:
    if is_blank(cell) or (says_nothing(cell) and not last):
        return Parsed(None)
    text = cell_text(cell)
    if isinstance(cell, dt.date):
        day = dt.date(cell.year, cell.month, cell.day)
        return _read(day, written(text), text) if day.year in YEARS else refused(Rule.DATE_IMPOSSIBLE, text)
    plain = folded(text[:LONGEST]).lower()
    if isinstance(cell, float) and _ROUNDED_MONTH.fullmatch(plain):
        # A spreadsheet shows the number 2026.10 as 2026.1: January and October look the same.
        return refused(Rule.DATE_AMBIGUOUS, text)
    return _found(plain, text, last=last, day_first=day_first)


def _found(plain: str, text: str, *, last: bool, day_first: bool | None) -> Parsed[_Read]:
    try:
        said = written(_in_order(plain, day_first))
        span = None if len(text) > LONGEST else _deadline(said.plain) if last else span_of(said.plain)
    except ImpossibleDay:
        return refused(Rule.DATE_IMPOSSIBLE, text)
    except _TwoReadings:
        return refused(Rule.DATE_ORDER, text)
    if span is None:
        return refused(_why_not(plain, said.plain), text)
    return _read(span.last if last else span.first, said, text)


def _deadline(plain: str) -> Span | None:
    """What is said of an end; what only says when something begins is none."""
    if _ONWARDS.search(plain):
        return None
    if span := span_of(plain):
        return span
    _start, end = _ends(plain)
    return Span(end, end) if end else None


def _read(day: dt.date, said: Written, text: str) -> Parsed[_Read]:
    wrong = said.weekday is not None and said.weekday != day.weekday()
    return Parsed(_Read(day, said.hour), (Problem(Rule.DATE_WEEKDAY, text),) if wrong else ())


def _why_not(plain: str, said: str) -> Rule:
    """Why a text is no day."""
    if _OPEN.fullmatch(plain.strip("。. ")) or says_nothing(plain):
        return Rule.DATE_OPEN
    length = _LENGTH.search(plain)
    if length and (length[0] == plain or _FROM_ELSEWHERE.search(plain)):
        return Rule.DATE_RELATIVE
    if not _YEAR_SAID.search(said) and _WITHOUT_YEAR.search(said):
        return Rule.DATE_YEAR
    return Rule.DATE_UNCLEAR
