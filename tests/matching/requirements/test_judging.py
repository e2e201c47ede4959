"""Single judgements, by hand: what the sentences of the pairs do not reach."""

from fractions import Fraction

import pytest

from matching.requirements import (
    Choice,
    Credential,
    Fact,
    Fit,
    Interval,
    Kind,
    Measure,
    Name,
    Outcome,
    Place,
    Reason,
    Requirement,
    Source,
    Stance,
    compare,
    read_need,
    read_supply,
)
from matching.requirements.units import UNITS
from matching.requirements.values import Value

HERE = Source("field", "x", 0, 1, "x")
THERE = Source("other", "y", 0, 1, "y")


def verdict(
    kind: Kind, wanted: Value, *given: Value, stance: Stance = Stance.AFFIRMED, proof: bool = False, only: bool = False
) -> tuple[Outcome, Reason]:
    facts = [Fact(kind, value, THERE, stance, exclusive=only) for value in given]
    (result,) = compare([Requirement(kind, wanted, HERE, proof=proof)], facts)
    return result.outcome, result.reason


def measure(
    interval: Interval | None,
    unit: str,
    *,
    fit: Fit = Fit.WITHIN,
    head: str = "x",
    scope: str = "",
    condition: str = "",
) -> Measure:
    return Measure(Name(head, scope), interval, UNITS[unit], fit, condition)


def most(value: str) -> Interval:
    return Interval(high=Fraction(value))


def exactly(low: str, high: str | None = None) -> Interval:
    return Interval(Fraction(low), Fraction(high or low))


@pytest.mark.parametrize(
    ("wanted", "given", "expected"),
    [
        (("private",), "public_cloud", (Outcome.NOT_MET, Reason.ONLY_OTHER)),
        (("private",), "edge", (Outcome.UNCLEAR, Reason.PARTIAL)),
        (("public_cloud",), "offline", (Outcome.NOT_MET, Reason.ONLY_OTHER)),
        (("private_cloud",), "cloud", (Outcome.UNCLEAR, Reason.PARTIAL)),
        (("cloud",), "private_cloud", (Outcome.MET, Reason.STATED)),
        (("no_cloud",), "public_cloud", (Outcome.NOT_MET, Reason.ONLY_OTHER)),
    ],
)
def test_only_this_and_nothing_else(wanted: tuple[str, ...], given: str, expected: tuple[Outcome, Reason]) -> None:
    assert verdict(Kind.DEPLOYMENT, Choice(wanted), Choice((given,)), only=True) == expected


def test_denied_modes() -> None:
    def denied(wanted: str, given: str) -> tuple[Outcome, Reason]:
        return verdict(Kind.DEPLOYMENT, Choice((wanted,)), Choice((given,)), stance=Stance.DENIED)

    assert denied("private", "private") == (Outcome.NOT_MET, Reason.DENIED)
    assert denied("private", "private_cloud") == (Outcome.UNCLEAR, Reason.NOT_STATED)
    assert denied("public_cloud", "cloud") == (Outcome.NOT_MET, Reason.DENIED)
    assert denied("private", "cloud") == (Outcome.UNCLEAR, Reason.NOT_STATED)


@pytest.mark.parametrize("stance", [Stance.PLANNED, Stance.CONDITIONAL, Stance.MENTIONED, Stance.DENIED])
def test_only_an_affirmed_part_counts_towards_the_stack(stance: Stance) -> None:
    parts = Choice(("ascend",)), Choice(("kylin",))
    outcome, _ = verdict(Kind.DOMESTIC_STACK, Choice(("domestic",)), *parts, stance=stance)
    assert outcome is Outcome.UNCLEAR
    assert verdict(Kind.DOMESTIC_STACK, Choice(("domestic",)), *parts) == (Outcome.MET, Reason.STATED)


