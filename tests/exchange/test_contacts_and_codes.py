"""Phones, addresses, mixed contact cells, credit codes and maturity."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.cells import Cell
from app.exchange.rules import Rule
from app.exchange.values.codes import parse_trl, parse_uscc
from app.exchange.values.contacts import Contact, parse_contact, parse_email, parse_phone


@pytest.mark.parametrize(
    ("cell", "phone"),
    [
        ("0371-55501234转801", "0371-55501234转801"),
        ("0371－5550 1234 转 801", "0371-55501234转801"),
        ("（0371）55501234", "0371-55501234"),
        ("１３８１２３４５６７８", "13812345678"),
        (13812345678.0, "13812345678"),
        ("138-1234-5678、0371-55501234", "138-1234-5678；0371-55501234"),
        ("400-820-8820", "400-820-8820"),
        ("+1 202 555 0100", "+1-202-555-0100"),
        ("电话：55501234-802", "55501234-802"),
    ],
)
def test_phones(cell: Cell, phone: str) -> None:
    parsed = parse_phone(cell)
    assert (parsed.value, parsed.problems) == (phone, ())
    assert parse_phone(phone).value == phone


def test_a_phone_that_is_none_is_kept_with_a_warning() -> None:
    parsed = parse_phone("请打前台")
    assert parsed.value == "请打前台"
    assert [problem.rule for problem in parsed.problems] == [Rule.PHONE_UNCLEAR]


def test_mail_addresses() -> None:
    assert parse_email("邮箱：a.b@example.com；c@example.com").value == "a.b@example.com；c@example.com"
    assert parse_email("A.B@Example.COM").value == "a.b@example.com"
    for text in ("没有", "a..b@example.com", "a@-example.com", "a@example.com；b..c@example.com"):
        assert [problem.rule for problem in parse_email(text).problems] == [Rule.EMAIL_UNCLEAR]
    mixed = parse_contact("张三 0371-55501234 a..b@example.com")
    assert mixed.value is not None
    assert (mixed.value.email, mixed.value.phone) == ("", "0371-55501234")
    assert [problem.rule for problem in mixed.problems] == [Rule.EMAIL_UNCLEAR]


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("张三 13812345678", Contact("张三", "13812345678")),
        ("张三/13812345678/zhang@example.com", Contact("张三", "13812345678", "zhang@example.com")),
        (
            "联系人：张三，电话：0371-5550 1234 转 801，邮箱：zhang@example.com",
            Contact("张三", "0371-55501234转801", "zhang@example.com"),
        ),
        (
            "张三 13812345678；李四 0371—55501234转801",
            Contact("张三；李四", "13812345678；0371-55501234转801"),
        ),
        ("John Smith +1 202 555 0100", Contact("John Smith", "+1-202-555-0100")),
        ("王主任", Contact("王主任")),
    ],
)
def test_contacts_in_one_cell(text: str, contact: Contact) -> None:
    parsed = parse_contact(text)
    assert (parsed.value, parsed.problems) == (contact, ())


def test_digits_left_in_a_name_are_told() -> None:
    assert [problem.rule for problem in parse_contact("张三 5551234").problems] == []
    assert [problem.rule for problem in parse_contact("张三 13812").problems] == [Rule.PHONE_UNCLEAR]


def test_credit_codes_keep_every_digit() -> None:
    assert parse_uscc(" 91110000600037341l").value == "91110000600037341L"
    wrong = parse_uscc("91110000600037341A")
    assert wrong.value == "91110000600037341A"
    assert [problem.rule for problem in wrong.problems] == [Rule.USCC_CHECK]


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        (911100006000373400.0, Rule.DIGITS_LOST),
        ("9.11100E+17", Rule.DIGITS_LOST),
        ("12345", Rule.USCC_LENGTH),
    ],
)
def test_a_code_that_lost_digits_is_refused(cell: Cell, rule: Rule) -> None:
    parsed = parse_uscc(cell)
    assert parsed.value is None
    assert [problem.rule for problem in parsed.problems] == [rule]


@pytest.mark.parametrize(("cell", "level"), [("TRL 6", 6), ("6级", 6), (6.0, 6), ("trl-9", 9), ("成熟度：7", 7)])
def test_maturity(cell: Cell, level: int) -> None:
    assert parse_trl(cell).value == level


def test_maturity_in_doubt() -> None:
    several = parse_trl("TRL6-7")
    assert (several.value, several.problems[0].rule) == (6, Rule.TRL_RANGE)
    assert parse_trl("中试").problems[0].rule is Rule.TRL_UNCLEAR
    assert parse_trl("0").value is None


@given(st.text(max_size=40) | st.floats() | st.integers())
def test_no_cell_is_a_failure(cell: Cell) -> None:
    for parse in (parse_phone, parse_email, parse_contact, parse_uscc, parse_trl):
        parse(cell)
