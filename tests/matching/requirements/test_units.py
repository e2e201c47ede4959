"""Units: exact both ways, monotone, and never across dimensions."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.requirements import IncompatibleUnits, Unit, convert, parse_unit
from matching.requirements.units import BARE, UNITS, per_unit

values = st.fractions(min_value=-(10**9), max_value=10**9)
units = st.sampled_from(sorted(UNITS.values(), key=lambda unit: unit.symbol))


@st.composite
def same_dimension(draw: st.DrawFn) -> tuple[Unit, Unit]:
    first = draw(units)
    others = sorted((u for u in UNITS.values() if u.dimension == first.dimension), key=lambda unit: unit.symbol)
    return first, draw(st.sampled_from(others))


@given(values, same_dimension())
def test_there_and_back_is_the_same_number(value: Fraction, pair: tuple[Unit, Unit]) -> None:
    assert convert(convert(value, pair[0], pair[1]), pair[1], pair[0]) == value


@given(values, values, same_dimension())
def test_conversion_keeps_the_order(left: Fraction, right: Fraction, pair: tuple[Unit, Unit]) -> None:
    converted = convert(left, *pair), convert(right, *pair)
    assert (left < right) == (converted[0] < converted[1])


@given(values, same_dimension(), units)
def test_conversion_by_way_of_a_third_unit_is_the_same(value: Fraction, pair: tuple[Unit, Unit], third: Unit) -> None:
    if third.dimension == pair[0].dimension:
        assert convert(convert(value, pair[0], third), third, pair[1]) == convert(value, *pair)


@given(values, units, units)
def test_across_dimensions_it_refuses(value: Fraction, source: Unit, target: Unit) -> None:
    if source.dimension != target.dimension:
        with pytest.raises(IncompatibleUnits):
            convert(value, source, target)


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        ("200", "ms", "s", "0.2"),
        ("8", "week", "day", "56"),
        ("1", "year", "month", "12"),
        ("1", "MPa", "bar", "10"),
        ("25", "℃", "K", "298.15"),
        ("212", "℉", "℃", "100"),
        ("-40", "℉", "℃", "-40"),
        ("0.3", "MW", "mW", "300000000"),
        ("3", "亿元", "万元", "30000"),
        ("5", "‰", "%", "0.5"),
        ("90", "km/h", "m/s", "25"),
        ("1", "inch", "mm", "25.4"),
        ("2", "GB", "MB", "2048"),
        ("1", "m³/h", "L/min", "50/3"),
        ("100", "psi", "kPa", "8896443230521/12903200000"),
    ],
)
def test_known_conversions(value: str, source: str, target: str, expected: str) -> None:
    assert convert(Fraction(value), UNITS[source], UNITS[target]) == Fraction(expected)


@pytest.mark.parametrize(
    ("left", "right"), [("%", "%FS"), ("day", "工作日"), ("元", "美元"), ("条", "张"), ("%", "%RH")]
)
def test_what_looks_alike_is_kept_apart(left: str, right: str) -> None:
    with pytest.raises(IncompatibleUnits, match="→"):
        convert(Fraction(1), UNITS[left], UNITS[right])


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("毫秒", "ms"),
        (" 个月 ", "month"),
        ("月", "month"),
        ("%F.S.", "%FS"),
        ("KPA", "kPa"),
        ("万元", "万元"),
        ("万", "万元"),
        ("mW", "mW"),
        ("MW", "MW"),
        ("元/台", "元/台"),
        ("Seconds", "s"),
        ("", ""),
    ],
)
def test_unit_cells_are_read(text: str, symbol: str) -> None:
    unit = parse_unit(text)
    assert unit is not None
    assert unit.symbol == symbol


@pytest.mark.parametrize("text", ["瓶", "mw", "瓶/年", "/年", "元/"])
def test_unknown_unit_cells_are_not_guessed(text: str) -> None:
    assert parse_unit(text) is None


def test_a_price_per_year_is_no_price() -> None:
    yearly = per_unit(UNITS["万元"], "年")
    assert convert(Fraction(2), yearly, per_unit(UNITS["元"], "年")) == 20000
    with pytest.raises(IncompatibleUnits):
        convert(Fraction(2), yearly, UNITS["万元"])
    with pytest.raises(IncompatibleUnits, match="∅"):
        convert(Fraction(2), BARE, UNITS["万元"])
