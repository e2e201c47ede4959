"""Fusion and calibration as properties."""

import json

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matching.calibrate import FOLDER, Calibration, calibration_for, uncalibrated
from matching.fusion import Signals, Weights, blended

cosines = st.floats(-1, 1)
bm25s = st.floats(0, 200)
candidates = st.lists(st.tuples(cosines, bm25s, st.booleans()), min_size=1, max_size=20)
weights = st.builds(Weights, st.floats(0, 2), st.floats(0.1, 100), st.floats(0, 1))


def signals(rows: list[tuple[float, float, bool]]) -> Signals:
    dense, lexical, foreign = zip(*rows, strict=True)
    return Signals(np.array(dense), np.array(lexical), np.array(foreign), 10.0)


@given(candidates, weights)
def test_words_add_and_never_take(rows: list[tuple[float, float, bool]], chosen: Weights) -> None:
    given_signals = signals(rows)
    raw = blended(given_signals, chosen)
    assert (raw >= given_signals.dense).all()
    assert (raw <= given_signals.dense + chosen.lexical).all()


@given(candidates, weights, cosines, bm25s)
def test_more_is_never_worse(
    rows: list[tuple[float, float, bool]], chosen: Weights, dense: float, lexical: float
) -> None:
    low, high = sorted([rows[0][0], dense]), sorted([rows[0][1], lexical])
    one, other = signals([(low[0], high[0], False)]), signals([(low[1], high[1], False)])
    assert blended(one, chosen)[0] <= blended(other, chosen)[0]


@given(candidates, weights)
def test_without_shared_words_meaning_decides_alone(rows: list[tuple[float, float, bool]], chosen: Weights) -> None:
    silent = signals([(dense, 0.0, foreign) for dense, _, foreign in rows])
    assert (blended(silent, chosen) == silent.dense).all()


@given(cosines, bm25s, weights)
def test_between_languages_words_count_less(dense: float, lexical: float, chosen: Weights) -> None:
    home, abroad = blended(signals([(dense, lexical, False), (dense, lexical, True)]), chosen)
    assert abroad <= home


@given(candidates, weights, st.randoms())
def test_order_of_candidates_does_not_matter(
    rows: list[tuple[float, float, bool]], chosen: Weights, random: np.random.RandomState
) -> None:
    shuffled = list(enumerate(rows))
    random.shuffle(shuffled)
    raw = blended(signals(rows), chosen)
    again = blended(signals([row for _, row in shuffled]), chosen)
    assert [raw[at] for at, _ in shuffled] == again.tolist()


@pytest.mark.parametrize("wrong", [(-0.1, 1, 0.5), (1, 0, 0.5), (1, 1, 1.5)])
def test_weights_that_make_no_sense(wrong: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="Weights"):
        Weights(*wrong)


def test_half_the_words_worth_comes_at_the_half_point() -> None:
    chosen = Weights(lexical=0.3, half=10.0, foreign=0.5)
    raw = blended(signals([(0.4, 10.0, False), (0.4, 10.0, True), (0.4, 30.0, False)]), chosen)
    assert raw.tolist() == pytest.approx([0.55, 0.475, 0.625])


def test_unfitted_weights_are_those_that_were_measured_without_fitting() -> None:
    assert Weights() == Weights(lexical=0.25, half=10.0, foreign=0.5)


def test_coverage_is_a_share() -> None:
    slight = Signals(np.zeros(1), np.array([0.0025]), np.zeros(1, np.bool_), 0.005)
    assert slight.coverage.tolist() == pytest.approx([0.5])
    assert signals([(0, 0, False), (0, 5, False), (0, 50, False)]).coverage.tolist() == [0.0, 0.5, 1.0]


points = st.lists(st.tuples(st.floats(-1, 2), st.floats(0, 100)), min_size=1, max_size=8, unique_by=lambda p: p[0]).map(
    lambda rows: tuple(zip(sorted(r for r, _ in rows), sorted(s for _, s in rows), strict=True))
)


@given(points, st.floats(-3, 3), st.floats(-3, 3))
@example(((-0.7885157444671766, 12.423265160317735), (3.5249168204235496e-111, 72.5)), 0.0, 1.0)
def test_a_score_never_falls_as_raw_rises(scale: tuple[tuple[float, float], ...], one: float, other: float) -> None:
    calibration = Calibration("model", 0.1, scale)
    low, high = sorted([one, other])
    assert 0 <= calibration.score(low) <= calibration.score(high) <= 100


@given(points, weights, st.floats(-1, 1))
def test_a_calibration_survives_storage(scale: tuple[tuple[float, float], ...], chosen: Weights, floor: float) -> None:
    calibration = Calibration("model", floor, scale, chosen, {"tasks": 1})
    assert Calibration.from_json(calibration.to_json()) == calibration


@pytest.mark.parametrize(("lower", "abroad"), [(None, 0.0), (0.3, 0.1), (0.5, 0.0)])
def test_a_floor_for_other_languages_that_was_stored_before_is_gained_abroad(
    lower: float | None, abroad: float
) -> None:
    stored = json.loads(Calibration("model", 0.4, ((0.0, 0.0), (1.0, 100.0))).to_json()) | {"foreign_floor": lower}
    del stored["weights"]["abroad"]
    read = Calibration.from_json(json.dumps(stored))
    assert read.floor == 0.4
    assert read.weights.abroad == pytest.approx(abroad)


def test_what_is_gained_abroad_goes_to_answers_in_another_language_alone() -> None:
    home, foreign = blended(signals([(0.4, 5.0, False), (0.4, 5.0, True)]), Weights(foreign=1.0, abroad=0.1))
    assert foreign - home == pytest.approx(0.1)
    with pytest.raises(ValueError, match="not negative"):
        Weights(abroad=-0.01)


@pytest.mark.parametrize("scale", [((1, 0), (0, 1)), ((0, 5), (1, 4)), ((0, -1),), ((0, 101),), ((0, 1), (0, 2))])
def test_scales_that_make_no_sense(scale: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(ValueError, match=r"points|Scores"):
        Calibration("model", 0, scale)


def test_what_is_not_a_calibration() -> None:
    with pytest.raises(ValueError, match="not a calibration"):
        Calibration.from_json("{}")


def test_what_is_packaged_is_found_by_fingerprint() -> None:
    bodies = [path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")]
    assert bodies
    for packaged in map(Calibration.from_json, bodies):
        assert calibration_for(packaged.fingerprint) == packaged


def test_an_unknown_model_gets_a_plain_scale() -> None:
    assert calibration_for("unheard/of") == uncalibrated("unheard/of")
    assert uncalibrated("unheard/of") == Calibration("unheard/of", 0.15, ((0.0, 0.0), (1.0, 100.0)))
