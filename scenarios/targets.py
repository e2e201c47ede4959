"""A target, or a promise held against one, read from what was typed and in one unit. Pure."""

import re
from dataclasses import dataclass
from fractions import Fraction

from app.core.i18n import gettext as _
from matching.characters import nfkc
from matching.requirements import Figure, IncompatibleUnits, Relation, better_side, convert, read_figure

_RECKONED = re.compile(r"\d\s*(?:e[+-]?\d|[:/×*^]\s*\d)", re.IGNORECASE)
"""1e-3, 2/1000, 5:1: of what is to be reckoned first, the first number would be another value."""


@dataclass(frozen=True)
class Target:
    """What a target says: its bound (and upper end), how it bounds, which side is good, the unit it is in."""

    value: float
    high: float | None
    relation: str
    direction: str
    unit: str


def read_target(text: str, name: str, unit: str, direction: str) -> Target | None:
    """A typed target such as ≥98, 3-5分钟 or ±0.5, converted into `unit` where there is one; None where there is no number.
    Without a sign the good side bounds it. Raises `ValueError` with a sentence."""
    plain = bare(text, unit)
    figure = read_figure(plain, name=name, unit=unit, better=direction if direction != "hold" else "")
    if figure is None or figure.relation is Relation.CHANGE or _RECKONED.search(plain):
        return None
    value = in_unit(figure, figure.value, unit)
    if figure.relation is Relation.PLUS_MINUS:
        return Target(-value, value, Relation.BETWEEN.value, "hold", unit or figure.unit.symbol)
    side = direction or better_side(name, figure.unit) or _side(figure)
    relation = _relation(figure.relation, side)
    if side == "hold" and relation in {Relation.EQUAL, Relation.ABOUT}:
        raise ValueError(_("要保持的指标，请把目标写成一个范围，例如 3-5 或 ±0.5。"))
    high = None if figure.high is None else in_unit(figure, figure.high, unit)
    return Target(value, high, relation, side, unit or figure.unit.symbol)


def bare(text: str, unit: str) -> str:
    """The folded text without the figure's own unit behind it: of 12 人次/周 the table of units knows 人 alone."""
    folded, own = nfkc(text).strip(), nfkc(unit).strip()
    return folded.removesuffix(own).strip() if own else folded


def in_unit(figure: Figure, value: Fraction, unit: str) -> float:
    """A value of `figure` in `unit`. Raises `ValueError` with a sentence where the two measure different things."""
    if not unit:
        return float(value)
    wanted = read_figure("1", unit=unit)
    assert wanted is not None
    try:
        return float(convert(value, figure.unit, wanted.unit))
    except IncompatibleUnits:
        raise ValueError(_("单位对不上：这项指标的单位是“{unit}”。").format(unit=unit)) from None


def _side(figure: Figure) -> str:
    return {Relation.AT_LEAST: "up", Relation.ABOVE: "up", Relation.AT_MOST: "down", Relation.BELOW: "down"}.get(
        figure.relation, ""
    )


def _relation(read: Relation, side: str) -> str:
    plain = read in {Relation.EQUAL, Relation.ABOUT, Relation.UNKNOWN, Relation.PLUS_MINUS}
    return {"up": Relation.AT_LEAST, "down": Relation.AT_MOST}.get(side, read).value if plain else read.value
