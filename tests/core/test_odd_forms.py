"""Whatever is typed into whichever form: a value that can be stored and reckoned with, or a sentence."""

import importlib
import pkgutil
import time
from collections.abc import Iterator
from datetime import date, datetime

import pytest

import app
import scenarios
import suppliers
from app.core.clock import end_of, start_of
from app.core.forms import FormModel, bind
from app.core.limits import LONGEST_NAME, LONGEST_SENT, MOST_COUNTED
from app.pages.pasting import PasteForm
from scenarios.forms.models import BasicsForm, KpisForm

ODD = (
    *(
        "9" * 400,
        "9" * 5000,
        "-" + "9" * 20,
        "1e999999999",
        "1e-999999999",
        "0e999999999",
        "NaN",
        "Infinity",
        "٣²①",
        "٣",
    ),
    *(
        "0001-01-01",
        "9999-12-31",
        "9999-12-31T23:59",
        "1/1/1",
        "0001年1月",
        "9999.12",
        "99999999999",
        "-1",
        "2026-13-45",
    ),
    *("\x00", "\ud800", "\u202e", "a\u0315\u0300" * 200, "//[", "http://[", "x@[.cn", "。" * 3000, "[" * 3000),
)


def forms() -> list[type[FormModel]]:
    for package in (app, scenarios, suppliers):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not info.name.endswith("__main__"):
                importlib.import_module(info.name)
    ours = {form for form in _below(FormModel) if form.__module__.split(".")[0] in {"app", "scenarios", "suppliers"}}
    return sorted(ours, key=lambda form: f"{form.__module__}.{form.__qualname__}")


def _below(form: type[FormModel]) -> Iterator[type[FormModel]]:
    for inner in form.__subclasses__():
        yield inner
        yield from _below(inner)


@pytest.mark.parametrize("form", forms(), ids=lambda form: f"{form.__module__}.{form.__name__}")
def test_nothing_odd_breaks_a_form(form: type[FormModel]) -> None:
    for name in form.model_fields:
        for odd in ODD:
            bound = bind(form, {name: [odd], f"{name}-0-text": [odd], f"{name}-٣-text": [odd]})
            assert bound.valid or bound.all_errors
            if bound.cleaned is not None:
                _reckon(getattr(bound.cleaned, name))


def _reckon(value: object) -> None:
    """What handlers do with days and numbers."""
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        assert start_of(day) < end_of(day)
    elif isinstance(value, int):
        assert abs(value) <= MOST_COUNTED


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("0001-01-01", "请填写 1900 年至 2100 年之间的日期。"),
        ("9999-12-31", "请填写 1900 年至 2100 年之间的日期。"),
        ("2100-12-31", None),
        ("1900-01-01", None),
    ],
)
def test_days_that_nobody_means_are_refused_by_every_form(day: str, sentence: str | None) -> None:
    form = bind(BasicsForm, {"deadline": [day]})
    assert form.errors("deadline") == ([sentence] if sentence else [])
    assert form.value("deadline") == day


def test_an_endless_field_is_refused_unread() -> None:
    start = time.thread_time()
    form = bind(PasteForm, {"text": ["长" * 20_000_000]})
    assert time.thread_time() - start < 2
    assert form.errors("text") == ["最多填写 5000 个字，请删减一些。"]
    assert form.value("text") == "长" * (LONGEST_SENT + 1)


def test_line_ends_do_not_hide_that_a_text_was_cut() -> None:
    assert not bind(PasteForm, {"text": ["\r\n" * LONGEST_SENT * 2 + "长"]}).valid


def test_endless_rows_and_names_are_refused_or_ignored() -> None:
    form = bind(KpisForm, {"kpis-0-name": ["长" * (LONGEST_SENT + 1)], "kpis-0-target": ["1"], "x" * 10**6: ["y"]})
    assert form.errors("kpis-0-name") == ["最多填写 80 个字，请删减一些。"]
    assert all(len(name) <= LONGEST_NAME for name in form.raw)
