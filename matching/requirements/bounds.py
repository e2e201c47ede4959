"""From a number with its operator to the range that it stands for: once as a demand, once as a statement."""

from fractions import Fraction

from matching.requirements.metrics import Metric
from matching.requirements.quantities import Operator, Quantity
from matching.requirements.values import Fit, Interval

_FLIPPED = {Operator.AT_LEAST: Operator.AT_MOST, Operator.ABOVE: Operator.BELOW}
_BOUNDING = frozenset({Operator.AT_MOST, Operator.AT_LEAST, Operator.BELOW, Operator.ABOVE, Operator.BETTER})
# "约" is read as one tenth either way; enough to compare with far bounds, never with near ones.
ABOUT = Fraction(1, 10)
_WORSE = {"up": "down", "down": "up"}


def is_bound(operator: Operator) -> bool:
    """Whether the operator sets a limit in so many words, which makes a demand a hard one."""
    return operator in _BOUNDING


def flip_grade(operator: Operator) -> Operator:
    """精度不低于0.5mm means an error of at most 0.5 mm."""
    return _FLIPPED.get(operator, operator)


def _limit(operator: Operator, value: Fraction) -> Interval | None:
    limits = {
        Operator.AT_MOST: Interval(high=value),
        Operator.BELOW: Interval(high=value, high_open=True),
        Operator.AT_LEAST: Interval(low=value),
        Operator.ABOVE: Interval(low=value, low_open=True),
    }
    return limits.get(operator)


def _better_than(value: Fraction, better: str) -> Interval | None:
    """The good side of a value: above it where more is better, below it where less is."""
    return {"up": Interval(low=value), "down": Interval(high=value)}.get(better)


def demand(quantity: Quantity, metric: Metric) -> tuple[Interval | None, Fit]:
    """The range that a need demands, and how a statement must lie towards it."""
    if quantity.magnitude:
        return Interval(low=quantity.low), Fit.WITHIN
    if quantity.high is not None:
        return _demanded_range(quantity.low, quantity.high, metric)
    limit = _limit(quantity.operator, quantity.low)
    if limit is not None:
        return limit, Fit.SAME if metric.covers else Fit.WITHIN
    good = _better_than(quantity.low, metric.better)
    if good is not None:
        return good, Fit.WITHIN
    if quantity.operator is Operator.PLUS_MINUS:
        return Interval(-quantity.low, quantity.low), Fit.COVER if metric.covers else Fit.SAME
    return (None if quantity.operator is Operator.BETTER else Interval(quantity.low, quantity.low)), Fit.SAME


def _demanded_range(low: Fraction, high: Fraction, metric: Metric) -> tuple[Interval, Fit]:
    if metric.covers:
        return Interval(low, high), Fit.COVER
    good = {"up": Interval(low=low), "down": Interval(high=high)}.get(metric.better)
    return (good, Fit.WITHIN) if good else (Interval(low, high), Fit.SAME)


def statement(quantity: Quantity, metric: Metric) -> Interval | None:
    """The range in which a supply's stated value lies; a best case (最高, 可达) bounds it from the good side only."""
    value = quantity.low
    if quantity.magnitude:
        return Interval(value, value * 10, high_open=True)
    if quantity.high is not None:
        return Interval(value, quantity.high)
    if quantity.operator in {Operator.BETTER, Operator.REACH}:
        better = metric.better if quantity.operator is Operator.BETTER else _WORSE.get(metric.better, "")
        return _better_than(value, better)
    if quantity.operator is Operator.ABOUT:
        low, high = sorted((value * (1 - ABOUT), value * (1 + ABOUT)))
        return Interval(low, high)
    if quantity.operator is Operator.PLUS_MINUS:
        return Interval(value, value) if metric.better == "down" else Interval(-value, value)
    return _limit(quantity.operator, value) or Interval(value, value)
