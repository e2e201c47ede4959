"""The figures of quality, by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.quality.figures import FEW, Figures, by_month, figures, grouped
from app.quality.labels import Label
from app.quality.queries import published

NOW = datetime(2026, 11, 30, 17, tzinfo=UTC)
"""One o'clock of 1 December in the city."""


def label(
    supply: int, *, wanted: bool, suggested: bool = True, place: int = 1, scenario: int = 1, field: str = "health"
) -> Label:
    return Label(f"need{scenario}", scenario, supply, field, "zh", wanted, suggested, place, NOW)


def test_nothing_judged_gives_no_figure_rather_than_zero() -> None:
    assert figures([]) == Figures(0, 0, 0, None, None, None)
    dismissed = figures([label(1, wanted=False)])
    assert (dismissed.ndcg, dismissed.recall, dismissed.precision) == (None, None, 0.0)


def test_precision_counts_suggestions_and_recall_what_people_had_to_add() -> None:
    said = [
        label(1, wanted=True),
        label(2, wanted=False, place=2),
        label(3, wanted=True, place=3),
        label(4, wanted=True, suggested=False, place=4),
    ]
    found = figures(said)
    assert found.precision == pytest.approx(2 / 3)
    assert found.recall == pytest.approx(2 / 3)
    assert (found.labels, found.wanted, found.needs) == (4, 3, 1)


def test_ndcg_is_one_when_the_wanted_lead_and_less_below() -> None:
    first = [label(1, wanted=True, place=1), label(2, wanted=True, place=2), label(3, wanted=False, place=3)]
    assert figures(first).ndcg == pytest.approx(1)
    second = [label(1, wanted=False, place=1), label(2, wanted=True, place=2)]
    assert figures(second).ndcg == pytest.approx(0.6309, abs=1e-3)
    assert figures([label(1, wanted=True, place=11)]).ndcg == 0
    assert figures([label(1, wanted=True, suggested=False, place=2)]).ndcg == 0


def test_ndcg_is_the_mean_over_needs_with_something_wanted() -> None:
    said = [
        label(1, wanted=True, scenario=1),
        label(1, wanted=True, scenario=2, place=11),
        label(1, wanted=False, scenario=3),
    ]
    assert figures(said).ndcg == pytest.approx(0.5)


def test_groups_and_months() -> None:
    said = [label(1, wanted=True), label(2, wanted=True, field="industry"), label(3, wanted=False)]
    assert [(name, one.labels) for name, one in grouped(said, lambda one: one.field)] == [
        ("health", 2),
        ("industry", 1),
    ]


def test_a_need_counts_in_the_month_of_its_first_decision() -> None:
    late, early = label(1, wanted=True), replace(label(2, wanted=True, scenario=2), at=NOW - timedelta(days=40))
    again = replace(late, supply_id=3, scenario_id=2)
    assert [(name, one.labels) for name, one in by_month([late, early, again])] == [("2026-10", 2), ("2026-12", 1)]


def group(name: str, count: int) -> tuple[str, Figures]:
    return name, figures([label(number, wanted=True) for number in range(count)])


def test_small_groups_are_not_published_and_cannot_be_told_from_the_rest() -> None:
    assert [name for name, _one in published([group("a", FEW), group("b", FEW + 9)])] == ["a", "b"]
    few = [group("a", 2), group("b", FEW), group("c", FEW + 9)]
    assert [name for name, _one in published(few)] == ["c"], "a alone would be the total less b and c"
    many_few = [group("a", FEW - 1), group("b", FEW - 1), group("c", FEW)]
    assert [name for name, _one in published(many_few)] == ["c"]
    assert published([group("a", 1)]) == []
