"""How good the matches are, from labels. Pure.

The figures are cautious where people have not looked: what nobody judged counts as not wanted in nDCG, so that the
figure is a lower bound; and what the site did not suggest cannot be at the top of its list.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.clock import city_date
from app.quality.labels import Label
from matching.evaluate.metrics import ndcg

FEW = 20
"""Labels below which a figure says little, and is not published."""
DEPTH = 10


@dataclass(frozen=True)
class Figures:
    """`needs` were judged. `ndcg` is over those with something wanted, by their list as the site ranked it; `recall`
    the share of the wanted that the site had suggested itself; `precision` the share of its judged suggestions, all
    of which had reached the floor, that were wanted. None where there is nothing to divide by."""

    labels: int
    wanted: int
    needs: int
    ndcg: float | None
    recall: float | None
    precision: float | None

    @property
    def few(self) -> bool:
        return self.labels < FEW


def figures(labels: Sequence[Label]) -> Figures:
    """Everything about one group of labels."""
    wanted = [label for label in labels if label.wanted]
    suggested = [label for label in labels if label.suggested]
    needs: dict[int, list[Label]] = {}
    for label in labels:
        needs.setdefault(label.scenario_id, []).append(label)
    return Figures(
        labels=len(labels),
        wanted=len(wanted),
        needs=len(needs),
        ndcg=_mean([_ndcg(some) for some in needs.values() if any(label.wanted for label in some)]),
        recall=_share(wanted, lambda label: label.suggested),
        precision=_share(suggested, lambda label: label.wanted),
    )


def grouped(labels: Sequence[Label], key: Callable[[Label], str]) -> list[tuple[str, Figures]]:
    """The figures of each group, by its key."""
    groups: dict[str, list[Label]] = {}
    for label in labels:
        groups.setdefault(key(label), []).append(label)
    return [(name, figures(some)) for name, some in sorted(groups.items())]


def by_month(labels: Sequence[Label]) -> list[tuple[str, Figures]]:
    """The figures of needs by the month, such as 2026-11, in which people first decided on a match of each.

    By need and not by label: the order of a list can only be judged by everything that was said of it.
    """
    first: dict[int, datetime] = {}
    for label in labels:
        first[label.scenario_id] = min(label.at, first.get(label.scenario_id, label.at))
    return grouped(labels, lambda label: f"{city_date(first[label.scenario_id]):%Y-%m}")


def _ndcg(labels: Sequence[Label]) -> float:
    ranked = [""] * DEPTH
    for label in labels:
        if label.suggested and label.place <= DEPTH:
            ranked[label.place - 1] = str(label.supply_id)
    return ndcg(ranked, {str(label.supply_id): int(label.wanted) for label in labels}, DEPTH)


def _share(labels: Sequence[Label], holds: Callable[[Label], bool]) -> float | None:
    return _mean([float(holds(label)) for label in labels])


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None
