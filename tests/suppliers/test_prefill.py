"""Reading a pasted introduction: honest, and never in the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vocabulary.terms import VOCABULARY
from suppliers.prefill import read_introduction
from suppliers.routes.entry import READ_KINDS
from suppliers.values import ParameterValue

LABELS = {kind: {label: code for code, zh, en in VOCABULARY[kind] for label in (zh, en)} for kind in READ_KINDS}
INTRODUCTION = """胸部CT肺结节辅助阅片系统
面向县级医院的医疗影像科，采用机器视觉技术，肺结节检出灵敏度≥95.8%，单例处理时间不超过18秒。技术成熟度达到8级。
支持本地部署，不支持公有云。价格68-160万元。
联系人：苏知微 0371-55501037 su@example.com"""


def test_what_is_written_is_taken() -> None:
    found = read_introduction(INTRODUCTION, LABELS)
    assert (found.name, found.kind, found.trl) == ("胸部CT肺结节辅助阅片系统", "product", 8)
    assert found.terms["field"] == ("health",)
    assert found.terms["direction"] == ("vision",)
    assert found.parameters == (
        ParameterValue("肺结节检出灵敏度", "≥95.8", "%"),
        ParameterValue("单例处理时间", "≤18", "秒"),
    )
    assert (found.price_min, found.price_max) == (680_000, 1_600_000)
    assert (found.contact_name, found.contact_phone, found.contact_email) == (
        "苏知微",
        "0371-55501037",
        "su@example.com",
    )


def test_what_is_excluded_is_not_taken() -> None:
    assert read_introduction(INTRODUCTION, LABELS).terms["deployment"] == ("on_premises",)
    assert "field" not in read_introduction("通用缺陷检测平台。不适用于医疗和教育场景。", LABELS).terms


def test_what_is_not_written_stays_open() -> None:
    found = read_introduction("我们做得很好，性能领先，价格实惠。", LABELS)
    assert (found.kind, found.trl, found.terms, found.parameters) == ("", None, {}, ())
    assert (found.price_min, found.price_text) == (None, "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“智检一号”是一款面向焊装车间的质检平台，准确率达到98.6%。", "智检一号"),
        ("产品名称：焊点质检一体机\n在线判定虚焊。", "焊点质检一体机"),
        ("# 水质快检终端\n十五分钟出结果。", "水质快检终端"),
        ("FlowSense is a leak detector for water utilities.", "FlowSense"),
        ("景明智能科技有限公司成立于 2015 年，专注工业视觉，服务客户二百余家。主营焊缝检测系统。", ""),
        ("景明智能科技有限公司是一家专注工业视觉的企业。公司自主研发的“智检一号”平台已用于二十家工厂。", "智检一号"),
        ("景明智能科技有限公司\n我们做工业视觉检测，客户二百余家。", ""),
        ("公司简介\n景明智能成立于 2015 年。", ""),
        ("我们团队从事水质监测十余年，积累了大量数据", ""),
        ("We build leak detectors for water utilities since 2012.", ""),
        ("产品名称：景明视觉检测中心", "景明视觉检测中心"),
    ],
)
def test_the_name_is_what_is_introduced(text: str, name: str) -> None:
    assert read_introduction(text, LABELS).name == name


@pytest.mark.parametrize(
    ("text", "low", "high", "kept"),
    [
        ("报价 30 万元起", 300_000, None, ""),
        ("价格：8000元", 8000, 8000, ""),
        ("售价1.2亿元", 120_000_000, 120_000_000, ""),
        ("价格 300-200 万元", None, None, "价格 300-200 万元"),
        ("价格面议", None, None, "面议"),
        ("价格99999999999999999999亿元", None, None, "价格99999999999999999999亿元"),
    ],
)
def test_a_price_is_read_or_kept_in_its_own_words(text: str, low: int | None, high: int | None, kept: str) -> None:
    found = read_introduction(f"巡检机器人\n{text}。", LABELS)
    assert (found.price_min, found.price_max, found.price_text) == (low, high, kept)


def test_an_english_introduction_is_read_too() -> None:
    found = read_introduction(
        "Weld inspector\nA machine vision model for industry. Accuracy above 97.5%. TRL 7.", LABELS
    )
    assert found.trl == 7
    assert found.terms["direction"] == ("vision",)
    assert found.parameters[0].value == ">97.5"


@given(st.text(max_size=600))
def test_nothing_raises_and_no_text_is_lost(text: str) -> None:
    found = read_introduction(text, LABELS)
    kept = f"{found.name}\n{found.description}"
    assert "".join(text.split()) in {"".join(kept.split()), "".join(found.description.split())}
    assert len(found.name) <= 120


@given(st.text(alphabet="率度≥<0123456789.%-至万元价格 TRL", max_size=400))
def test_figures_run_wild_stay_within_their_columns(text: str) -> None:
    found = read_introduction(text, LABELS)
    assert len(found.parameters) <= 8
    assert all(len(one.name) <= 80 and len(one.value) <= 80 and len(one.unit) <= 40 for one in found.parameters)
    assert found.trl in {None, *range(1, 10)}
    assert found.price_min is None or found.price_max is None or found.price_min <= found.price_max
