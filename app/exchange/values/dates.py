"""Days as they are written in lists; a month or a year is read as its first or its last day."""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from app.core.limits import FIRST_DAY, LAST_DAY
from app.exchange.cells import Cell, cell_text, folded, is_blank
from app.exchange.rules import Parsed, Rule, refused

_LONGEST: Final = 100
"""Characters of a cell that are looked at for the order of its dates."""
_EPOCH: Final = dt.date(1899, 12, 30)
_SERIALS: Final = range(36526, 73051)
"""Day numbers of a spreadsheet for 2000 to 2099."""
_YEARS: Final = range(FIRST_DAY.year, LAST_DAY.year + 1)
_TIME: Final = (
    r"(?:(?:(?<=[日号])|[ t]++)\d{1,2}(?:[:：点时]\d{0,2})*(?:\.\d+)?分?秒?\s*+(?:[ap]\.?m\.?)?\s*+(?:[a-z]{2,4})?)?"
)
_TAIL: Final = r"(?:\s*+(?:日|号)?(?:前|之前|以前|止|截止|为止|起|\(含\))*)"
_END: Final = rf"{_TIME}{_TAIL}$"
_OPEN: Final = frozenset({"长期", "长期有效", "常年", "不限", "待定", "无", "永久", "tbd", "ongoing", "long-term"})
_HALVES: Final = {"上半年": (1, 6), "下半年": (7, 12)}
_NUMERALS: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_MONTHS: Final = {
    name.lower(): number
    for names in (calendar.month_abbr, calendar.month_name)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_UNTIL_NOW: Final = re.compile(r"(?:今|present|now)$")
_MONTH_ALONE: Final = re.compile(r"\d{1,2}月")
_YEAR_FIRST: Final = re.compile(r"\d{4}年")
_UNTIL: Final = re.compile(r"^(截至|截止到?|截止至|于|至)\s*")
_YEAR_LAST: Final = re.compile(r"(?<![\d./-])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_ROUNDED_MONTH: Final = re.compile(r"\d{4}\.1")
_SEPARATORS: Final = re.compile(r"(?<!\s)\s*+(?:至|到|—+|–+|~+|－+|--+|(?<= )-(?= ))\s*+")


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day that a text can mean; equal for a day."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last; an end that the text leaves open is None."""

    start: dt.date | None
    end: dt.date | None
    text: str


class _Impossible(Exception):
    """A date that no calendar has."""


class _TwoReadings(Exception):
    """A day and a month, of which nothing tells which is which."""


def parse_date(cell: Cell, *, day_first: bool | None = None) -> Parsed[dt.date]:
    """The day, or the first day of the month or year that the cell names.

    `day_first` is the order of 04/05/2020 as far as other cells tell it; a date that can be read both ways is refused
    without.
    """
    return _parsed(cell, last=False, day_first=day_first)


def parse_deadline(cell: Cell, *, day_first: bool | None = None) -> Parsed[dt.date]:
    """The day, or the last day: 2026.6 is 30 June, 2025年底前 is 31 December; `day_first` as in `parse_date`."""
    return _parsed(cell, last=True, day_first=day_first)


def day_first_in(cells: Iterable[Cell]) -> bool | None:
    """The order of day and month in a column of dates such as 13/05/2020; None when no cell or different ones tell it."""
    orders = {first > 12 for cell in cells for first, second in _year_last(cell) if (first > 12) != (second > 12)}
    return orders.pop() if len(orders) == 1 else None


def _year_last(cell: Cell) -> Iterator[tuple[int, int]]:
    if isinstance(cell, str):
        for first, second, _year in _YEAR_LAST.findall(folded(cell[:_LONGEST])):
            yield int(first), int(second)


def both_readings(text: str) -> tuple[dt.date, ...]:
    """The two days that 04/05/2020 can mean, the month first in the first; none for other text."""
    for first, second, year in (map(int, found) for found in _YEAR_LAST.findall(folded(text))):
        if 1 <= first <= 12 and 1 <= second <= 12 and first != second and year in _YEARS:
            return dt.date(year, first, second), dt.date(year, second, first)
    return ()


def parse_period(cell: Cell, *, day_first: bool | None = None) -> Parsed[Period]:
    """A cell such as 2019.03-2024.11 or 2019年3月至今; `day_first` as in `parse_date`."""
    if is_blank(cell):
        return Parsed(None)
    text = cell_text(cell)
    try:
        start, end = _ends(_year_first_in(folded(text).lower(), day_first))
    except _Impossible:
        return refused(Rule.DATE_IMPOSSIBLE, text)
    except _TwoReadings:
        return refused(Rule.DATE_ORDER, text)
    if start is None and end is None:
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
    first, last = (_written(day, whole=whole) if day else "" for day in (start, end))
    return f"{first}至{last or '今'}"


def _written(day: dt.date, *, whole: bool) -> str:
    return f"{day.year}年{day.month}月" if whole else day.isoformat()


def _ends(plain: str) -> tuple[dt.date | None, dt.date | None]:
    past, until_now = _UNTIL_NOW.subn("", plain)
    sides = _SEPARATORS.split(past)
    parts = [side.strip(" -") for side in sides if side.strip(" -")]
    if len(parts) == 1 and (whole := span_of(parts[0])):
        return whole.first, None if until_now else whole.last
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
    if len(parts) == 2 and _MONTH_ALONE.match(parts[1]) and (year := _YEAR_FIRST.match(parts[0])):
        return [parts[0], year[0] + parts[1]]
    return parts


def _year_first_in(plain: str, day_first: bool | None) -> str:
    """The text with 13/05/2020 written as 2020-5-13; raises _TwoReadings where the order is open."""

    def turned(found: re.Match[str]) -> str:
        first, second, year = map(int, found.groups())
        if first <= 12 and second <= 12 and first != second and day_first is None:
            raise _TwoReadings
        day, month = (first, second) if first > 12 or (day_first and second <= 12) else (second, first)
        return f"{year}-{month}-{day}"

    return _YEAR_LAST.sub(turned, plain)


def _parsed(cell: Cell, *, last: bool, day_first: bool | None) -> Parsed[dt.date]:
    if is_blank(cell):
        return Parsed(None)
    text = cell_text(cell)
    if isinstance(cell, dt.date):
        day = dt.date(cell.year, cell.month, cell.day)
        return Parsed(day) if day.year in _YEARS else refused(Rule.DATE_IMPOSSIBLE, text)
    plain = folded(text).lower()
    if plain in _OPEN:
        return refused(Rule.DATE_OPEN, text)
    if isinstance(cell, float) and _ROUNDED_MONTH.fullmatch(plain):
        # A spreadsheet shows the number 2026.10 as 2026.1: January and October look the same.
        return refused(Rule.DATE_AMBIGUOUS, text)
    return _found(plain, text, last=last, day_first=day_first)


def _found(plain: str, text: str, *, last: bool, day_first: bool | None) -> Parsed[dt.date]:
    try:
        span = span_of(_year_first_in(plain, day_first))
    except _Impossible:
        return refused(Rule.DATE_IMPOSSIBLE, text)
    except _TwoReadings:
        return refused(Rule.DATE_ORDER, text)
    if span is None:
        return refused(Rule.DATE_UNCLEAR, text)
    return Parsed(span.last if last else span.first)


def span_of(plain: str) -> Span | None:
    """What folded lower-case text means as a date, or None; raises for a day that no calendar has."""
    plain = _UNTIL.sub("", plain)
    for pattern, read in _PATTERNS:
        if found := pattern.match(plain):
            return read(found)
    return None


def _day(year: int, month: int, day: int) -> Span:
    try:
        date = dt.date(year, month, day)
    except ValueError as error:
        raise _Impossible from error
    if year not in _YEARS:
        raise _Impossible
    return Span(date, date)


def _months(year: int, first: int, last: int) -> Span:
    if not 1 <= first <= last <= 12 or year not in _YEARS:
        raise _Impossible
    return Span(dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1]))


