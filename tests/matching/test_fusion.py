"""Fusion and calibration as properties."""

import json

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matching.calibrate import FOLDER, FORM, Calibration, LapsedError, calibration_for, uncalibrated
from matching.fusion import Signals, Weights, blended, raw_at, standing

cosines = st.floats(-1, 1)
bm25s = st.floats(0, 200)
candidates = st.lists(st.tuples(cosines, bm25s, st.booleans()), min_size=1, max_size=20)
weights = st.builds(Weights, st.floats(0, 2), st.floats(0.1, 100), st.floats(0, 1))


def signals(rows: list[tuple[float, float, bool]]) -> Signals:
    dense, lexical, foreign = zip(*rows, strict=True)
    return Signals.of(np.array(dense), np.array(lexical), np.array(foreign))


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


def test_a_title_with_the_words_of_the_question_adds() -> None:
    found = Signals.of(np.array([0.4, 0.4]), title=np.array([0.0, 0.5]))
    assert blended(found, Weights(title=0.3)).tolist() == pytest.approx([0.4, 0.55])
    said = Signals.of(np.array([0.4, 0.4]), said=np.array([0.0, 0.5]))
    assert blended(said, Weights(said=0.2)).tolist() == pytest.approx([0.4, 0.5])


def test_what_stands_out_from_the_tenth_stands_higher() -> None:
    chosen = Weights(lead=2.0, quiet=0.2)
    crowded, alone = Signals.of(np.array([0.5]), rival=0.45), Signals.of(np.array([0.5]), rival=0.3)
    assert standing(crowded, chosen)[0] == pytest.approx(0.6)
    assert standing(alone, chosen)[0] == pytest.approx(0.9)
    few = Signals.of(np.array([0.5]))
    assert standing(few, chosen)[0] == standing(Signals.of(np.array([0.5]), rival=0.1), chosen)[0] == pytest.approx(1.1)
    assert raw_at(1.1, chosen) == pytest.approx(0.5)


@given(candidates, st.floats(0, 3), st.floats(-1, 1))
def test_what_stands_higher_has_the_higher_raw_score(
    rows: list[tuple[float, float, bool]], lead: float, rival: float
) -> None:
    chosen, given_signals = Weights(lead=lead), signals(rows)
    found = Signals.of(given_signals.dense, given_signals.lexical, given_signals.foreign, rival=rival)
    raw, stands = blended(found, chosen), standing(found, chosen)
    order = np.argsort(raw, kind="stable")
    assert (np.diff(stands[order]) >= -1e-9).all()


def test_candidates_of_many_questions_lie_together() -> None:
    parts = [Signals.of(np.array([0.1, 0.2]), length=3), Signals.of(np.array([0.3]), rival=0.2)]
    joined = Signals.joined(parts)
    assert joined.length.tolist() == [3, 3, 1]
    assert joined.at(np.array([2])).dense.tolist() == [0.3]
    assert len(Signals.joined([]).dense) == 0


points = st.lists(st.tuples(st.floats(-1, 2), st.floats(0, 100)), min_size=1, max_size=8, unique_by=lambda p: p[0]).map(
    lambda rows: tuple(zip(sorted(r for r, _ in rows), sorted(s for _, s in rows), strict=True))
)


@given(points, st.floats(-3, 3), st.floats(-3, 3))
@example(((-0.7885157444671766, 12.423265160317735), (3.5249168204235496e-111, 72.5)), 0.0, 1.0)
def test_a_score_never_falls_as_raw_rises(scale: tuple[tuple[float, float], ...], one: float, other: float) -> None:
    calibration = Calibration("model", 0.1, 0.0, 0.2, scale)
    low, high = sorted([one, other])
    assert 0 <= calibration.score(low) <= calibration.score(high) <= 100


@given(points, weights, st.floats(-1, 1))
def test_a_calibration_survives_storage(scale: tuple[tuple[float, float], ...], chosen: Weights, floor: float) -> None:
    calibration = Calibration("model", floor, 0.1, floor + 1, scale, chosen, {"tasks": 1})
    assert Calibration.from_json(calibration.to_json()) == calibration


@pytest.mark.parametrize("form", [1, 2, 4])
def test_what_is_of_another_form_lapses(form: int) -> None:
    stored = json.loads(uncalibrated("model").to_json())
    assert stored["form"] == FORM
    with pytest.raises(LapsedError, match=f"form {form}"):
        Calibration.from_json(json.dumps(stored | {"form": form}))
    del stored["form"]
    with pytest.raises(LapsedError, match="form 1"):
        Calibration.from_json(json.dumps(stored))


def test_the_floor_rises_with_the_length_of_a_question_as_far_as_what_is_sure() -> None:
    calibration = Calibration("model", 0.3, 0.1, 0.65, ((0.0, 0.0), (1.0, 100.0)))
    assert [calibration.floor_at(length) for length in (0, 1, 2, 8, 64)] == pytest.approx([0.3, 0.3, 0.4, 0.6, 0.65])
    with pytest.raises(ValueError, match="above the floor"):
        Calibration("model", 0.3, 0.1, 0.2, ((0.0, 0.0), (1.0, 100.0)))


def test_what_is_gained_abroad_goes_to_answers_in_another_language_alone() -> None:
    home, foreign = blended(signals([(0.4, 5.0, False), (0.4, 5.0, True)]), Weights(foreign=1.0, abroad=0.5))
    assert foreign - home == pytest.approx(0.2)
    with pytest.raises(ValueError, match="not negative"):
        Weights(abroad=-0.01)
    with pytest.raises(ValueError, match="negative"):
        Weights(said=-0.01)


@pytest.mark.parametrize("scale", [((1, 0), (0, 1)), ((0, 5), (1, 4)), ((0, -1),), ((0, 101),), ((0, 1), (0, 2))])
def test_scales_that_make_no_sense(scale: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(ValueError, match=r"points|Scores"):
        Calibration("model", 0, 0, 0, scale)


def test_what_is_not_a_calibration() -> None:
    with pytest.raises(ValueError, match="not a calibration"):
        Calibration.from_json(f'{{"form": {FORM}}}')
    with pytest.raises(ValueError, match="not a calibration"):
        Calibration.from_json("[]")


def test_what_is_packaged_is_found_by_fingerprint() -> None:
    bodies = [path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")]
    assert bodies
    for packaged in map(Calibration.from_json, bodies):
        assert calibration_for(packaged.fingerprint) == packaged


def test_an_unknown_model_gets_a_plain_scale() -> None:
    assert calibration_for("unheard/of") == uncalibrated("unheard/of")
    assert uncalibrated("unheard/of") == Calibration("unheard/of", 0.15, 0.0, 0.3, ((0.0, 0.0), (1.0, 100.0)))
