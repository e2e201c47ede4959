"""Keys of names, pages of lists, names of files."""

import pytest

from app.core.files import clean_name
from app.core.listing import Page, address, page_number
from app.core.words import name_key, sort_key


@pytest.mark.parametrize(
    ("one", "other"),
    [("肺结节 筛查系统", "肺结节筛查系统"), ("ＡＩ质检（二期）", "ai质检(二期)"), ("A·B—C", "abc")],
)
def test_two_spellings_of_a_name_share_their_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_signs_alone_are_still_told_apart() -> None:
    assert name_key("★★") != name_key("※")
    assert name_key("质检一号") != name_key("质检二号")


def test_keys_fit_their_columns_whatever_the_name() -> None:
    assert len(name_key("ﷺ" * 120)) <= 120
    assert len(sort_key("创" * 120)) <= 400


def test_names_sort_by_their_sound() -> None:
    names = ["中岳智检", "澄观", "Beta 质检", "启明医智", "阿里山影像"]
    assert sorted(names, key=sort_key) == ["阿里山影像", "Beta 质检", "澄观", "启明医智", "中岳智检"]


def test_an_address_says_what_is_chosen_and_nothing_else() -> None:
    assert address("/supplies", [("q", ""), ("field", "health"), ("field", "city"), ("page", None)]) == (
        "/supplies?field=health&field=city"
    )
    assert address("/supplies", []) == "/supplies"


@pytest.mark.parametrize(
    ("asked", "number"), [("2", 2), ("0", 1), ("-3", 1), ("99", 3), ("x", 1), ("", 1), ("٣", 1), ("9" * 4000, 1)]
)
def test_a_page_number_stays_inside_the_list(asked: str, number: int) -> None:
    assert page_number(asked, total=41, size=20) == number
    assert Page([], number, 20, 41, str).pages == 3


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/白皮书.pdf", "白皮书.pdf"),
        ("C:\\材料\\报告.docx", "报告.docx"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("", "file"),
    ],
)
def test_a_file_keeps_its_own_name_only(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    assert clean_name("长" * 400 + ".xlsx").endswith("长.xlsx")
    assert len(clean_name("长" * 400 + ".xlsx")) == 200