def _year_first(found: re.Match[str]) -> Span:
    return _day(int(found[1]), int(found[2]), int(found[3]))


def _english(found: re.Match[str]) -> Span | None:
    """30 June 2026, June 30, 2026 or June 2026."""
    before, name, after, year = found.groups()
    month = _MONTHS.get(name)
    if month is None:
        return None
    day = before or after
    return _day(int(year), month, int(day)) if day else _months(int(year), month, month)


def _month(found: re.Match[str]) -> Span:
    return _months(int(found[1]), int(found[2]), int(found[2]))


def _third(found: re.Match[str]) -> Span:
    year, month, third = int(found[1]), int(found[2]), found[3][0]
    whole = _months(year, month, month)
    first = {"初": 1, "上": 1, "中": 11, "下": 21}.get(third, whole.last.day)
    last = {"初": 10, "上": 10, "中": 20}.get(third, whole.last.day)
    return Span(whole.first.replace(day=first), whole.first.replace(day=last))


def _quarter(found: re.Match[str]) -> Span:
    quarter = _NUMERALS[found[2] or found[3]]
    return _months(int(found[1]), quarter * 3 - 2, quarter * 3)


def _half(found: re.Match[str]) -> Span:
    return _months(int(found[1]), *_HALVES[found[2]])


