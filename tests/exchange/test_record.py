"""Rows to records and back."""

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import end_of
from app.core.limits import LONGEST_SENT
from app.exchange.cells import MAX_TEXT, OVERLONG, Cell, says_nothing
from app.exchange.columns import export_header, map_columns
from app.exchange.fields import FIELDS, ListKind, Shape
from app.exchange.reading import Row
from app.exchange.record import Record, read_record, write_record
from app.exchange.rules import Rule
from app.exchange.values.dates import Period
from app.exchange.values.details import Case, ComputeNeed, Constraint, DataCondition, Qualification
from app.exchange.values.figures import Kpi, Parameter
from app.exchange.values.money import Money
from app.exchange.values.shapes import Value
from tests.exchange.helpers import LOOKUPS


def _record(labels: list[str], cells: list[Cell], kind: ListKind = ListKind.OPPORTUNITIES) -> Record:
    return read_record(Row(7, tuple(cells)), map_columns(kind, labels), LOOKUPS)


def test_a_row_becomes_a_record() -> None:
    record = _record(
        ["序号", "场景名称", "单位名称", "需求描述", "领域", "预算（万元）", "截止时间", "备注"],
        [1.0, "病历质控", "第一医院", " 自动检查 ", "医疗", "300-500", "2026.6", "内部"],
    )
    assert record.values == {
        "title": "病历质控",
        "organisation": "第一医院",
        "description": " 自动检查 ",
        "field": "health",
        "budget": Money(3_000_000, 5_000_000, "300-500万元"),
        "deadline": end_of(dt.date(2026, 6, 30)),
    }
    assert (record.number, record.extra, record.findings) == (7, {"备注": "内部"}, [])


def test_columns_join_into_one_text() -> None:
    record = _record(
        ["Title", "Description", "Tagline", "痛点", "Agency"], ["A", "Long text.", "Short line.", "慢", "B"]
    )
    assert record.values["description"] == "Short line.\n\nLong text.\n\n痛点：慢"
    assert _record(["Title", "Tagline", "Agency"], ["A", "Short line.", "B"]).values["description"] == "Short line."


def test_mixed_columns_fill_several_fields() -> None:
    record = _record(
        ["场景名称", "联系方式", "联系电话", "计划起止时间"],
        ["甲", "张三 13812345678", "0371-55501234", "2026.1-2026.12"],
    )
    assert record.values["contact_name"] == "张三"
    assert record.values["contact_phone"] == "13812345678"
    assert record.values["starts_on"] == dt.date(2026, 1, 1)
    assert record.values["ends_on"] == dt.date(2026, 12, 31)


def test_what_a_field_cannot_take_is_kept() -> None:
    record = _record(["场景名称", "截止日期", "领域", "预算"], ["甲", "长期", "海洋", "看情况"])
    assert record.extra == {"截止日期": "长期", "领域": "海洋"}
    assert record.values["budget"] == Money(None, None, "看情况")
    assert [(finding.column, finding.rule) for finding in record.findings] == [
        ("截止日期", Rule.DATE_OPEN),
        ("领域", Rule.TERM_UNKNOWN),
        ("预算", Rule.MONEY_UNCLEAR),
    ]
    assert not record.is_refused


def test_errors_and_warnings_are_told_apart() -> None:
    nameless = _record(["场景名称", "单位名称"], ["", "第一医院"])
    assert [(finding.code, finding.rule) for finding in nameless.findings] == [("title", Rule.REQUIRED)]
    assert nameless.is_refused
    ownerless = _record(["场景名称", "单位名称"], ["甲", ""])
    assert [(finding.column, finding.rule) for finding in ownerless.findings] == [("单位名称", Rule.EXPECTED)]
    assert not ownerless.is_refused


def test_failed_formulas_and_endless_texts_are_refused() -> None:
    failed = _record(["场景名称", "需求描述"], ["#REF!", "乙"])
    assert [(finding.code, finding.rule) for finding in failed.findings] == [("title", Rule.FORMULA_ERROR)]
    assert failed.is_refused
    assert _record(["场景名称", "需求描述"], ["甲", "长" * (MAX_TEXT + 1)]).is_refused
    assert not _record(["场景名称", "需求描述"], ["甲", "😀" * MAX_TEXT]).is_refused


@pytest.mark.parametrize("header", ["预算", "考核指标", "备用列"])
def test_a_cell_beyond_all_reason_is_told_and_not_read(header: str) -> None:
    record = _record(["场景名称", "需求描述", header], ["甲", "乙", "9" * (LONGEST_SENT + 1)])
    assert [(one.column, one.rule, len(one.text)) for one in record.findings if one.rule is Rule.TOO_LONG] == [
        (header, Rule.TOO_LONG, 0)
    ]
    assert record.is_refused
    assert header not in record.extra
    assert _record(["场景名称", "需求描述", header], ["甲", "乙", OVERLONG]).findings == record.findings


