"""The score, the guards and what is exposed: pure rules."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from scenarios.forms.exposing import exposures
from scenarios.guards import (
    CHECKLIST_CODES,
    Obstacle,
    Standing,
    needs_risk_decision,
    opening_obstacles,
    submission_obstacles,
)
from scenarios.lifecycle import Route
from scenarios.readiness import PARTS, WEIGHTS, readiness, weight_of_text
from scenarios.values import KpiValues, ScenarioValues, as_content, from_content
from tests.scenarios.helpers import tender, values

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
FINE = Standing(
    verified=True, terms_accepted=True, readiness=80, threshold=60, checklist=CHECKLIST_CODES, unfinished=()
)


@pytest.mark.parametrize("route", Route)
def test_points_of_each_route_make_a_hundred(route: Route) -> None:
    assert sum(WEIGHTS[route].values()) == 100
    assert set(WEIGHTS[route]) == {part.code for part in PARTS}


def test_nothing_scores_nothing() -> None:
    assert readiness(ScenarioValues()).score == 0


def test_six_honest_fields_reach_the_threshold_and_a_thin_text_does_not() -> None:
    sixty = "急诊胸痛病人多，人工看心电图慢，夜间常漏判，希望自动预警并提示医生处理。" * 2
    assert readiness(values(description=sixty)).score >= 60
    assert readiness(values(description="想要一个系统")).score < 60


def test_a_full_tender_is_ready_and_a_bare_one_is_told_about_figures_first() -> None:
    assert readiness(tender()).score >= 80
    bare = readiness(values(route=Route.TENDER))
    assert bare.score < 60
    assert bare.todo[0].part.code == "kpis"


def test_each_thing_added_raises_the_score_and_never_beyond_a_hundred() -> None:
    full = tender(family="x", location="急诊楼", incumbent="无")
    for name in ("title", "description", "current_systems", "kpis", "acceptance", "ip_terms", "funding"):
        without = replace(full, **{name: type(getattr(full, name))()})
        assert readiness(without).score < readiness(full).score <= 100


def test_a_figure_without_baseline_or_method_counts_half() -> None:
    full = tender()
    bare = replace(full, kpis=[replace(full.kpis[0], baseline="", method="")])
    assert readiness(bare).score < readiness(full).score


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        (KpiValues("漏诊率", "3", "‰", "1", "down"), True),
        (KpiValues("漏诊率", "1", "‰", "3", "down"), False),
        (KpiValues("漏诊率", "3", "‰", "1"), True),  # the name tells which side is better
        (KpiValues("随访完成率", "53", "%", "88", "up"), True),
        (KpiValues("书写用时", "90秒", "", "2分钟", "down"), False),
        (KpiValues("书写用时", "3分钟", "", "90秒", "down"), True),
        (KpiValues("库存", "3", "件", "5", "hold"), False),
        (KpiValues("准确率", "提升5%", "", "90%", "up"), False),
        (KpiValues("准确率", "高", "%", "90", "up"), False),
        (KpiValues("准确率", "98", "%", "", "up"), False),
        (KpiValues("重量", "3千克", "", "5米", "down"), False),
    ],
)
def test_a_target_worse_than_its_baseline_is_asked_about(row: KpiValues, asked: bool) -> None:
    assert bool(readiness(values(kpis=[row])).backwards) is asked


def test_latin_words_weigh_two() -> None:
    assert weight_of_text("急诊 ECG triage") == 6


def test_content_survives_its_way_through_json() -> None:
    said = tender(decision_on=None, data_may_leave=False, risk_triggers=["minors"])
    assert from_content(as_content(said)) == said
    assert from_content({**as_content(said), "unknown": 1}) == said


def codes(found: list[Obstacle]) -> set[str]:
    return {one.code for one in found}


def test_a_complete_need_may_go() -> None:
    assert submission_obstacles(values(), FINE, NOW) == []
    assert submission_obstacles(tender(), FINE, NOW) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": ""}, "missing_title"),
        ({"field": ""}, "missing_field"),
        ({"description": ""}, "missing_description"),
        ({"deadline": None}, "missing_deadline"),
        ({"contact_name": ""}, "missing_contact_name"),
        ({"contact_email": ""}, "missing_contact_email"),
        ({"deadline": datetime(2026, 11, 23, 1, tzinfo=UTC)}, "deadline"),
        ({"deadline": NOW}, "deadline"),
        ({"valid_until": datetime(2026, 11, 24, tzinfo=UTC)}, "valid_until"),
        ({"route": Route.TENDER}, "kpis"),
        ({"route": Route.TEST_ONLY}, "kpis"),
        ({"route": Route.PROCURE}, "kpis"),
    ],
)
def test_each_fault_of_the_text_is_named(change: dict[str, Any], code: str) -> None:
    assert code in codes(submission_obstacles(values(**change), FINE, NOW))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"verified": False}, "organisation"),
        ({"terms_accepted": False}, "terms"),
        ({"readiness": 59}, "readiness"),
        ({"checklist": CHECKLIST_CODES - {"personal"}}, "checklist"),
        ({"checklist": {"anything", "else"}}, "checklist"),
        ({"unfinished": {"plan"}}, "unfinished"),
    ],
)
def test_each_fault_of_the_house_is_named(change: dict[str, Any], code: str) -> None:
    assert codes(submission_obstacles(values(), replace(FINE, **change), NOW)) == {code}


def test_a_waiver_lifts_readiness_alone_and_an_offices_word_also_what_the_owner_would_tick() -> None:
    poor = replace(FINE, readiness=10, verified=False, checklist=())
    assert codes(submission_obstacles(values(), replace(poor, waiver="应急需要"), NOW)) == {"organisation", "checklist"}
    vouched = replace(poor, waiver="已发布清单", vouched=True)
    assert submission_obstacles(values(contact_name="", contact_phone="", contact_email=""), vouched, NOW) == []
    assert codes(submission_obstacles(values(route=Route.TENDER), vouched, NOW)) == {"kpis"}
    assert submission_obstacles(values(), replace(vouched, waiver=""), NOW)


def test_a_risk_trigger_lets_a_need_be_submitted_and_opened_only_with_a_decision() -> None:
    risky = values(risk_triggers=["medical_decision"])
    assert needs_risk_decision(risky)
    assert submission_obstacles(risky, FINE, NOW) == []
    assert codes(opening_obstacles(risky, NOW, verified=True, risk_decision="")) == {"risk"}
    assert opening_obstacles(risky, NOW, verified=True, risk_decision="不列入清单") == []


def test_only_texts_that_others_read_are_looked_at() -> None:
    assert exposures(values(), ()) == []
    told = tender(current_systems="管理员 13812345678", kpis=[KpiValues("时间", "2 天", method="问李工 13912345678")])
    found = exposures(told, {"mobile:13912345678"})
    assert [(one.section, one.name) for one in found] == [("context", "current_systems"), ("kpis", "kpis-0-method")]
    assert [one.excerpt for one in found[1].asked.finds] == ["李工"]
    exposed = [(one.section, one.name) for one in found]
    assert codes(submission_obstacles(told, replace(FINE, exposed=exposed), NOW)) == {"personal"}
    vouched = replace(FINE, exposed=exposed, vouched=True, waiver="清单已经审定")
    assert codes(submission_obstacles(told, vouched, NOW)) == {"personal"}, "no reason of the office passes over it"
    assert codes(opening_obstacles(told, NOW, verified=True, risk_decision="", exposed=exposed)) == {"personal"}
