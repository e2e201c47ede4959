"""Vocabulary words, names, indicators, parameters and the other cells with several parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.rules import Rule
from app.exchange.values.details import (
    Case,
    ComputeNeed,
    Constraint,
    DataCondition,
    Qualification,
    format_cases,
    format_compute,
    format_constraints,
    format_data,
    format_qualifications,
    parse_cases,
    parse_compute,
    parse_constraints,
    parse_data,
    parse_qualifications,
)
from app.exchange.values.figures import (
    Kpi,
    Parameter,
    format_kpis,
    format_parameters,
    parse_kpis,
    parse_parameters,
)
from app.exchange.values.terms import Terms, format_names, format_terms, parse_names, parse_term, parse_terms
from tests.exchange.helpers import LOOKUPS

WORDS = Terms([("a", "甲/乙", "Alpha"), ("b", "丙", "Beta, gamma"), ("c", "丁", "Delta")], {"c": ["丁类"]})


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("丙、丁类", ("b", "c")),
        ("甲/乙；丙", ("a", "b")),
        ("丙/丁", ("b", "c")),
        ("1.丙\n2.丁", ("b", "c")),
        ("Beta, gamma; delta", ("b", "c")),
        ("丁，丁", ("c",)),
        ("ｂ", ("b",)),
    ],
)
def test_several_choices(text: str, codes: tuple[str, ...]) -> None:
    parsed = parse_terms(text, WORDS)
    assert (parsed.value, parsed.problems) == (codes, ())
    assert parse_terms(format_terms(codes, WORDS), WORDS).value == codes


def test_unknown_words_are_told_one_by_one() -> None:
    parsed = parse_terms("丙、戊、己", WORDS)
    assert parsed.value == ("b",)
    assert [(problem.rule, problem.text) for problem in parsed.problems] == [
        (Rule.TERM_UNKNOWN, "戊"),
        (Rule.TERM_UNKNOWN, "己"),
    ]


def test_of_several_where_one_is_asked_the_first_counts() -> None:
    parsed = parse_term("丁、丙", WORDS)
    assert (parsed.value, [problem.rule for problem in parsed.problems]) == ("c", [Rule.TERM_MANY])
    assert parse_term("", WORDS).value is None


def test_names() -> None:
    assert parse_names("张三、李四，John Smith").value == ("张三", "李四", "John Smith")
    assert format_names(("张三", "John Smith")) == "张三、John Smith"


@pytest.mark.parametrize(
    ("text", "kpi"),
    [
        ("准确率≥98%", Kpi("准确率", "%", "", "98", "up")),
        ("响应时间不超过2秒", Kpi("响应时间", "秒", "", "2", "down")),
        ("误报率5%以下", Kpi("误报率", "%", "", "5", "down")),
        ("单次处理时间从30分钟缩短到5分钟", Kpi("单次处理时间", "分钟", "30", "5", "down")),
        ("合格率由85%提升至95%", Kpi("合格率", "%", "85", "95", "up")),
        ("系统可用性达到99.9%（按月统计）", Kpi("系统可用性", "%", "", "99.9", "up", "按月统计")),
        ("覆盖3个院区", Kpi("覆盖", "个院区", "", "3")),
    ],
)
def test_one_indicator(text: str, kpi: Kpi) -> None:
    assert parse_kpis(text).value == (kpi,)


def test_several_indicators_in_a_cell() -> None:
    parsed = parse_kpis("1.准确率≥98%；2.响应时间≤2秒；\n3、提升管理水平")
    assert parsed.value is not None
    assert [kpi.name for kpi in parsed.value] == ["准确率", "响应时间", "提升管理水平"]
    assert [(problem.rule, problem.text) for problem in parsed.problems] == [(Rule.KPI_UNCLEAR, "提升管理水平")]
    comma = parse_kpis("准确率≥95%，召回率≥90%").value
    assert comma is not None
    assert [kpi.target for kpi in comma] == ["95", "90"]


def test_parameters() -> None:
    parsed = parse_parameters("识别精度：≥98%；时延 30ms；接口：RTSP；支持离线")
    assert parsed.value == (
        Parameter("识别精度", "%", "≥98"),
        Parameter("时延", "ms", "30"),
        Parameter("接口", "", "RTSP"),
        Parameter("支持离线"),
    )


def test_cases_take_the_year_out() -> None:
    parsed = parse_cases("某三甲医院2023年上线；2022年和2023年两期工程")
    assert parsed.value == (Case("某三甲医院2023年上线", "2023"), Case("2022年和2023年两期工程"))


def test_qualifications() -> None:
    parsed = parse_qualifications(
        "医疗器械注册证：豫械注准20230001、首版次软件、高新技术企业", LOOKUPS["qualification"]
    )
    assert parsed.value == (
        Qualification("medical_device", "豫械注准20230001"),
        Qualification("first_version"),
        Qualification("other", "高新技术企业"),
    )


def test_constraints() -> None:
    known = parse_constraints("部署方式：本地部署；国产化：最好支持；须驻场", LOOKUPS["constraint"])
    assert known.value == (
        Constraint("deployment", "本地部署"),
        Constraint("domestic_stack", "最好支持", hard=False),
        Constraint("other", "须驻场"),
    )
    running = "3.1 具有法人资格；3.2 未被列入失信名单。"
    assert parse_constraints(running, LOOKUPS["constraint"]).value == (Constraint("other", running),)


def test_text_with_a_bar_is_not_taken_for_packed() -> None:
    text = "甲｜乙\n丙"
    assert parse_constraints(text, LOOKUPS["constraint"]).value == (Constraint("other", text),)


def test_data_and_compute_by_labels() -> None:
    parsed = parse_data("类型：影像；规模：10万例；敏感级：敏感；能否出域：否", LOOKUPS["data_sensitivity"])
    assert parsed.value == DataCondition("影像", "10万例", sensitivity="sensitive", may_leave=False)
    assert parse_data("历史病历", LOOKUPS["data_sensitivity"]).value == DataCondition("历史病历")
    doubtful = parse_data("类型：影像；敏感级：绝密；能否出域：看情况", LOOKUPS["data_sensitivity"])
    assert [problem.rule for problem in doubtful.problems] == [Rule.ANSWER_UNCLEAR, Rule.TERM_UNKNOWN]
    assert parse_compute("用途：训练；卡数：8；时长：3个月").value == ComputeNeed("训练", "8", "3个月")


_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_SOLID = _TEXT.filter(lambda text: bool(text.strip()))
_KPIS = st.lists(st.builds(Kpi, _SOLID, _TEXT, _TEXT, _TEXT, st.sampled_from(["up", "down", ""]), _TEXT), min_size=1)
_CODES = st.sampled_from(["deployment", "region", "other"])


@given(_KPIS.map(tuple))
def test_indicators_read_back(kpis: tuple[Kpi, ...]) -> None:
    assert parse_kpis(format_kpis(kpis)).value == kpis


@given(st.lists(st.builds(Parameter, _SOLID, _TEXT, _TEXT, _TEXT), min_size=1).map(tuple))
def test_parameters_read_back(parameters: tuple[Parameter, ...]) -> None:
    assert parse_parameters(format_parameters(parameters)).value == parameters


@given(st.lists(st.builds(Case, _SOLID, _TEXT, _TEXT, _TEXT), min_size=1).map(tuple))
def test_cases_read_back(cases: tuple[Case, ...]) -> None:
    assert parse_cases(format_cases(cases)).value == cases


@given(st.lists(st.builds(Constraint, _CODES, _TEXT, st.booleans()), min_size=1).map(tuple))
def test_constraints_read_back(constraints: tuple[Constraint, ...]) -> None:
    lookup = LOOKUPS["constraint"]
    assert parse_constraints(format_constraints(constraints, lookup), lookup).value == constraints


@given(st.lists(st.builds(Qualification, st.sampled_from(["first_set", "other"]), _TEXT), min_size=1).map(tuple))
def test_qualifications_read_back(qualifications: tuple[Qualification, ...]) -> None:
    lookup = LOOKUPS["qualification"]
    assert parse_qualifications(format_qualifications(qualifications, lookup), lookup).value == qualifications


_LEVELS = st.sampled_from(["", "open", "important"])


@given(st.builds(DataCondition, _TEXT, _TEXT, _TEXT, _LEVELS, st.sampled_from([None, True, False]), _TEXT))
def test_data_conditions_read_back(data: DataCondition) -> None:
    lookup = LOOKUPS["data_sensitivity"]
    assert parse_data(format_data(data, lookup), lookup).value == data


@given(st.builds(ComputeNeed, _TEXT, _TEXT, _TEXT, _TEXT))
def test_compute_needs_read_back(compute: ComputeNeed) -> None:
    assert parse_compute(format_compute(compute)).value == compute
