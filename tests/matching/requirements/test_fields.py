"""Forms to requirements and facts."""

from fractions import Fraction

import pytest

from matching.requirements import (
    Choice,
    Credential,
    Fit,
    Interval,
    Kind,
    KpiRow,
    Measure,
    NeedFields,
    Outcome,
    ParameterRow,
    Place,
    Qualification,
    Reason,
    SupplyFields,
    compare,
    read_need,
    read_supply,
)
from matching.requirements.terms import priced_by


def judged(need: NeedFields, supply: SupplyFields) -> list[tuple[Outcome, Reason]]:
    return [(v.outcome, v.reason) for v in compare(read_need({}, need), read_supply({}, supply))]


def test_every_field_of_a_fitting_supply_is_met() -> None:
    need = NeedFields(
        deployment=["private"],
        domestic_stack=["适配昇腾"],
        model_filing=True,
        certificates=["等保三级", "CMMI 3级"],
        region="郑州市",
        region_registered=True,
        budget_max_yuan=500_000,
        trl_min=7,
        delivery_days=60,
        kpis=[KpiRow("识别准确率", "98", "%", "up"), KpiRow("响应时间", "≤200", "ms")],
    )
    supply = SupplyFields(
        deployment=["本地化部署"],
        domestic_stack=["ascend"],
        qualifications=[
            Qualification("生成式人工智能服务备案", "Henan-XingHe-202409120008"),
            Qualification("等保三级", "41010099001-24001"),
            Qualification("CMMI 5级", "66789"),
        ],
        region="河南省郑州市高新区",
        price_min_yuan=300_000,
        price_max_yuan=450_000,
        trl=8,
        delivery_days=42,
        parameters=[ParameterRow("准确率", "98.6", "%"), ParameterRow("平均响应时间", "0.15", "s", "25℃")],
    )
    assert {outcome for outcome, _ in judged(need, supply)} == {Outcome.MET}
    assert len(read_need({}, need)) == 11
    assert judged(need, SupplyFields()) == [(Outcome.UNCLEAR, Reason.NOT_STATED)] * 11


@pytest.mark.parametrize(
    ("row", "parameter", "expected"),
    [
        (KpiRow("准确率", "98", "%", "up"), ParameterRow("准确率", "97", "%"), Reason.OUT_OF_BOUND),
        (KpiRow("准确率", "98", "%", "up"), ParameterRow("准确率", "500", "%"), Reason.IMPOSSIBLE),
        (KpiRow("准确率", "98", "%", "up"), ParameterRow("准确率", "100", "%"), Reason.WITHIN_BOUND),
        (KpiRow("漏检率", "5", "‰", "down"), ParameterRow("漏检率", "-1", "‰"), Reason.IMPOSSIBLE),
        (KpiRow("召回率", "90", "%", "up"), ParameterRow("召回率", "1200", "‰"), Reason.IMPOSSIBLE),
        (KpiRow("误差", "1", "%", "down"), ParameterRow("误差", "-0.5", "%"), Reason.WITHIN_BOUND),
        (KpiRow("准确率", "98", "%", "up"), ParameterRow("准确率", "高", ""), Reason.VAGUE),
        (KpiRow("准确率", "尽量高", "%"), ParameterRow("准确率", "99", "%"), Reason.TARGET_UNCLEAR),
        (KpiRow("准确率", "98", "%", "up"), ParameterRow("准确率", "提升20%", ""), Reason.NOT_STATED),
        (KpiRow("准确率", "98%", "%"), ParameterRow("准确率", "0.99"), Reason.WITHIN_BOUND),
        (KpiRow("准确率", "98", "%"), ParameterRow("准确率", "99", "", "仿真环境"), Reason.CONDITION_DIFFERS),
        (KpiRow("每班产量", "300", "瓶", "up"), ParameterRow("每班产量", "350", "瓶"), Reason.WITHIN_BOUND),
        (KpiRow("每班产量", "300", "瓶", "up"), ParameterRow("每班产量", "350", "箱"), Reason.UNIT_MISMATCH),
        (KpiRow("每班产量", "300", "瓶"), ParameterRow("每班产量", "350", "瓶"), Reason.TARGET_UNCLEAR),
        (KpiRow("能耗", "5", "kWh", "down"), ParameterRow("能耗", "4000", "kWh"), Reason.OUT_OF_BOUND),
        (KpiRow("精度", "0.5", "%FS"), ParameterRow("精度", "±0.2", "%FS"), Reason.WITHIN_BOUND),
        (KpiRow("最大误差", "1", "mm"), ParameterRow("最大误差", "0.4", "mm"), Reason.WITHIN_BOUND),
        (KpiRow("准确率", "98", "%"), ParameterRow("最佳准确率", "99", "%"), Reason.GUARANTEE_TOO_WEAK),
    ],
)
def test_rows(row: KpiRow, parameter: ParameterRow, expected: Reason) -> None:
    ((_, reason),) = judged(NeedFields(kpis=[row]), SupplyFields(parameters=[parameter]))
    assert reason is expected


