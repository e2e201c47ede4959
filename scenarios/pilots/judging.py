"""What figures mean: read from what was typed, in one unit, and judged against what was locked. Pure.

A verdict is met, partly or not. The target decides, with the relation of the lock; `partly` is on the good side of the
baseline and short of the target. The whole is what the stated weights make of the verdicts.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol

from app.core.i18n import gettext as _
from matching.requirements import Relation, read_figure, read_only
from scenarios.targets import bare, in_unit

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


def read_value(text: str, unit: str) -> float:
    """A measured value in `unit`, converted where another was typed: one number, with its unit or without, and nothing
    else, or a value would be invented. Raises `ValueError` with a sentence."""
    plain = bare(text, unit)
    only, figure = read_only(plain), read_figure(plain, unit=unit)
    whole = only is not None and not only.name.strip() and not only.rest.strip()
    if figure is None or not whole or figure.relation not in {Relation.EQUAL, Relation.ABOUT}:
        raise ValueError(_("请只填一个测得的数值，例如 3.2 或 3.2%；不写范围、算式、大于小于号和科学计数法。"))
    if not unit and figure.unit.symbol:
        raise ValueError(_("单位对不上：这项指标的单位是“{unit}”。").format(unit=_("无单位")))
    return in_unit(figure, figure.value, unit)


def read_spread(text: str, unit: str) -> float:
    """An uncertainty, which is never negative, in `unit`."""
    spread = read_value(text.strip().removeprefix("±"), unit)
    if spread < 0:
        raise ValueError(_("不确定度不能是负数。"))
    return spread


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
    return _off(kpi, reading) < _off(kpi, kpi.baseline_value)


def _off(kpi: Locked, value: float) -> float:
    """How far a value lies outside what is to be held."""
    low = kpi.target_value or 0.0
    high = low if kpi.target_high is None else kpi.target_high
    return max(low - value, value - high, 0.0)


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
