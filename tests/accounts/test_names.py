"""Names that mean one house, and the check digit of GB 32100."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from app.accounts.names import CodeCheck, check_code, compact_code, likeness, normalised_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("启明医智科技有限公司", "启明医智科技股份有限公司"),
        ("启明医智科技", "启明医智科技（集团）有限责任公司"),
        ("ＡＢＣ智能有限公司", "abc 智能"),
        ("Acme AI Co., Ltd.", "ACME AI"),
        ("河图（云堤）科技有限公司", "河图(云堤)科技"),
    ],
)
def test_two_spellings_have_one_key(one: str, other: str) -> None:
    assert normalised_name(one) == normalised_name(other)


@pytest.mark.parametrize(("one", "other"), [("第一医院", "第二医院"), ("公司", "集团"), ("河图云堤科技", "河图科技")])
def test_two_houses_have_two_keys(one: str, other: str) -> None:
    assert normalised_name(one) != normalised_name(other)


@given(st.text(min_size=1, max_size=150))
def test_a_key_is_short_and_never_lost(name: str) -> None:
    key = normalised_name(name)
    assert len(key) <= 120
    assert bool(key) == bool(name.strip()) or not "".join(name.split())


@given(st.text(max_size=30), st.text(max_size=30))
def test_likeness_is_even_handed(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == 1


BODY = st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=9, max_size=9)


@given(st.text("0123456789", min_size=8, max_size=8), BODY)
def test_only_one_check_digit_is_right(head: str, body: str) -> None:
    right = uscc.calc_check_digit(head + body)
    for digit in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        expected = CodeCheck.RIGHT if digit == right else CodeCheck.WRONG_DIGIT
        assert check_code(head + body + digit) is expected


@pytest.mark.parametrize(
    "text", ["12345", "91110000600037341LL", "9111000060003734IO", "信用代码信用代码信用代码信用代码信用"]
)
def test_a_malformed_code_is_told_from_a_wrong_digit(text: str) -> None:
    assert check_code(compact_code(text)) is CodeCheck.MALFORMED


def test_a_code_may_be_typed_in_groups_and_full_width() -> None:
    assert compact_code(" ９１１１-0000 6000 37341l ") == "91110000600037341L"
    assert check_code("") is CodeCheck.MISSING
