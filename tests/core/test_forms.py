"""Forms: parsed once, said in the reader's language, nothing typed is lost."""

from datetime import date
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, field_validator

from app.core.forms import FormModel, bind, blank
from app.core.i18n import speaking


class Row(FormModel):
    name: Annotated[str, Field(max_length=5)]
    target: Annotated[int, Field(ge=0)]


class Sample(FormModel):
    title: Annotated[str, Field(min_length=2, max_length=8)]
    day: date | None = None
    amount: Annotated[int, Field(ge=1, le=10)] = 1
    agreed: bool = False
    kinds: list[str] = Field(default_factory=list, max_length=2)
    rows: list[Row] = Field(default_factory=list)

    @field_validator("title")
    @classmethod
    def no_bang(cls, value: str) -> str:
        if "!" in value:
            raise ValueError("不要感叹号。")
        return value


def test_parses_what_a_browser_sends() -> None:
    form = bind(
        Sample,
        {
            "title": ["  两个字 "],
            "day": ["2026-12-31"],
            "amount": ["3"],
            "agreed": ["on"],
            "kinds": ["a", "b"],
            "rows-0-name": ["甲"],
            "rows-0-target": ["1"],
            "rows-2-name": ["乙"],
            "rows-2-target": ["2"],
        },
    )
    assert form.valid
    assert form.cleaned == Sample(
        title="两个字",
        day=date(2026, 12, 31),
        amount=3,
        agreed=True,
        kinds=["a", "b"],
        rows=[Row(name="甲", target=1), Row(name="乙", target=2)],
    )


def test_an_unticked_box_is_false_and_an_empty_field_is_absent() -> None:
    form = bind(Sample, {"title": ["两个字"], "day": [""], "amount": [" "]})
    assert form.cleaned is not None
    assert (form.cleaned.agreed, form.cleaned.day, form.cleaned.amount) == (False, None, 1)


@pytest.mark.parametrize(
    ("name", "sent", "sentence"),
    [
        ("title", [""], "请填写这一项。"),
        ("title", ["一"], "至少填写 2 个字。"),
        ("title", ["一二三四五六七八九"], "最多填写 8 个字，请删减一些。"),
        ("title", ["好的!"], "不要感叹号。"),
        ("day", ["2026-02-30"], "请填写有效的日期，例如 2026-12-31。"),
        ("amount", ["many"], "请填写整数。"),
        ("amount", ["11"], "不能大于 10。"),
        ("kinds", ["a", "b", "c"], "最多选择或填写 2 项。"),
        ("rows-1-target", ["-1"], "不能小于 0。"),
        ("rows-1-name", ["六个字的名字"], "最多填写 5 个字，请删减一些。"),
    ],
)
def test_a_wrong_field_gets_its_sentence_and_keeps_what_was_typed(name: str, sent: list[str], sentence: str) -> None:
    data = {"title": ["两个字"], "rows-1-name": ["甲"], "rows-1-target": ["1"]} | {name: sent}
    form = bind(Sample, data)
    assert not form.valid
    assert form.errors(name) == [sentence]
    assert form.values(name) == sent


def test_sentences_are_said_in_english_too() -> None:
    with speaking("en"):
        (sentence,) = bind(Sample, {"title": ["一"]}).errors("title")
    assert sentence.isascii()


def test_limits_reach_the_page() -> None:
    form = blank(Sample, title="x", rows=[{"name": "甲", "target": 3}])
    assert form.attrs("title") == {"required": "required", "minlength": "2", "maxlength": "8"}
    assert form.attrs("rows-0-target") == {"required": "required", "min": "0"}
    assert form.value("rows-0-target") == "3"
    assert form.rows("rows", spare=1) == [0, 1]


@given(
    st.dictionaries(
        st.sampled_from(["title", "day", "amount", "kinds", "rows-0-name", "rows-9-target"]), st.lists(st.text())
    )
)
def test_nothing_that_is_typed_breaks_the_form(data: dict[str, list[str]]) -> None:
    form = bind(Sample, data)
    assert form.valid or form.all_errors
    assert set(form.raw) == set(data)
