"""Figures and their verdicts: read in one unit, judged by the target, summed by weights, told as was agreed."""

from types import SimpleNamespace
from typing import Any

import pytest

from app.core.html import format_figure
from scenarios.pilots.disclosing import told
from scenarios.pilots.judging import (
    Verdict,
    change,
    is_unsure,
    overall,
    read_spread,
    read_value,
    share,
    verdict,
)
from scenarios.pilots.models import Disclosure, PilotKpi, Reading
from scenarios.targets import read_target

MET, PARTLY, NOT = Verdict


def kpi(target: str, direction: str, baseline: float | None, unit: str = "%", **more: Any) -> Any:
    read = read_target(target, "指标", unit, direction)
    assert read is not None
    said = {"name": "指标", "unit": unit, "direction": direction, "relation": read.relation, "weight": 1}
    return SimpleNamespace(**said, target_value=read.value, target_high=read.high, baseline_value=baseline, **more)


@pytest.mark.parametrize(
    ("target", "direction", "baseline", "reading", "found"),
    [
        ("≥98", "up", 90, 98.0, MET),
        ("≥98", "up", 90, 97.9, PARTLY),
        ("≥98", "up", 90, 90.0, NOT),
        ("≥98", "up", 90, 80.0, NOT),
        ("98", "up", 90, 99.0, MET),  # a bare number is bounded by its good side
        ("<5", "down", 30, 5.0, PARTLY),
        ("≤5", "down", 30, 5.0, MET),
        ("5", "down", 30, 31.0, NOT),
        ("0", "down", 3, 0.0, MET),
        ("3-5", "hold", 8, 4.0, MET),
        ("3-5", "hold", 8, 6.0, PARTLY),
        ("±0.5", "hold", 2, 0.1, MET),
        ("±0.5", "hold", 2, -0.9, PARTLY),
        ("±0.5", "hold", 0.2, 0.9, NOT),
        ("≥0.3", "up", 0.1 + 0.2, 0.1 + 0.2, MET),  # what a computer makes of tenths is no failure
        ("≥98", "up", None, 97.0, NOT),
    ],
)
def test_a_verdict_follows_from_target_and_baseline(
    target: str, direction: str, baseline: float | None, reading: float, found: Verdict
) -> None:
    assert verdict(kpi(target, direction, baseline), reading) is found


def test_a_reading_is_converted_into_the_unit_of_its_figure() -> None:
    assert (read_value("0.3 %", "‰"), read_value("0.5 小时", "分钟"), read_value("12", "人次/周")) == (3, 30, 12)
    assert (read_value("1,200 份", "份"), read_value("12 人次/周", "人次/周"), read_value("约 3", "‰")) == (1200, 12, 3)
    for text, unit in (("3 公里", "分钟"), ("很快", "分钟"), ("提升20%", "%")):
        with pytest.raises(ValueError, match=r"单位|数值"):
            read_value(text, unit)
    assert read_spread("±0.3", "%") == 0.3
    with pytest.raises(ValueError, match="负数"):
        read_spread("-0.3", "%")


@pytest.mark.parametrize(
    "text",
    [
        "1e6",
        "1e-3",
        "3×10^-4",
        "2 / 1000",
        "5:1",
        "3.2；7.1",
        "2026年11月 3.2",
        "≥98",
        "不超过 5",
        "3-5",
        "3.2（中位数）",
    ],
)
def test_no_value_is_invented(text: str) -> None:
    with pytest.raises(ValueError, match="数值"):
        read_value(text, "")


def test_a_target_is_converted_into_the_unit_of_its_figure() -> None:
    hours, range_ = read_target("≤2小时", "用时", "分钟", "down"), read_target("3-5小时", "用时", "分钟", "hold")
    assert hours is not None
    assert range_ is not None
    assert (hours.value, hours.unit, range_.value, range_.high) == (120, "分钟", 180, 300)
    for text, direction in (("≤5公里", "down"), ("58", "hold")):
        with pytest.raises(ValueError, match=r"单位|范围"):
            read_target(text, "用时", "分钟", direction)
    assert read_target("1e-3", "误差", "", "down") is None


def test_a_figure_is_said_in_digits() -> None:
    said = [format_figure(one) for one in (1234567.0, 1e6, 0.1 + 0.2, 0.9, -0.0, 2.5e-9, 1e15)]
    assert said == ["1234567", "1000000", "0.3", "0.9", "0", "0.0000000025", "1000000000000000"]


def test_the_whole_is_what_the_weights_make_of_it() -> None:
    assert overall([(MET, 1), (MET, 9)]) is MET
    assert (overall([(MET, 9), (NOT, 1)]), share([(MET, 9), (NOT, 1)])) == (PARTLY, 90)
    assert overall([(PARTLY, 1), (PARTLY, 1)]) is PARTLY
    assert overall([(MET, 4), (NOT, 6)]) is NOT
    assert overall([]) is NOT


def test_within_its_uncertainty_a_verdict_may_be_unsure() -> None:
    one = kpi("≥98", "up", 90)
    assert (is_unsure(one, 98.2, 0.5), is_unsure(one, 99.0, 0.5), is_unsure(one, 98.2, None)) == (True, False, False)
    assert (change(30, 6), change(0, 6), change(None, 1)) == (-80, None, None)


SECRETS = (3.25, 1.07, 0.13)


@pytest.mark.parametrize("disclosure", Disclosure)
@pytest.mark.parametrize("inside", [True, False])
def test_what_may_not_be_told_is_not_in_what_is_told(disclosure: Disclosure, inside: bool) -> None:
    row = PilotKpi(
        pilot_id=1,
        name="漏诊率",
        unit="‰",
        direction="down",
        target_text="≤1.01",
        target_value=1.01,
        relation="le",
        baseline_value=SECRETS[0],
        disclosure=disclosure,
    )
    said = told(
        row, Reading(verification_id=1, kpi_id=1, text="", value=SECRETS[1], uncertainty=SECRETS[2]), inside=inside
    )
    values = inside or disclosure is Disclosure.VALUE
    assert {said.baseline, said.reading, said.uncertainty, said.target} & {*SECRETS, "≤1.01 ‰"} == (
        {*SECRETS, "≤1.01 ‰"} if values else set()
    )
    assert (said.change is not None) is (values or disclosure is Disclosure.CHANGE)
    if disclosure is Disclosure.CHANGE and not inside:  # -67.07…: with a published baseline that would be the reading
        assert (said.change, said.coarse) == (-65, True)
    assert said.verdict is PARTLY
    assert bool(said.unsure) is False or values
