"""What texts tell about people: written lines each way, and what a declaration counts for."""

import re
from collections import Counter
from pathlib import Path

import pytest

from app.core.forms import FormModel, bind
from app.core.limits import room
from app.core.models import Declaration
from app.core.personal.asking import LONGEST_REASON, ReadText
from app.core.personal.finding import LONGEST_KEY, Find, Kind, find
from app.core.personal.numbers import is_id_number

LINES = Path(__file__).parent / "data"


def lines(name: str) -> list[str]:
    """What people write, a line each; headings begin with a hash and a blank."""
    written = (LINES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in written if line and not line.startswith("# ")]


def marked(line: str) -> tuple[Kind, str, list[tuple[int, int]]]:
    """Kind, text and the places that are marked ⟦so⟧."""
    kind, _tab, text = line.partition("\t")
    spans: list[tuple[int, int]] = []
    plain = ""
    for piece in re.split(r"(⟦[^⟧]*⟧)", text):
        bare = piece.strip("⟦⟧")
        if bare != piece:
            spans.append((len(plain), len(plain) + len(bare)))
        plain += bare
    return Kind(kind), plain, spans


def missed(line: str) -> bool:
    kind, text, spans = marked(line)
    found = [(one.start, one.end) for one in find(text) if one.kind is kind]
    return not all(any(start < end and begin < stop for begin, stop in found) for start, end in spans)


def test_what_people_write_about_people_is_found() -> None:
    written = lines("personal.txt")
    kinds = Counter(marked(line)[0] for line in written)
    assert len(written) >= 200
    assert set(kinds) == set(Kind)
    assert [line for line in written if missed(line)] == []


def test_figures_standards_and_hotlines_are_left_alone() -> None:
    written = lines("impersonal.txt")
    false = {line: [one.excerpt for one in found] for line in written if (found := find(line))}
    assert len(written) >= 200
    assert len(false) <= len(written) * 0.02, false


def test_a_find_says_where_it_stands() -> None:
    text = "电话１３８ ００００ １２３４，微信 zz_lab01。"
    assert [(one.kind, text[one.start : one.end], one.excerpt) for one in find(text)] == [
        (Kind.MOBILE, "１３８ ００００ １２３４", "１３８ ００００ １２３４"),
        (Kind.CHAT, "zz_lab01", "zz_lab01"),
    ]


@pytest.mark.parametrize(
    "spelling",
    ["13800001234", "138 0000 1234", "+86-138-0000-1234", "１３８００００１２３４", "一三八零零零零一二三四"],
)
def test_every_spelling_of_a_number_has_one_key(spelling: str) -> None:
    assert [one.key for one in find(f"请打{spelling}，谢谢")] == ["mobile:13800001234"]


def test_the_check_digit_of_an_id_number() -> None:
    assert is_id_number("11010519491231002X")
    assert not is_id_number("110105194912310020")
    assert not is_id_number("99010519491231002X"), "no province"
    assert [one.kind for one in find("编号 110105194912310021")] == []


def test_what_is_kept_has_room() -> None:
    assert room(Declaration, "key") == LONGEST_KEY
    assert room(Declaration, "reason") == LONGEST_REASON
    long = Find(Kind.EMAIL, 0, 0, f"{'a' * 300}@example.com")
    assert len(long.key) == LONGEST_KEY


class NoteForm(FormModel):
    note: ReadText
    inside: str = ""


def sent(note: str, choice: str = "", reason: str = "", *seen: str) -> dict[str, list[str]]:
    return {"note": [note], "declared:note": [choice], "why:note": [reason], "seen:note": list(seen)}


NUMBER, OTHER, ID = "mobile:13800001234", "mobile:13900001234", "id_number:11010519491231002x"


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        (sent("没有联系方式"), False),
        (sent("请打 13800001234"), True),
        (sent("请打 13800001234", "unit", "总机，官网公示", NUMBER), False),
        (sent("请打 138-0000-1234", "unit", "总机，官网公示", NUMBER), False),
        (sent("请打 13800001234", "unit", "", NUMBER), True),
        (sent("请打 13800001234", "", "总机，官网公示", NUMBER), True),
        (sent("请打 13800001234", "unit", "总机，官网公示"), True),
        (sent("请打 13800001234 或 13900001234", "unit", "总机，官网公示", NUMBER), True),
        (sent("请打 13800001234 或 13900001234", "unit", "总机，官网公示", NUMBER, OTHER), False),
        (sent("身份证 11010519491231002X", "unit", "总机，官网公示", ID), True),
        (sent("身份证 11010519491231002X", "fictional", "国标里的例子", ID), False),
        (sent("请打 13800001234", "list", "总机，官网公示", NUMBER), True),
    ],
)
def test_a_declaration_counts_for_what_stood_beside_it(typed: dict[str, list[str]], refused: bool) -> None:
    form = bind(NoteForm, typed)
    assert bool(form.errors("note")) is refused
    assert (form.cleaned is None) is refused
    assert form.value("note") == typed["note"][0]
    if form.cleaned is not None:
        assert {one.key for one in form.cleaned.declared} == {one.key for one in find(typed["note"][0])}


def test_what_was_declared_before_is_not_asked_again_and_what_nobody_reads_never() -> None:
    assert bind(NoteForm, sent("请打 13800001234"), {NUMBER}).valid
    assert not bind(NoteForm, sent("请打 13800001234、13900001234"), {NUMBER}).valid
    assert bind(NoteForm, {"note": ["好"], "inside": ["13800001234"]}).valid
