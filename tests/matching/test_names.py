"""Names are found however they are spelt, and nothing else is taken for one."""

import tracemalloc

import pytest

from matching import sounds
from matching.names import MOST_READ, Names, folded, pieces

NAMES = {
    1: ("井下瓦斯传感器", "临江仪器有限公司", "JH-2026-B01-003"),
    2: ("Predictive Maintenance for Pumps", "River Labs"),
    3: ("古桥裂缝巡检机器人", "临江第一测绘院"),
    4: ("Air quality map",),
    5: ("𠮷祥社区 AI 助手",),
}


@pytest.fixture
def names() -> Names:
    held = Names()
    for key, some in NAMES.items():
        held.put(key, folded(some))
    return held


def keys(names: Names, question: str) -> list[int]:
    return [int(key) for key in names.holding(pieces(question)).keys]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("井下瓦斯传感器", [1]),
        ("瓦斯", [1]),
        ("临江", [1, 3]),
        ("“瓦斯”", [1]),
        ("井下 传感器", [1]),
        ("傳感器", [1]),
        ("jh-2026-b01-003", [1]),
        ("JH2026B01003", [1]),
        ("ＪＨ－２０２６", [1]),
        ("b01-003", [1]),
        ("PREDICTIVE maintenance", [2]),
        ("maintenance predict", [2]),
        ("ai", [5]),
        ("𠮷祥", [5]),
        ("tenance", []),
        ("瓦 斯", []),
        ("桥裂 瓦斯", []),
        ("水泵", []),
        ("", []),
        ("瓦" * 500, []),
    ],
)
def test_what_stands_in_a_name_is_found(names: Names, question: str, found: list[int]) -> None:
    assert keys(names, question) == found


def test_a_whole_name_is_told_from_a_part(names: Names) -> None:
    assert names.holding(pieces("jh2026-B01 003")).whole.tolist() == [1]
    assert names.holding(pieces("River Labs")).whole.tolist() == [2]
    assert names.holding(pieces("River")).whole.tolist() == []
    assert names.holding(pieces("井下瓦斯传感器 River")).whole.tolist() == []


@pytest.mark.parametrize(
    ("piece", "spelling"),
    [
        ("wasi", "瓦斯"),
        ("jingxiawasi", "井下瓦斯"),
        ("cgq", "传感器"),
        ("蛙斯", "瓦斯"),
        ("巡简机器人", "巡检机器人"),
        ("裂峰巡检", "裂缝巡检"),
        ("裂巡检机器人", "裂缝巡检机器人"),
        ("裂缝缝巡检", "裂缝巡检"),
        ("裂巡缝检验机器人", None),
        ("缝裂巡检机", "裂缝巡检机"),
        ("maintenence", "maintenance"),
        ("mantenance", "maintenance"),
        ("maintenannce", "maintenance"),
        ("mainetnance", "maintenance"),
        ("mayntenence", None),
        ("jh2026b01004", None),
        ("瓦丝丝", None),
        ("x", None),
        ("王", None),
        ("a" * 200, None),
    ],
)
def test_a_piece_is_read_as_names_spell_it(names: Names, piece: str, spelling: str | None) -> None:
    assert names.spelling(piece) == spelling


def test_of_several_spellings_the_most_frequent_is_taken(names: Names) -> None:
    for key in (7, 8):
        names.put(key, folded(("瓦丝制品厂",)))
    assert names.spelling("wasi") == "瓦丝"


def test_names_come_and_go(names: Names) -> None:
    names.drop(1)
    names.drop(99)
    assert keys(names, "瓦斯") == []
    assert keys(names, "临江") == [3]
    names.put(1, folded(("水质探头",)))
    assert keys(names, "探头") == [1]
    assert Names().holding(["瓦斯"]).keys.tolist() == []
    assert Names().spelling("wasi") is None


def test_letters_are_cut_into_syllables() -> None:
    assert sounds.syllables("xian") == [("xian",), ("xi", "an")]
    assert sounds.syllables("wasi") == [("wa", "si")]
    assert sounds.syllables("predictive") == []
    assert len(sounds.syllables("xianxianxianxianxian")) == sounds.MOST_WAYS
    assert "斯" in sounds.characters()["si"]
    assert "撕" in sounds.alike("斯")
    assert sounds.alike("q") == "q"


def test_a_slip_where_the_halves_meet_and_none_across_two_names(names: Names) -> None:
    assert names.spelling("裂缝检巡机器") == "裂缝巡检机器"
    assert names.spelling("器人临江第一") is None


def test_two_letters_are_no_initials(names: Names) -> None:
    assert names.spelling("ws") is None


def test_of_a_question_few_words_are_read_and_only_those_that_nothing_says(names: Names) -> None:
    assert names.spelt(("wasi", "蛙斯", "机器人"), {"机器人"}.__contains__) == ("瓦斯", "瓦斯", "机器人")
    strange = ("wasi", "cgq", "蛙斯", "maintenence")
    assert len(strange) == MOST_READ + 1
    assert names.spelt(strange, {""}.__contains__) == strange


@pytest.mark.parametrize("piece", ["q" * 40, "".join("bcdfg"[number % 5] for number in range(40)), "瓦" * 40])
def test_the_longest_piece_takes_no_more_room_than_the_names(piece: str) -> None:
    held = Names()
    for key in range(20_000):
        held.put(key, folded((f"井下瓦斯传感器第{key}号", "bcdfgbc dfg")))
    held.holding(["瓦斯"])
    tracemalloc.start()
    held.spelling(piece)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * 4 * 20_000 * 20