def test_one_part_says_nothing_of_another() -> None:
    outcome = verdict(Kind.DOMESTIC_STACK, Choice(("ascend",)), Choice(("kylin",)))
    assert outcome == (Outcome.UNCLEAR, Reason.NOT_STATED)
    planned = verdict(Kind.DOMESTIC_STACK, Choice(("domestic",)), Choice(("kylin",)), stance=Stance.PLANNED)
    assert planned == (Outcome.UNCLEAR, Reason.NOT_STATED)


def test_foreign_parts_matter_only_where_nothing_else_runs() -> None:
    assert verdict(Kind.DOMESTIC_STACK, Choice(("ascend",)), Choice(("nvidia",)))[1] is Reason.NOT_STATED
    assert verdict(Kind.DOMESTIC_STACK, Choice(("ascend",)), Choice(("nvidia",)), only=True)[1] is Reason.ONLY_OTHER


@pytest.mark.parametrize(
    ("wanted", "given", "expected"),
    [
        (Credential("medical_device", ("2",)), Credential("medical_device", ("3",)), Reason.DIFFERENT_CLASS),
        (
            Credential("medical_device", ("2",), at_least=True),
            Credential("medical_device", ("3",)),
            Reason.LEVEL_REACHED,
        ),
        (Credential("ex", ("d", "iic")), Credential("ex", ("d", "iiic")), Reason.DIFFERENT_CLASS),
        (Credential("ex", ("d", "iic", "t4")), Credential("ex", ("d", "iic")), Reason.LEVEL_UNSTATED),
        (Credential("ex", ("d", "iib")), Credential("ex", ("db", "iic", "t4")), Reason.LEVEL_REACHED),
        (Credential("ip", ("65",)), Credential("ip", ("67",)), Reason.DIFFERENT_CLASS),
        (Credential("ip", ("65",)), Credential("ip", ("56",)), Reason.LEVEL_TOO_LOW),
        (Credential("ip", ("65",)), Credential("ip", ("64",)), Reason.LEVEL_TOO_LOW),
        (Credential("iso", ("27001",)), Credential("iso", ("9001",)), Reason.NOT_STATED),
        (Credential("mlps", ("3",), "A1"), Credential("mlps", ("3",), "B2"), Reason.DIFFERENT_CLASS),
        (Credential("mlps", ("3",), "A1"), Credential("mlps", ("3",), "A1"), Reason.PROOF_GIVEN),
        (Credential("cma"), Credential("cnas"), Reason.NOT_STATED),
    ],
)
def test_certificates(wanted: Credential, given: Credential, expected: Reason) -> None:
    assert verdict(Kind.CERTIFICATE, wanted, given)[1] is expected


def test_denying_a_higher_grade_says_nothing_of_a_lower_one() -> None:
    def denied(wanted: str, given: str) -> Reason:
        value, held = Credential("mlps", (wanted,)), Credential("mlps", (given,))
        return verdict(Kind.CERTIFICATE, value, held, stance=Stance.DENIED)[1]

    assert denied("2", "3") is Reason.NOT_STATED
    assert denied("3", "2") is Reason.DENIED
    assert denied("3", "3") is Reason.DENIED


def test_places() -> None:
    henan, zhengzhou = ("河南",), ("河南", "郑州")
    assert verdict(Kind.REGION, Place(henan), Place(zhengzhou)) == (Outcome.MET, Reason.STATED)
    assert verdict(Kind.REGION, Place(zhengzhou), Place(henan)) == (Outcome.UNCLEAR, Reason.PARTIAL)
    assert verdict(Kind.REGION, Place(()), Place(henan)) == (Outcome.UNCLEAR, Reason.PLACE_UNNAMED)
    assert verdict(Kind.REGION, Place(zhengzhou), Place(("上海",))) == (Outcome.UNCLEAR, Reason.NOT_STATED)
    seat = Place(("上海",), registered=True)
    assert verdict(Kind.REGION, Place(zhengzhou), seat) == (Outcome.UNCLEAR, Reason.ELSEWHERE)
    assert verdict(Kind.REGION, Place(zhengzhou, registered=True), seat) == (Outcome.NOT_MET, Reason.ELSEWHERE)


