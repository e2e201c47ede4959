"""What a day, a month or a year is called in lists, in either language: pure."""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from app.core.limits import FIRST_DAY, LAST_DAY
from app.exchange.values.hours import Hour, without_hour

YEARS: Final = range(FIRST_DAY.year, LAST_DAY.year + 1)
LONGEST: Final = 100
"""Characters of the longest text that is looked at."""

_EPOCH: Final = dt.date(1899, 12, 30)
_SERIALS: Final = range(36526, 73051)
"""Day numbers of a spreadsheet for 2000 to 2099."""
_SIGNS: Final = ("〇零○", "一壹", "二贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
_FIGURES: Final[Mapping[str, int]] = {sign: number for number, signs in enumerate(_SIGNS) for sign in signs}
_NUMERALS: Final = re.compile(rf"[{''.join(_FIGURES)}十拾廿卅]{{1,8}}(?=[年月日号])")
_MONTHS: Final = {
    name.lower(): number
    for names in (calendar.month_abbr, calendar.month_name)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_WEEKDAYS: Final = {sign: number for number, sign in enumerate("一二三四五六日")} | {"天": 6}
_WEEKDAY: Final = re.compile(
    r"\(?(?:(?:星期|礼拜|周)([一二三四五六日天])|\b(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs?|ur)?(?:day)?\b[.,]*)\)?"
)
_ENGLISH_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_BEFORE: Final = re.compile(
    r"(?:(?:自|从)?(?:即日|今日|今|现在|(?:本?公告)?(?:发布|公布|公告)之日)(?:起|开始)?(?=[至到—-])|"
    r"(?:报名|征集|申报|应答|揭榜|受理|提交|对接)?(?:截[至止](?:日期|时间)?|(?<=[名集报答榜理交接])(?:日期|时间|期限)?)[到至为]?:?|"
    r"[最不][晚迟]于?|(?:有效期|延期|延长)(?=[至到])|[于至到自从]|[—-]+|"
    r"\b(?:valid until|until|till|by|on|before|due|from|the|closes?|closing date|"
    r"(?:no|not) later than|deadline|of)\b:?|[:,])\s*"
)
_BEHIND: Final = re.compile(
    r"(?: {0,3}(?:\((?:含|包含|当日|当天)(?:当日|当天)?\)|"
    r"[前止含起内]|之[前内]|以前|截止|为止|当[日天]|提交|报名|[,.;。])){1,12}$"
)
_GAPS: Final = re.compile(r"(?<=[年月日号./-]) {1,4}| {1,4}(?=[年月日号./-])")
_SHORT_YEAR: Final = re.compile(r"['’]?(?<!\d)(\d{2})年(?=\d|第?[一二三四]季|[上下]半|年?[底末])")


_LATE: Final = re.compile(r"['’](\d{2})$")
"""Sept 30 '27."""
_ERA: Final = re.compile(r"(民国|令和)(\d{1,3}|元)年")
_ERAS: Final = {"民国": 1911, "令和": 2018}


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day that a text can mean; equal for a day."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Written:
    """A folded text without its hours, zones and weekdays; `hour` where it says more than the day; `weekday` from 0 for
    Monday, None where the text has none or several."""

    plain: str
    hour: Hour | None
    weekday: int | None


class ImpossibleDay(Exception):
    """A date that no calendar has."""


def written(plain: str) -> Written:
    """What is to be read of a folded lower-case text."""
    days = [_WEEKDAYS[one[1]] if one[1] else _ENGLISH_DAYS.index(one[2]) for one in _WEEKDAY.finditer(plain)]
    text, hour = without_hour(_WEEKDAY.sub(" ", plain).strip())
    text = _GAPS.sub("", _NUMERALS.sub(_number, text))
    text = _SHORT_YEAR.sub(r"20\1年", _LATE.sub(r"20\1", _ERA.sub(_of_era, " ".join(text.replace("()", "").split()))))
    return Written(text, hour, days[0] if len(days) == 1 else None)


def _of_era(found: re.Match[str]) -> str:
    return f"{_ERAS[found[1]] + (1 if found[2] == '元' else int(found[2]))}年"


def _number(found: re.Match[str]) -> str:
    """二〇二六 is read sign by sign, 三十一 as what it says."""
    text = found[0].replace("廿", "二十").replace("卅", "三十").replace("拾", "十")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return "".join(str(_FIGURES[sign]) for sign in text)
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        return found[0]
    return str(10 * (_FIGURES[tens] if tens else 1) + (_FIGURES[ones] if ones else 0))


def span_of(plain: str) -> Span | None:
    """What a text of `written` means as a date, or None; raises ImpossibleDay for a day that no calendar has."""
    text, size = plain, -1
    while len(text) != size:
        size = len(text)
        text = _BEHIND.sub("", text[found.end() :] if (found := _BEFORE.match(text)) else text).strip()
    for pattern, read in _PATTERNS:
        if found := pattern.fullmatch(text):
            return read(found)
    return None


def day_of(year: int, month: int, day: int) -> dt.date | None:
    """The day, or None for one that no calendar has."""
    try:
        return dt.date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> Span:
    date = day_of(year, month, day)
    if date is None:
        raise ImpossibleDay
    return Span(date, date)


def _months(year: int, first: int, last: int) -> Span:
    if not 1 <= first <= last <= 12 or year not in YEARS:
        raise ImpossibleDay
    return Span(dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1]))


