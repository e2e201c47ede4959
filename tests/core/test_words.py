"""Words of pages for instants: until when something lasts."""

from datetime import UTC, date, datetime

import pytest

from app.accounts.labels import browser_label
from app.core.clock import end_of
from app.core.forms import FormModel, blank
from app.core.html import format_deadline, format_money_range, format_range
from app.core.i18n import speaking


def test_a_deadline_says_hour_and_zone() -> None:
    for language, day, hour in (
        ("zh", "2026年12月22日 24:00（北京时间）", "2026年12月22日 17:30（北京时间）"),
        ("en", "22 Dec 2026 24:00 (Beijing time)", "22 Dec 2026 17:30 (Beijing time)"),
    ):
        with speaking(language):
            assert format_deadline(end_of(date(2026, 12, 22))) == day
            assert format_deadline(datetime(2026, 12, 22, 9, 30, tzinfo=UTC)) == hour
            assert format_deadline(None) == ""


class Dated(FormModel):
    day: str = ""


@pytest.mark.parametrize(
    ("typed", "picked"),
    [("", True), ("2026-12-22", True), ("2026-12-22T09:00", True), ("2026-02-31", False), ("明年春天", False)],
)
def test_a_picker_stays_where_it_can_show_the_value(typed: str, picked: bool) -> None:
    assert blank(Dated, day=typed).picked("day") is picked


@pytest.mark.parametrize(
    ("said", "label"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0",
            "Edge · Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Version/17.5 Safari/604.1",
            "Safari · iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537 Chrome/126.0 MicroMessenger/8.0", "微信 · Android"),
        ("curl/8.5", "未知浏览器"),
        ("", "未知浏览器"),
    ],
)
def test_a_browser_is_called_what_people_call_it(said: str, label: str) -> None:
    with speaking("zh"):
        assert browser_label(said) == label


def test_ranges_are_written_as_the_language_writes_them() -> None:
    for language, money, words in (("zh", "30 万元—50 万元", "甲 — 乙"), ("en", "CNY 300,000–500,000", "甲 – 乙")):
        with speaking(language):
            assert format_money_range(300_000, 500_000) == money
            assert format_range("甲", "乙") == words
