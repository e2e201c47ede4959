"""Near names, and the words by which units are guessed."""

import pytest

from app.core.words import name_key
from app.exchange.fields import ListKind
from app.exchange.houses import Unit, guessed_kind
from app.exchange.twins import Names, Place


def test_near_names_are_found_and_equal_ones_are_not() -> None:
    names = Names()
    for number, name in enumerate(["门诊病历质量自动控制", "胎面缺陷检测", "门诊病历质量的自动控制"]):
        names.add(name_key(name), Place(name, row=number))
    found = names.near(name_key("门诊病历质量自动控制"))
    assert [place.name for place in found] == ["门诊病历质量的自动控制"]
    assert names.near(name_key("完全不同的事情")) == []


def test_common_words_do_not_slow_the_search() -> None:
    names = Names()
    for number in range(2000):
        names.add(f"采购项目{number:05d}甲乙", Place(str(number)))
    assert len(names.near("采购项目00012甲乙丙")) <= 3


@pytest.mark.parametrize(
    ("name", "kind", "guess"),
    [
        ("市第一人民医院", ListKind.OPPORTUNITIES, "hospital"),
        ("市教育局", ListKind.OPPORTUNITIES, "department"),
        ("某某大学", ListKind.OPPORTUNITIES, "school"),
        ("某某大学", ListKind.RESULTS, "institute"),
        ("某某公司", ListKind.OPPORTUNITIES, "enterprise"),
        ("某某公司", ListKind.CAPABILITIES, "firm"),
    ],
)
def test_kinds_are_guessed_by_name_and_list(name: str, kind: ListKind, guess: str) -> None:
    assert guessed_kind(name, kind) == guess


def test_two_spellings_name_one_unit() -> None:
    assert Unit("大河轮胎有限公司").key == Unit("大河轮胎 ").key
    assert Unit("甲", "91110000600037341L").key == Unit("乙", "91110000600037341L").key