def test_a_cell_of_nothing_but_digits_is_read_in_no_time() -> None:
    start = time.thread_time()
    record = _record(["场景名称", "需求描述", "预算（万元）", "考核指标"], ["甲", "乙", "9" * 20_000, "9" * 20_000])
    assert time.thread_time() - start < 1
    assert {one.rule for one in record.findings} >= {Rule.MONEY_UNCLEAR, Rule.KPI_UNCLEAR}


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
    lambda text: not says_nothing(text) and not text.strip().startswith("#")
)
_DAY = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
_NAME = st.text("张王李赵abc", min_size=1, max_size=5)
_AMOUNT = st.integers(0, 10**12)


def _codes(vocabulary: str) -> st.SearchStrategy[str]:
    codes = {
        "route": ["match_only", "tender"],
        "secrecy": ["public", "restricted"],
    }
    labels = LOOKUPS[vocabulary]
    return st.sampled_from(codes.get(vocabulary) or sorted(labels._labels))


def _values(kind: ListKind) -> st.SearchStrategy[dict[str, Value]]:
    strategies: dict[str, st.SearchStrategy[Value]] = {}
    for field in FIELDS[kind]:
        if field.exported:
            strategies[field.code] = _value(field.shape, field.vocabulary)
    needed = {field.code: strategies.pop(field.code) for field in FIELDS[kind] if field.required}
    return st.fixed_dictionaries(needed, optional=strategies).map(_the_right_way_round)


def _the_right_way_round(values: dict[str, Value]) -> dict[str, Value]:
    """Limits in columns of their own: the other way round none of them is taken."""
    for low, high in (("budget_min", "budget_max"), ("price_min", "price_max"), ("starts_on", "ends_on")):
        if low in values and high in values:
            values[low], values[high] = sorted((values[low], values[high]), key=lambda one: (str(type(one)), one))
    return values


def _value(shape: Shape, vocabulary: str) -> st.SearchStrategy[Value]:
    some = st.integers(1, 3)
    by_shape: dict[Shape, st.SearchStrategy[Value]] = {
        Shape.TEXT: _TEXT,
        Shape.DATE: _DAY,
        Shape.LAST_DAY: _DAY,
        Shape.DEADLINE: _DAY.map(end_of),
        Shape.PERIOD: st.sampled_from([Period(dt.date(2019, 3, 1), None, "2019年3月至今")]),
        Shape.MONEY: _AMOUNT.map(lambda one: Money(one, one + 1, f"{one}-{one + 1}元")),
        Shape.AMOUNT: _AMOUNT,
        Shape.TRL: st.integers(1, 9),
        Shape.NUMBER: st.sampled_from(["LQ-27-011", "20270131"]),
        Shape.USCC: st.just("91110000600037341L"),
        Shape.PHONE: st.sampled_from(["0371-55501234转801", "13812345678；0371-55501234"]),
        Shape.EMAIL: st.sampled_from(["a@example.com", "a@example.com；b@example.com"]),
        Shape.NAMES: st.lists(_NAME, min_size=1, max_size=3).map(tuple),
        Shape.KPIS: some.map(lambda n: tuple(Kpi(f"准确率{n}", "%", "85", "98", "up") for _ in range(n))),
        Shape.PARAMETERS: some.map(lambda n: tuple(Parameter("时延", "ms", str(n)) for _ in range(n))),
        Shape.CASES: _TEXT.map(lambda text: (Case(text, "2024", text),)),
        Shape.COMPUTE: _TEXT.map(lambda text: ComputeNeed(text, "8")),
    }
    if shape in by_shape:
        return by_shape[shape]
    one = _codes(vocabulary)
    with_terms: dict[Shape, st.SearchStrategy[Value]] = {
        Shape.TERM: one,
        Shape.TERMS: st.lists(one, min_size=1, unique=True).map(tuple),
        Shape.QUALIFICATIONS: one.map(lambda code: (Qualification(code, "号｜1"),)),
        Shape.CONSTRAINTS: one.map(lambda code: (Constraint(code, "=1+1\n二", hard=False),)),
        Shape.DATA: one.map(lambda code: DataCondition("影像", sensitivity=code, may_leave=False)),
    }
    return with_terms[shape]


@given(st.data())
def test_records_of_every_list_read_back(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(ListKind))
    values = data.draw(_values(kind))
    cells = write_record(kind, values, LOOKUPS)
    record = read_record(Row(2, cells), map_columns(kind, export_header(kind)), LOOKUPS)
    assert record.values == values
    assert write_record(kind, record.values, LOOKUPS) == cells
    assert record.extra == {}
