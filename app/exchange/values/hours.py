"""The hour beside a day and the place it is of, in either language: pure."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from app.core.clock import CITY, end_of

_HOME: Final = re.compile(
    r"\(?(?:北京时间|(?:beijing|china|hong kong|singapore)(?: standard)? time|\b(?:hkt|sgt)\b"
    r"|(?:utc|gmt) ?\+0?8(?::?00)?\b)\)?|"
    r"(?<=\d)\+08:?00$"
)
_ELSEWHERE: Final = re.compile(
    r"\(?(?P<name>\b(?:utc|gmt)(?: ?[+-]\d{1,2}(?::?\d{2})?)?\b|(?<![a-z])(?:[ecmp][sd]?t|aoe|ces?t|bst|jst|ist|"
    r"eastern(?: time)?)\b)\)?"
    r"|(?<=\d)(?P<offset>z|[+-]\d{2}:\d{2})$"
)
_CLOCK: Final = re.compile(
    r"(?:(?<=\d)t|,? ?\bat\b|\bby\b|@)?,? {0,3}(?P<clock>(?:凌晨|清晨|早上|早|上午|中午|下午|傍晚|晚上|晚间|晚)? {0,3}"
    r"(?:(?<![\d:])\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)? {0,3}(?:[ap]\.?m\b\.?|时)?"
    r"|(?<!\d)\d{1,2} {0,3}(?:时(?!间)|点) {0,3}(?:整|半|[一三]刻|\d{1,2} {0,3}分?(?: {0,3}\d{1,2} {0,3}秒)?)?"
    r"|(?<!\d)\d{1,2} {0,3}[ap]\.?m\b\.?"
    r"|零[时点]|\bnoon\b|\bmidnight\b|(?:\bend of (?:the )?day|\bclose of business|\bcob|\beod)\b(?: on)?"
    r"|(?<=日)(?:上午|下午|中午|晚上|下班)))"
)
_WHOLE_DAY: Final = re.compile(
    r"0?0:00(?::00(?:\.0+)?)?|12:00 ?a\.?m\.?|24(?::00(?::00)?| ?[时点]整?)|晚上? ?12(?::00|[时点])|"
    r"23 ?[:时点] ?59(?:[:分]59秒?|分)?(?:\.\d+)?|11:59(?::59)? ?p\.?m\.?|midnight|(?:end of (?:the )?day|eod)(?: on)?"
)
"""Hours that say no more than the day: what a spreadsheet adds by itself, and the end of the day."""
_TIME: Final = re.compile(
    r"(?P<part>凌晨|清晨|早上|早|上午|中午|下午|傍晚|晚上|晚间|晚)? {0,3}(?P<hour>\d{1,2}|零) {0,3}"
    r"(?:[:时点] {0,3}(?P<minute>\d{1,2}|半|[一三]刻)?(?: {0,3}[:分] {0,3}(?P<second>\d{1,2}(?:\.\d+)?)?)?)?[秒整时]? {0,3}"
    r"(?:(?P<half>[ap])\.?m\.?)?"
)
_MINUTES: Final = {"半": 30, "一刻": 15, "三刻": 45}
_AFTERNOON: Final = frozenset({"下午", "傍晚", "晚上", "晚间", "晚", "p"})
_NOON: Final = re.compile(r"noon|中午")
_SERIAL: Final = re.compile(r"\d{5}(\.\d+)")
_OFFSET: Final = re.compile(r"([+-])(\d{1,2})(?::?(\d{2}))?")
_WHOLE: Final = dt.timedelta(days=1)
_PLACES: Final = {
    **dict.fromkeys(("et", "est", "edt", "eastern", "eastern time"), "America/New_York"),
    **dict.fromkeys(("ct", "cdt"), "America/Chicago"),
    **dict.fromkeys(("mt", "mst", "mdt"), "America/Denver"),
    **dict.fromkeys(("pt", "pst", "pdt"), "America/Los_Angeles"),
    **dict.fromkeys(("cet", "cest"), "Europe/Paris"),
    "bst": "Europe/London",
    "jst": "Asia/Tokyo",
    "aoe": "Etc/GMT+12",
}
"""What people call the time of a place, summer or winter. CST and IST are of several places, and so of none."""


@dataclass(frozen=True, slots=True)
class Hour:
    """`at` is how long after the beginning of the day; None for an hour that is no hour of the clock (下班前), or of a
    place that nobody can tell."""

    at: dt.timedelta | None
    zone: dt.tzinfo = CITY

    def on(self, day: dt.date) -> dt.datetime:
        """The instant as UTC; the last minute of a day of the city is its end."""
        if self.at is None:
            return end_of(day)
        end = (dt.datetime.combine(day, dt.time(), self.zone) + self.at).astimezone(CITY)
        return end_of(end.date()) if (end.hour, end.minute) == (23, 59) else end.astimezone(dt.UTC)


def without_hour(plain: str) -> tuple[str, Hour | None]:
    """The folded lower-case text without its hours and zones, and the last hour where it says more than the day."""
    if serial := _SERIAL.fullmatch(plain):
        return plain, _of_day(dt.timedelta(seconds=round(float(serial[1]) * 86_400)))
    text = _HOME.sub(" ", plain).strip()
    elsewhere = [*_ELSEWHERE.finditer(text)]
    text = _ELSEWHERE.sub(" ", text)
    clocks = [found["clock"].strip() for found in _CLOCK.finditer(text)]
    text = _CLOCK.sub(" ", text)
    if not clocks or (not elsewhere and _WHOLE_DAY.fullmatch(clocks[-1])):
        return text, None
    zone = _zone(elsewhere[-1]) if elsewhere else CITY
    return text, Hour(_time(clocks[-1]), zone) if zone else Hour(None)


def _of_day(at: dt.timedelta) -> Hour | None:
    return Hour(at) if at and at < _WHOLE else None


def _time(clock: str) -> dt.timedelta | None:
    if _WHOLE_DAY.fullmatch(clock):
        return _WHOLE
    if _NOON.fullmatch(clock):
        return _WHOLE / 2
    found = _TIME.fullmatch(clock)
    if found is None:
        return None
    hour, part = 0 if found["hour"] == "零" else int(found["hour"]), found["half"] or found["part"]
    if hour < 12 and (part in _AFTERNOON or (part == "中午" and hour < 4)):
        hour += 12
    if hour == 12 and part in {"a", "凌晨"}:
        hour = 0
    said = found["minute"] or "0"
    minute, second = _MINUTES.get(said) or int(said), round(float(found["second"] or 0))
    at = dt.timedelta(hours=hour, minutes=minute, seconds=second)
    return at if minute < 60 and second <= 60 and at <= _WHOLE else None


def _zone(found: re.Match[str]) -> dt.tzinfo | None:
    name = (found["name"] or found["offset"]).strip()
    if name in _PLACES:
        return ZoneInfo(_PLACES[name])
    if offset := _OFFSET.search(name):
        ahead = dt.timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return dt.timezone(-ahead if offset[1] == "-" else ahead) if ahead < _WHOLE else None
    return dt.UTC if name in {"z", "utc", "gmt"} else None
