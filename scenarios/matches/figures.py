"""What of an answer becomes figures of its supply, which everybody reads. Pure.

A figure is named by the need's row of figures, or by what kind of demand it answers; its value is what the supplier
wrote. Nothing of what an owner pays is published, and of a need that not everybody sees none of its own words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.limits import MOST_ROWS
from matching.requirements import Kind
from scenarios.matches.labels import KINDS
from scenarios.matches.models import InquiryPoint
from suppliers.values import ParameterValue

LONGEST_NAME = 80
HIDDEN = frozenset({Kind.BUDGET})
SETTLED = frozenset({"met", "not_met"})


@dataclass(frozen=True)
class Stated:
    """How many figures an answer has added to its supply, and how many found no room."""

    added: int = 0
    left_out: int = 0


def figure_names(points: Sequence[InquiryPoint], kpis: Sequence[str], *, everybody_sees: bool) -> Mapping[int, str]:
    """The name under which each point would be published, by its id; without those that never are.

    `kpis` are the names of the need's figures in their order, `everybody_sees` is whether the need is public.
    """
    named = {point.id: _name(point, kpis if everybody_sees else ()) for point in points if point.kind not in HIDDEN}
    return {number: name for number, name in named.items() if name}


def _name(point: InquiryPoint, kpis: Sequence[str]) -> str:
    if point.kind != Kind.KPI:
        with speaking("zh"):
            return _(KINDS[point.kind]) if point.kind in KINDS else ""
    # Rows that have been moved since the question was asked name nothing any more.
    rows = (name for place, name in enumerate(kpis) if point.origin == f"kpis[{place}]" and name)
    return next((name[:LONGEST_NAME] for name in rows if point.text.startswith(name)), "")


def with_figures(
    stated: Sequence[ParameterValue], points: Sequence[InquiryPoint], names: Mapping[int, str]
) -> tuple[tuple[ParameterValue, ...], Stated]:
    """The figures of a supply with what was answered: one of the need's figures takes the place of its namesake, the
    others stand beside what is there, as long as there is room."""
    said = [one for one in points if one.id in names and one.outcome in SETTLED and one.words]
    replaced = {names[one.id] for one in said if one.kind == Kind.KPI}
    kept = [one for one in stated if one.name not in replaced]
    made = dict.fromkeys(ParameterValue(names[one.id], one.words) for one in said)
    new = [one for one in made if one not in kept]
    fitting = new[: max(0, MOST_ROWS - len(kept))]
    return (*kept, *fitting), Stated(len(fitting), len(new) - len(fitting))
