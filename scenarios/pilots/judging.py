"""What figures mean: read from what was typed, in one unit, and judged against what was locked. Pure.

A verdict is met, partly or not. The target decides, with the relation of the lock; `partly` is on the good side of the
baseline and short of the target. The whole is what the stated weights make of the verdicts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from app.core.i18n import gettext as _
from matching.requirements import Figure, IncompatibleUnits, Relation, better_side, convert, read_figure

PRECISE = 1e-9
"""Two readings closer than this share of their size are the same."""
ENOUGH = 50
"""Of 100: with a smaller weighted share reached, the whole is not verified."""


class Verdict(StrEnum):
    MET = "met"
    PARTLY = "partly"
    NOT = "not"


class Locked(Protocol):
    """What was locked of a figure; all values in its unit."""

    @property
    def name(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def relation(self) -> str: ...
    @property
    def target_value(self) -> float | None: ...
    @property
    def target_high(self) -> float | None: ...
    @property
    def baseline_value(self) -> float | None: ...
    @property
    def weight(self) -> int: ...


@dataclass(frozen=True)
class Target:
    """What a target says: its bound (and upper end), how it bounds, which side is good, the unit it is in."""

    value: float
    high: float | None
    relation: str
    direction: str
    unit: str


def read_target(text: str, name: str, unit: str, direction: str) -> Target | None:
    """A typed target such as ≥98 or 3-5分钟; None where there is no number. Without a sign the good side bounds it."""
    figure = read_figure(text, name=name, unit=unit, better=direction if direction != "hold" else "")
    if figure is None or figure.relation is Relation.CHANGE:
        return None
    side = direction or better_side(name, figure.unit) or _side(figure)
    symbol = figure.unit.symbol or unit
    return Target(float(figure.value), _float(figure.high), _relation(figure.relation, side), side, symbol)


def _side(figure: Figure) -> str:
    return {Relation.AT_LEAST: "up", Relation.ABOVE: "up", Relation.AT_MOST: "down", Relation.BELOW: "down"}.get(
        figure.relation, ""
    )


def _relation(read: Relation, side: str) -> str:
    plain = read in {Relation.EQUAL, Relation.ABOUT, Relation.UNKNOWN, Relation.PLUS_MINUS}
    return {"up": Relation.AT_LEAST, "down": Relation.AT_MOST}.get(side, read).value if plain else read.value


def read_value(text: str, unit: str) -> float:
    """A measured value in `unit`, converted where another was typed. Raises `ValueError` with a sentence."""
    figure = read_figure(text, unit=unit)
    if figure is None or figure.relation not in {Relation.EQUAL, Relation.ABOUT, Relation.AT_LEAST, Relation.AT_MOST}:
        raise ValueError(_("请填写一个测得的数值，例如 3.2，可以带单位。"))
    wanted = read_figure("1", unit=unit)
    assert wanted is not None
    try:
        return float(convert(Fraction(figure.value), figure.unit, wanted.unit))
    except IncompatibleUnits:
        raise ValueError(_("单位对不上：这项指标的单位是“{unit}”。").format(unit=unit or _("无单位"))) from None


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def verdict(kpi: Locked, reading: float) -> Verdict | None:
    """How a reading stands to the target; None for a figure without one, which was never lockable."""
    if kpi.target_value is None:
        return None
    if _reaches(kpi, reading, kpi.target_value):
        return Verdict.MET
    return Verdict.PARTLY if _improves(kpi, reading) else Verdict.NOT


def _reaches(kpi: Locked, reading: float, target: float) -> bool:
    near = abs(reading - target) <= PRECISE * max(1.0, abs(target))
    match kpi.relation:
        case Relation.AT_LEAST:
            return reading > target or near
        case Relation.ABOVE:
            return reading > target and not near
        case Relation.AT_MOST:
            return reading < target or near
        case Relation.BELOW:
            return reading < target and not near
        case Relation.BETWEEN:
            return target <= reading <= (kpi.target_high if kpi.target_high is not None else target)
    return near


def _improves(kpi: Locked, reading: float) -> bool:
    if kpi.baseline_value is None:
        return False
    gain = reading - kpi.baseline_value
    if abs(gain) <= PRECISE * max(1.0, abs(kpi.baseline_value)):
        return False
    if kpi.direction == "up":
        return gain > 0
    if kpi.direction == "down":
        return gain < 0
    target = kpi.target_value or 0.0
    return abs(reading - target) < abs(kpi.baseline_value - target)


def is_unsure(kpi: Locked, reading: float, uncertainty: float | None) -> bool:
    """Whether within its uncertainty the reading could as well have had another verdict."""
    if not uncertainty:
        return False
    return len({verdict(kpi, reading + step) for step in (-uncertainty, 0.0, uncertainty)}) > 1


def share(judged: Iterable[tuple[Verdict, int]]) -> int:
    """The weighted share that was reached, 0 to 100: met counts whole, partly half."""
    rows = list(judged)
    total = sum(weight for _verdict, weight in rows)
    worth = {Verdict.MET: 2, Verdict.PARTLY: 1, Verdict.NOT: 0}
    return 100 * sum(worth[one] * weight for one, weight in rows) // (2 * total) if total else 0


def overall(judged: Iterable[tuple[Verdict, int]]) -> Verdict:
    """All met is met; less than half of the weights reached is not; between them partly."""
    rows = list(judged)
    if rows and all(one is Verdict.MET for one, _weight in rows):
        return Verdict.MET
    return Verdict.PARTLY if rows and share(rows) >= ENOUGH else Verdict.NOT


def change(baseline: float | None, reading: float) -> float | None:
    """The relative change in per cent; None where the baseline is nothing, of which there is no share."""
    if baseline is None or abs(baseline) < PRECISE:
        return None
    return (reading - baseline) / abs(baseline) * 100
