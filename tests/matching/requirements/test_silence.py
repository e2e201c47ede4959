"""Silence never gives met: not with no facts, not with facts of other things, not with any text that names nothing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.requirements import Fact, Outcome, Reason, Requirement, compare, read_need, read_supply
from tests.matching.requirements.pairs import FRESH, WRITTEN
from tests.matching.requirements.pairs_unseen import BLIND, TRAPS

ALL = [*WRITTEN, *FRESH, *TRAPS, *BLIND]
REQUIREMENTS = [requirement for pair in ALL for requirement in read_need({"need": pair.need})]
FACTS = [fact for pair in ALL for fact in read_supply({"supply": pair.supply})]
CHATTER = [
    "面向纺织企业的验布助手",
    "已服务二十余家单位",
    "界面简洁，易学易用",
    "团队来自高校",
    "支持手机查看结果",
    "获得用户好评",
    "可按需定制报表",
    "通过微信小程序提供服务",
    "A team of twelve engineers",
    "It works on any phone",
]


@given(st.lists(st.sampled_from(REQUIREMENTS), max_size=8))
def test_no_facts_no_met(requirements: list[Requirement]) -> None:
    for verdict in compare(requirements, []):
        assert (verdict.outcome, verdict.reason, verdict.facts) == (Outcome.UNCLEAR, Reason.NOT_STATED, ())


@given(st.sampled_from(REQUIREMENTS), st.lists(st.sampled_from(FACTS), max_size=12))
def test_facts_of_other_kinds_decide_nothing(requirement: Requirement, facts: list[Fact]) -> None:
    others = [fact for fact in facts if fact.kind is not requirement.kind]
    (verdict,) = compare([requirement], others)
    assert verdict.reason is Reason.NOT_STATED


@given(st.lists(st.sampled_from(CHATTER), max_size=6))
def test_chatter_meets_nothing(sentences: list[str]) -> None:
    facts = read_supply({"supply": "。".join(sentences)})
    assert all(verdict.outcome is not Outcome.MET for verdict in compare(REQUIREMENTS, facts))


_DENIABLE = ["私有化部署", "离线部署", "昇腾", "麒麟操作系统", "等保三级", "二类医疗器械注册证", "公有云", "信创环境"]
_DENIALS = [
    "不支持{}",
    "暂不支持{}",
    "无法提供{}",
    "没有{}",
    "{}：不支持",
    "尚未取得{}",
    "{}暂未支持",
    "不具备{}",
    "No {} is available",
    "目前不支持{}等功能",
    "并未通过{}",
    "{}（不支持）",
]


@given(st.sampled_from(_DENIABLE), st.sampled_from(_DENIALS), st.sampled_from(CHATTER))
def test_a_denial_is_never_met(thing: str, denial: str, chatter: str) -> None:
    requirements = read_need({"need": f"必须支持{thing}。"})
    facts = read_supply({"supply": f"{chatter}。{denial.format(thing)}。{chatter}"})
    assert requirements
    assert all(verdict.outcome is Outcome.NOT_MET for verdict in compare(requirements, facts))


@settings(max_examples=300)
@given(st.text(max_size=200))
def test_any_text_is_read_without_error_and_verbatim(text: str) -> None:
    sources = [found.source for found in read_need({"t": text})] + [found.source for found in read_supply({"t": text})]
    for source in sources:
        assert text[source.start : source.end] == source.text


_WORDS = [
    "不",
    "支持",
    "私有化",
    "部署",
    "准确率",
    "98%",
    "≥",
    "，",
    "。",
    "等保三级",
    "编号",
    "12345",
    "昇腾",
    "预算",
    "50万元",
    "TRL",
    "7",
    "8周",
    "交付",
    "或",
    "仅",
    "（",
    "）",
    "注册",
    "郑州",
    "：",
    "暂",
    "Ex d IIC T6",
    "±",
    "not",
    " ",
    "二类医疗器械注册证",
]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(_WORDS), max_size=25).map("".join))
def test_any_jumble_of_trade_words_is_read_without_error(text: str) -> None:
    requirements, facts = read_need({"t": text}), read_supply({"t": text})
    verdicts = compare(requirements, facts)
    assert len(verdicts) == len(requirements)
    assert all(text[v.requirement.source.start : v.requirement.source.end] for v in verdicts)