def test_rows_may_be_soft() -> None:
    (found,) = read_need({}, NeedFields(kpis=[KpiRow("准确率", "98", "%", hard=False)]))
    assert not found.hard


def test_words_that_no_table_knows_are_compared_as_they_are() -> None:
    need = NeedFields(certificates=["渔业船舶检验证书"])
    held = SupplyFields(qualifications=[Qualification("渔业船舶检验证书", "YJ20240012")])
    assert judged(need, held) == [(Outcome.MET, Reason.PROOF_GIVEN)]
    bare = SupplyFields(qualifications=[Qualification("渔业船舶检验证书", "待补")])
    assert judged(need, bare) == [(Outcome.PROOF_MISSING, Reason.NUMBER_MISSING)]


def test_a_qualification_in_preparation_is_no_qualification() -> None:
    need = NeedFields(certificates=["二类医疗器械注册证"])
    assert (
        judged(need, SupplyFields(qualifications=[Qualification("二类医疗器械注册证", "办理中")]))[0][0]
        is Outcome.UNCLEAR
    )
    bare = SupplyFields(qualifications=[Qualification("二类医疗器械注册证")])
    assert judged(need, bare) == [(Outcome.PROOF_MISSING, Reason.NUMBER_MISSING)]


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("每座换热站", "座换热站"),
        ("单枚12—28元", "枚"),
        ("每车道公里1 800元", "车道公里"),
        ("90—130万元/台改装", "台改装"),
        ("CNY 980 per kit", "kit"),
        ("每年", "年"),
        ("含接口改造", ""),
        ("可按节能量分成", ""),
        ("60万元（源码转让）", ""),
        ("", ""),
    ],
)
def test_what_one_price_is_for(text: str, piece: str) -> None:
    assert priced_by(text) == piece


def test_the_price_of_a_piece_meets_no_budget() -> None:
    need, stations = NeedFields(budget_max_yuan=1_200_000), SupplyFields(price_max_yuan=35_000, price_per="座")
    assert judged(need, stations) == [(Outcome.UNCLEAR, Reason.UNIT_MISMATCH)]


def test_a_grade_may_stand_among_figures_or_before_its_number() -> None:
    need = NeedFields(certificates=["IP68", "等保三级"], kpis=[KpiRow("验布速度", "40", "米/分钟", "up")])
    supply = SupplyFields(
        parameters=[ParameterRow("防护等级", "IP68"), ParameterRow("验布速度", "60", "米/分")],
        qualifications=[Qualification("网络安全等级保护", "等保三级 41010099001-24001")],
    )
    assert {outcome for outcome, _ in judged(need, supply)} == {Outcome.MET}


def test_prices() -> None:
    need = NeedFields(budget_max_yuan=100)
    assert judged(need, SupplyFields(price_max_yuan=90))[0][0] is Outcome.MET
    assert judged(need, SupplyFields(price_min_yuan=90)) == [(Outcome.UNCLEAR, Reason.GUARANTEE_TOO_WEAK)]
    assert judged(need, SupplyFields(price_min_yuan=110, price_max_yuan=120))[0][0] is Outcome.NOT_MET


def test_a_field_that_denies_is_believed() -> None:
    need = NeedFields(deployment=["私有化部署"])
    assert judged(need, SupplyFields(deployment=["公有云", "不支持私有化"])) == [(Outcome.NOT_MET, Reason.DENIED)]


def test_values_and_sources_of_a_form() -> None:
    need = NeedFields(region="某某岛", kpis=[KpiRow("量程", "0~10", "MPa"), KpiRow("时延", "3-5", "s", "lower")])
    region, reach, delay = read_need({}, need)
    assert region.value == Place(("某某岛",))
    assert isinstance(reach.value, Measure)
    assert reach.value.fit is Fit.COVER
    assert (reach.source.origin, reach.source.text) == ("kpis[0]", "量程 0~10 MPa")
    assert isinstance(delay.value, Measure)
    assert delay.value.interval == Interval(high=Fraction(5))
    (filing,) = read_need({}, NeedFields(model_filing=True))
    assert (filing.kind, filing.value, filing.proof) == (Kind.MODEL_FILING, Credential("genai"), True)
    (mode,) = read_need({}, NeedFields(deployment=["edge"]))
    assert mode.value == Choice(("edge",))