@pytest.mark.parametrize(
    ("wanted", "given", "expected"),
    [
        (measure(most("1"), "%FS"), measure(exactly("0.5"), "%"), Reason.UNIT_MISMATCH),
        (measure(most("1"), "month"), measure(exactly("30"), "day"), Reason.GUARANTEE_TOO_WEAK),
        (measure(most("3"), "month"), measure(exactly("30"), "day"), Reason.WITHIN_BOUND),
        (measure(most("50"), "℉"), measure(exactly("5"), "℃"), Reason.UNIT_MISMATCH),
        (measure(exactly("32", "212"), "℉", fit=Fit.COVER), measure(exactly("-10", "120"), "℃"), Reason.WITHIN_BOUND),
        (measure(exactly("0", "50"), "℃", fit=Fit.COVER), measure(exactly("0", "40"), "℃"), Reason.OUT_OF_BOUND),
        (measure(exactly("0", "50"), "℃", fit=Fit.COVER), measure(most("60"), "℃"), Reason.GUARANTEE_TOO_WEAK),
        (measure(exactly("220"), "V", fit=Fit.SAME), measure(exactly("220000"), "mV"), Reason.WITHIN_BOUND),
        (measure(exactly("220"), "V", fit=Fit.SAME), measure(exactly("110"), "V"), Reason.TARGET_UNCLEAR),
        (measure(None, "V"), measure(exactly("110"), "V"), Reason.TARGET_UNCLEAR),
        (measure(most("1"), "V"), measure(None, "V"), Reason.VAGUE),
        (measure(most("1"), "V", condition="night"), measure(exactly("1"), "V"), Reason.CONDITION_DIFFERS),
        (measure(most("1"), "V", scope="a"), measure(exactly("1"), "V", scope="b"), Reason.SCOPE_DIFFERS),
        (measure(most("1"), "V", scope="y"), measure(exactly("1"), "V"), Reason.WITHIN_BOUND),
        (measure(most("1"), "V"), measure(exactly("1"), "V", head="z"), Reason.NOT_STATED),
    ],
)
def test_measures(wanted: Measure, given: Measure, expected: Reason) -> None:
    assert verdict(Kind.KPI, wanted, given)[1] is expected


def test_values_of_different_sorts_say_nothing_of_each_other() -> None:
    assert verdict(Kind.KPI, measure(most("1"), "V"), Choice(("private",))) == (Outcome.UNCLEAR, Reason.NOT_STATED)


def _judged(need: str, supply: str) -> tuple[Outcome, Reason]:
    (first, *_) = compare(read_need({"n": need}), read_supply({"s": supply}))
    return first.outcome, first.reason


@pytest.mark.parametrize(
    ("need", "supply", "expected"),
    [
        ("须支持私有化部署。", "支持私有化部署。私有化部署尚未开放。", (Outcome.UNCLEAR, Reason.CONFLICTING)),
        ("须支持私有化部署。", "仅支持公有云和私有云。", (Outcome.MET, Reason.STATED)),
        ("须支持私有化部署。", "支持私有化部署。私有化部署新版计划明年推出。", (Outcome.UNCLEAR, Reason.CONFLICTING)),
        ("准确率不低于98%。", "准确率95%。准确率可达99%。", (Outcome.UNCLEAR, Reason.CONFLICTING)),
        (
            "须通过等保三级。",
            "等保三级备案证明编号 41010099001-24001；门户通过等保二级。",
            (Outcome.MET, Reason.PROOF_GIVEN),
        ),
        ("供应商须在郑州注册。", "公司总部位于深圳，子公司注册于郑州。", (Outcome.MET, Reason.STATED)),
    ],
)
def test_several_facts(need: str, supply: str, expected: tuple[Outcome, Reason]) -> None:
    assert _judged(need, supply) == expected