def _year(found: re.Match[str]) -> Span:
    return _months(int(found[1]), 1, 12)


def _year_end(found: re.Match[str]) -> Span:
    return _months(int(found[1]), 12, 12)


def _serial(found: re.Match[str]) -> Span | None:
    number = int(found[1])
    if number not in _SERIALS:
        return None
    date = _EPOCH + dt.timedelta(days=number)
    return Span(date, date)


_READERS: Final[tuple[tuple[str, Callable[[re.Match[str]], Span | None]], ...]] = (
    (rf"(\d{{4}})\s*[年./-]\s*(\d{{1,2}})\s*[月./-]\s*(\d{{1,2}})(?:日|号)?{_END}", _year_first),
    (r"(\d{4})(\d{2})(\d{2})$", _year_first),
    (rf"(\d{{1,2}})?\s*+([a-z]{{3,9}})\.?\s++(?:(\d{{1,2}})(?:st|nd|rd|th)?,?\s++)?(\d{{4}}){_END}", _english),
    (r"(\d{4})\s*[年./-]\s*(\d{1,2})月?(初|上旬|上|中旬|中|下旬|下|底|末)(?:前|之前|以前)?$", _third),
    (rf"(\d{{4}})\s*[年./-]\s*(\d{{1,2}})\s*+(?:月|月份)?{_TAIL}$", _month),
    (r"(19\d{2}|20\d{2})(0[1-9]|1[0-2])$", _month),
    (r"(\d{4})\s*+年?\s*+(?:第?([一二三四1-4])季度|q([1-4]))(?:前|之前|以前|末|底)*$", _quarter),
    (r"(\d{4})\s*+年?\s*+(上半年|下半年)(?:前|之前|以前|末|底)*$", _half),
    (r"(\d{4})\s*年?(?:底|末|年底|年末|度末)(?:前|之前|以前)?$", _year_end),
    (r"(19\d{2}|20\d{2})\s*(?:年|年度|年内|年前)?$", _year),
    (r"(\d{5})(?:\.\d+)?$", _serial),
)


def _compiled() -> Iterator[tuple[re.Pattern[str], Callable[[re.Match[str]], Span | None]]]:
    for pattern, read in _READERS:
        yield re.compile(pattern), read


_PATTERNS: Final = tuple(_compiled())
