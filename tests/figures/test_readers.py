"""One reader of figures, and adapters that all say what it says."""

from decimal import Decimal
from fractions import Fraction

import pytest

from app.exchange.rules import Rule
from app.exchange.values.figures import parse_kpis, parse_parameters
from app.exchange.values.money import parse_money
from app.vocabulary.queries import Definitions
from matching.requirements import Figure, in_yuan, read_figure
from scenarios.actions.rows import kpi_columns
from scenarios.forms.models import read_amount
from scenarios.values import KpiValues
from suppliers.prefill import read_introduction
from tests.figures.phrases import BETTER, PHRASES, Phrase

NAME = "自定义间距"
"""A name that tells nothing of its better side and takes any unit."""


def rows(adapter: str) -> pytest.MarkDecorator:
    told = [one for one in PHRASES if adapter not in one.but]
    return pytest.mark.parametrize("phrase", told, ids=[one.text for one in told])


def figure(phrase: Phrase) -> Figure:
    read = read_figure(phrase.text)
    assert read is not None
    return read


def agrees(text: str, unit: str, phrase: Phrase) -> bool:
    """Whether an adapter's words, read again, say the same."""
    again, read = read_figure(text, unit=unit), figure(phrase)
    return again is not None and (again.relation, again.value, again.high, again.unit) == (
        read.relation,
        read.value,
        read.high,
        read.unit,
    )


@rows("reader")
def test_the_reader(phrase: Phrase) -> None:
    read = figure(phrase)
    value, high = phrase.ends
    assert (read.relation.value, read.value, read.high, read.unit.symbol) == (
        phrase.relation,
        value,
        high,
        phrase.unit,
    )


@pytest.mark.parametrize(("name", "text", "relation"), BETTER)
def test_better_follows_from_what_is_measured(name: str, text: str, relation: str) -> None:
    read = read_figure(text, name=name)
    assert read is not None
    assert read.relation.value == relation


@rows("cell")
def test_a_parameter_of_a_list(phrase: Phrase) -> None:
    (parameter,) = parse_parameters(f"{NAME} {phrase.text}").value or ()
    assert parameter.name == NAME
    assert agrees(parameter.value, parameter.unit, phrase)


@rows("kpi")
def test_an_indicator_of_a_list_and_its_row(phrase: Phrase) -> None:
    """The sign of a bound stands in the direction, so the row's figure is read with it."""
    (kpi,) = parse_kpis(f"{NAME} {phrase.text}").value or ()
    assert kpi.name == NAME
    said = KpiValues(kpi.name, kpi.target, kpi.unit, kpi.baseline, kpi.direction, kpi.method)
    (row,) = kpi_columns(Definitions(()), "health", [said])
    read = figure(phrase)
    assert row["target_relation"] == phrase.relation
    assert row["target_value"] == float(read.value)
    assert row["target_high"] == (None if read.high is None else float(read.high))
    assert row["target_unit"] == phrase.unit


@rows("prefill")
def test_a_pasted_introduction(phrase: Phrase) -> None:
    found = read_introduction(f"甲系统\n{NAME}{phrase.text}。", {}).parameters
    if phrase.unit == "":
        assert found == ()  # a name that is not known takes no bare number
    else:
        assert [one.name for one in found] == [NAME]
        assert agrees(found[0].value, found[0].unit, phrase)


@rows("money")
def test_a_sum_in_a_list(phrase: Phrase) -> None:
    parsed = parse_money(phrase.text)
    sum_ = in_yuan(figure(phrase))
    if sum_ is None:
        assert parsed.value is not None
        assert (parsed.value.minimum, parsed.value.maximum) == (None, None)
        why = Rule.MONEY_RATE if "/" in phrase.unit else Rule.MONEY_UNCLEAR
        assert [problem.rule for problem in parsed.problems] == [why if phrase.unit else Rule.MONEY_UNIT]
    else:
        assert parsed.problems == ()
        assert parsed.value is not None
        assert (parsed.value.minimum, parsed.value.maximum) == sum_.ends


@rows("form")
def test_an_amount_in_a_form(phrase: Phrase) -> None:
    """A field for one sum takes a sum or a bare number of 万元 and refuses all the rest with a sentence."""
    sum_ = in_yuan(figure(phrase), "万元")
    if sum_ is not None and phrase.relation == "eq":
        amount = read_amount(phrase.text)
        assert isinstance(amount, Decimal)
        assert Fraction(amount) * 10_000 == sum_.value
    else:
        with pytest.raises(ValueError, match="万元"):
            read_amount(phrase.text)


def test_ends_the_wrong_way_round_are_marked() -> None:
    read = read_figure("500-300万元")
    assert read is not None
    assert read.falling
    assert [problem.rule for problem in parse_money("500-300万元").problems] == [Rule.MONEY_UPSIDE_DOWN]


@pytest.mark.parametrize("text", ["面议", "若干", "", "提升管理水平"])
def test_what_has_no_figure_gives_none(text: str) -> None:
    assert read_figure(text) is None