def _year_first(found: re.Match[str]) -> Span:
    return _day(int(found[1]), int(found[2]), int(found[3]))


def _english(found: re.Match[str]) -> Span | None:
    """30 June 2026, June 30, 2026, 2026-Jun-30, or mid-June 2026."""
    said = found.groupdict()
    month, year = _MONTHS.get(said["month"]), int(said["year"])
    if month is None:
        return None
    if day := said.get("day"):
        return _day(year + (2000 if year < 100 else 0), month, int(day))
    return _third_of(year, month, said.get("part") or "")


def _third(found: re.Match[str]) -> Span:
    return _third_of(int(found[1]), int(found[2]), found[3] or "")


def _third_of(year: int, month: int, part: str) -> Span:
    whole = _months(year, month, month)
    if not part:
        return whole
    end = whole.last.day
    first, last = {"初": (1, 10), "上": (1, 10), "e": (1, 10), "b": (1, 10), "中": (11, 20), "m": (11, 20), "下": (21, end),
                   "l": (21, end)}.get("end" if part.startswith("end") else part[0], (end, end))  # fmt: skip
    return Span(whole.first.replace(day=first), whole.first.replace(day=last))


def _part_of_year(found: re.Match[str]) -> Span:
    """A quarter or a half, behind its year or before it."""
    part, year = (found[2], found[1]) if found[1].isdecimal() else (found[1], found[2])
    return _months(int(year), *_PARTS[part.removeprefix("第").removesuffix("度").removesuffix("季")])


def _some_months(found: re.Match[str]) -> Span:
    return _months(int(found[1]), int(found[2]), int(found[3]))


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


_NAME: Final = r"(?P<month>[a-z]{3,9})\.?"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_PARTS: Final = {"上半年": (1, 6), "h1": (1, 6), "下半年": (7, 12), "h2": (7, 12)} | {
    name: (3 * number - 2, 3 * number)
    for number, sign in enumerate("一二三四", 1)
    for name in (sign, f"{number}", f"q{number}")
}
_READERS: Final[tuple[tuple[str, Callable[[re.Match[str]], Span | None]], ...]] = (
    (r"(\d{4})[年./、—-](\d{1,2})[月./、—-](\d{1,2})[日号]?", _year_first),
    (r"(\d{4})(\d{2})(\d{2})", _year_first),
    (rf"{_DAY}(?: of)?[\s-]*{_NAME}[\s,-]*(?P<year>\d{{4}}|(?<=-)\d{{2}})", _english),
    (rf"{_NAME}[\s-]*{_DAY}(?:\s*,\s*|\s+)(?P<year>\d{{4}})", _english),
    (rf"(?P<year>\d{{4}})[\s-]{_NAME}[\s-]{_DAY}", _english),
    (rf"(?:(?P<part>early|beginning|mid|late|end)(?: of)?[\s-]?)?{_NAME}[\s,-]*(?P<year>\d{{4}})", _english),
    (r"(\d{4})[年./-](\d{1,2})月?份?(初|上旬?|中旬?|下旬?|底|末)?", _third),
    (r"(19\d{2}|20\d{2})(0[1-9]|1[0-2])()", _third),
    (r"(\d{4})年?(\d{1,2})月?[-至到](\d{1,2})月", _some_months),
    (r"(\d{4})年?[ -]?(第?[一二三四1-4]季度?|q[1-4]|[上下]半年|h[12])[末底]?", _part_of_year),
    (r"(?:end of )?(q[1-4]|h[12])[ /-]?(?:of )?(\d{4})", _part_of_year),
    (r"(\d{4})年?(?:年|度)?[底末]", _year_end),
    (r"end of (\d{4})", _year_end),
    (r"(19\d{2}|20\d{2})(?:年度?)?", _year),
    (r"(\d{5})(?:\.\d+)?", _serial),
)
_PATTERNS: Final = tuple((re.compile(pattern), read) for pattern, read in _READERS)
