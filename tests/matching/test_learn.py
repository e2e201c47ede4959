"""Learning from people: a curator's labels are learnt, noise is refused, floors move with caution."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.calibrate import Calibration
from matching.floors import FARTHEST, Line, best_floor, equated, pooled, recalibrated, separation
from matching.fusion import Signals, Weights, blended
from matching.learn import Judged, Lesson, Outcome, accuracies, learn

LAST = Weights(lexical=0.25, half=10.0, foreign=0.5)
WORDY = Weights(lexical=0.8, half=10.0, foreign=0.5)
PER_NEED = 10
"""Candidates that a curator judges of a need: what she sees at the top of its list."""


def calibration(weights: Weights = LAST, floor: float = 0.5) -> Calibration:
    return Calibration("model", floor, 0.0, floor + 0.2, ((0.0, 0.0), (0.5, 40.0), (1.0, 100.0)), weights, {})


def shown(generator: np.random.Generator) -> Signals:
    """The top of a list of sixty candidates of a need: cosine and BM25 as both follow a hidden fit, with noise."""
    fit = generator.beta(1.2, 2.5, 60)
    dense = np.clip(generator.normal(0.45, 0.05) + 0.25 * fit + generator.normal(0, 0.05, 60), 0, 1)
    lexical = generator.gamma(1.5, 3 + 14 * fit)
    everything = Signals.of(dense, lexical)
    top = np.argsort(-blended(everything, LAST))[:PER_NEED]
    return everything.at(top)


def curated(needs: int, seed: int, taste: Weights | None) -> list[Judged]:
    """What a curator says who goes by ``taste`` and errs a little, or throws dice (None): four of ten are wanted."""
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(needs):
        signals = shown(generator)
        noise = generator.normal(0, 0.02, PER_NEED)
        liking = noise if taste is None else blended(signals, taste) + noise
        found.append(Judged(signals, tuple((liking > np.quantile(liking, 0.6)).tolist())))
    return found


def quality(judged: list[Judged], weights: Weights) -> float:
    return float(accuracies(judged, weights).mean())


@pytest.mark.parametrize("seed", range(4))
def test_300_labels_of_a_better_weighting_improve_an_untouched_set(seed: int) -> None:
    said = curated(30, seed, WORDY)
    lesson = learn(said[6:], said[:6], calibration())
    assert lesson.outcome is Outcome.BETTER
    assert lesson.after > lesson.before
    untouched = curated(100, 1000 + seed, WORDY)
    assert quality(untouched, lesson.calibration.weights) > quality(untouched, LAST) + 0.05


@pytest.mark.parametrize("seed", range(8))
def test_300_random_labels_are_refused(seed: int) -> None:
    said = curated(30, 50 + seed, None)
    lesson = learn(said[6:], said[:6], calibration())
    assert not lesson.kept
    assert lesson.calibration == calibration()


def test_random_labels_are_refused_by_a_frozen_set_of_good_ones_too() -> None:
    lesson = learn(curated(24, 3, None), curated(6, 4, LAST), calibration())
    assert not lesson.kept


@pytest.mark.parametrize("seed", range(10))
def test_a_well_judged_frozen_set_does_not_make_dice_believable(seed: int) -> None:
    poor = calibration(Weights(lexical=0.0))
    lesson = learn(curated(30, 200 + seed, None), curated(60, 300 + seed, WORDY), poor)
    assert not lesson.kept


def test_thirty_decisions_are_enough_to_look_at_and_twenty_nine_are_not() -> None:
    def cut(one: Judged, count: int) -> Judged:
        kept = one.signals.at(np.arange(count))
        return Judged(kept, (True, *([False] * (count - 1))))

    said, frozen = curated(5, 1, WORDY), curated(20, 2, WORDY)
    enough = [cut(one, 6) for one in said]
    assert learn(enough, frozen, calibration()).outcome is not Outcome.TOO_FEW
    assert learn([*enough[1:], cut(said[0], 5)], frozen, calibration()).outcome is Outcome.TOO_FEW


def taught(monkeypatch: pytest.MonkeyPatch, labels: list[float], shuffled_gains: list[float]) -> Lesson:
    """A lesson from made-up likelihoods of the weights nearest to the last, which come first."""

    def likelihoods(_labels: object, offered: list[Weights], _rounds: int) -> np.ndarray:
        rows = np.full((1 + len(shuffled_gains), len(offered)), -100.0)
        rows[0, : len(labels)] = labels
        rows[1:, 0], rows[1:, 1] = -50.0, -50.0 + np.array(shuffled_gains)
        return rows

    monkeypatch.setattr("matching.learn.log_likelihoods", likelihoods)
    return learn(curated(30, 1, WORDY), curated(60, 2, WORDY), calibration(Weights(lexical=0.0)))


@pytest.mark.parametrize(("eighth", "tried"), [(-31.9, Weights(0.1, 10.0)), (-31.93, Weights(0.25, 40.0))])
def test_of_weights_that_explain_labels_as_well_the_nearest_is_tried(
    monkeypatch: pytest.MonkeyPatch, eighth: float, tried: Weights
) -> None:
    labels = [-40.0] * 8 + [eighth, -31.0, -30.0]
    assert taught(monkeypatch, labels, [0.0] * 2000).tried.weights == tried


@pytest.mark.parametrize(("reaching", "outcome"), [(10, Outcome.BETTER), (11, Outcome.MAY_BE_CHANCE)])
def test_one_in_two_hundred_may_be_chance_and_no_more(
    monkeypatch: pytest.MonkeyPatch, reaching: int, outcome: Outcome
) -> None:
    lesson = taught(
        monkeypatch, [-40.0, -45.0, -45.0, -45.0, -45.0, -30.0], [10.0] * reaching + [0.0] * (2000 - reaching)
    )
    assert lesson.outcome is outcome


@pytest.mark.parametrize(("gain", "outcome"), [(0.0101, Outcome.BETTER), (0.0099, Outcome.NOT_BETTER)])
def test_a_hundredth_of_the_pairs_on_the_frozen_set_is_enough(
    monkeypatch: pytest.MonkeyPatch, gain: float, outcome: Outcome
) -> None:
    def measured(_judged: object, weights: Weights) -> np.ndarray:
        return np.array([0.5 if weights.lexical == 0 else 0.5 + gain])

    monkeypatch.setattr("matching.learn.accuracies", measured)
    lesson = taught(monkeypatch, [-40.0] * 10 + [-30.0], [0.0] * 2000)
    assert lesson.outcome is outcome
    assert lesson.before == 0.5
    assert lesson.after == pytest.approx(0.5 + gain)


def test_weights_in_force_that_explain_labels_about_as_well_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    assert taught(monkeypatch, [-31.9, -30.0], [0.0] * 2000).outcome is Outcome.NOTHING_BETTER


def test_labels_that_follow_the_weights_in_force_change_nothing() -> None:
    said = curated(60, 5, LAST)
    assert not learn(said[12:], said[:12], calibration()).kept


def test_what_is_better_on_the_labels_and_not_on_the_frozen_set_is_refused() -> None:
    lesson = learn(curated(40, 6, WORDY), curated(20, 7, LAST), calibration())
    assert lesson.outcome is Outcome.NOT_BETTER
    assert lesson.after < lesson.before
    assert lesson.tried.weights != LAST
    assert lesson.calibration == calibration()


def test_few_labels_are_not_enough() -> None:
    assert learn(curated(2, 1, WORDY), curated(6, 2, WORDY), calibration()).outcome is Outcome.TOO_FEW
    assert learn([], [], calibration()).outcome is Outcome.TOO_FEW
    assert learn(curated(24, 1, WORDY), curated(2, 2, WORDY), calibration()).outcome is Outcome.TOO_FEW_FROZEN


def test_labels_of_one_kind_only_are_too_few() -> None:
    dismissed = [Judged(one.signals, (False,) * PER_NEED) for one in curated(30, 1, WORDY)]
    assert learn(dismissed, curated(6, 2, WORDY), calibration()).outcome is Outcome.TOO_FEW


def test_nothing_is_learnt_about_other_languages_from_labels_that_hold_none() -> None:
    said = curated(30, 1, WORDY)
    odd = calibration(replace(LAST, foreign=0.7, abroad=0.3))
    lesson = learn(said[6:], said[:6], odd)
    assert lesson.kept
    assert lesson.calibration.weights.foreign == 0.7
    assert lesson.calibration.weights.abroad == 0.3


def test_scores_keep_their_meaning_under_new_weights() -> None:
    said = curated(30, 1, WORDY)
    lesson = learn(said[6:], said[:6], calibration())
    before = [score for one in said for score in calibration().scores(blended(one.signals, LAST).tolist())]
    fresh = lesson.calibration
    after = [score for one in said for score in fresh.scores(blended(one.signals, fresh.weights).tolist())]
    assert np.mean(after) == pytest.approx(np.mean(before), abs=3)


def test_lessons_one_after_another_do_not_push_the_floor() -> None:
    """People see what stands above the floor; learning again and again from that must not raise it without end."""
    home = last = calibration()
    for seed in range(6):
        visible = [above(one, last) for one in curated(60, seed, WORDY if seed % 2 else LAST)]
        last = learn(visible[12:], visible[:12], last, home).calibration
    carried = equated(pooled([one.signals for one in curated(60, 0, WORDY)], []).signals, home.weights, last.weights)
    assert abs(last.floor - carried.at(home.floor)) < 2 * FARTHEST


def above(one: Judged, last: Calibration) -> Judged:
    kept = blended(one.signals, last.weights) >= last.floor
    return Judged(one.signals.at(kept), tuple(np.array(one.wanted)[kept].tolist()))


# Floors


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 60), st.booleans()), min_size=1, max_size=60),
    st.floats(0.2, 0.8),
    st.sampled_from([Weights(0.0), LAST, WORDY, Weights(1.2, 5.0)]),
)
def test_labels_move_the_floor_by_little_whatever_they_say(
    labels: list[tuple[float, float, bool]], floor: float, weights: Weights
) -> None:
    dense, lexical, wanted = (np.array(column) for column in zip(*labels, strict=True))
    signals = Signals.of(dense, lexical)
    pool = pooled([signals], [wanted.tolist()])
    home = calibration(floor=floor)
    fresh = recalibrated(home, weights, pool, pooled([], []))
    carried = equated(signals, LAST, weights).at(floor)
    assert abs(fresh.floor - carried) <= FARTHEST + 1e-9
    raws = [raw for raw, _score in fresh.scale]
    assert raws == sorted(set(raws))


def test_ten_labels_hardly_move_the_floor() -> None:
    raws = np.linspace(0.5, 0.6, 10)
    signals = Signals.of(raws)
    few = pooled([signals], [(raws > 0.53).tolist()])
    fresh = recalibrated(calibration(floor=0.5), LAST, few, pooled([], []))
    assert 0.5 < fresh.floor < 0.503


def test_many_labels_move_the_floor_to_where_they_part() -> None:
    raws = np.linspace(0.45, 0.65, 2000)
    signals = Signals.of(raws)
    many = pooled([signals], [(raws > 0.53).tolist()])
    assert recalibrated(calibration(floor=0.5), LAST, many, many).floor == pytest.approx(0.53, abs=0.01)
    against = pooled([signals], [(raws > 0.5).tolist()])
    assert recalibrated(calibration(floor=0.5), LAST, many, against).floor == 0.5


def test_a_floor_keeps_most_of_what_was_wanted() -> None:
    raws, wanted = np.array([0.5, 0.51, 0.52, 0.6]), np.array([True, False, False, True])
    assert best_floor(raws, wanted, 0.5) <= 0.5
    assert best_floor(raws, np.ones(4, np.bool_), 0.5) == 0.5
    assert separation(raws, np.zeros(4, np.bool_), 0.5) == 0.0


def test_floors_move_together_and_know_of_lengths() -> None:
    home = replace(calibration(floor=0.3), longer=0.1)
    raws = np.linspace(0.45, 0.65, 2000)
    many = pooled([Signals.of(raws, length=4.0)], [(raws > 0.53).tolist()])
    fresh = recalibrated(home, LAST, many, many)
    assert fresh.floor_at(4) == pytest.approx(0.53, abs=0.01)
    assert fresh.sure - fresh.floor == pytest.approx(home.sure - home.floor)
    assert fresh.longer == home.longer


def test_an_equated_line_keeps_mean_and_deviation() -> None:
    signals = shown(np.random.default_rng(1))
    line = equated(signals, LAST, WORDY)
    moved = np.array([line.at(raw) for raw in blended(signals, LAST)])
    assert moved.mean() == pytest.approx(blended(signals, WORDY).mean())
    assert moved.std() == pytest.approx(blended(signals, WORDY).std())
    assert equated(pooled([], []).signals, LAST, WORDY) == Line()


@pytest.mark.parametrize(("count", "learnt"), [(29, False), (30, True)])
def test_thirty_candidates_abroad_are_enough_to_learn_what_words_count_there(
    monkeypatch: pytest.MonkeyPatch, count: int, learnt: bool
) -> None:
    said = curated(30, 1, WORDY)
    each = [min(PER_NEED, max(0, count - PER_NEED * at)) for at in range(len(said))]
    abroad = [
        Judged(replace(one.signals, foreign=np.arange(PER_NEED) < some), one.wanted)
        for one, some in zip(said, each, strict=True)
    ]
    seen: list[Weights] = []

    def likelihoods(_labels: object, offered: list[Weights], rounds: int) -> np.ndarray:
        seen.extend(offered)
        return np.zeros((1 + rounds, len(offered)))

    monkeypatch.setattr("matching.learn.log_likelihoods", likelihoods)
    home, last = calibration(replace(LAST, abroad=0.2)), calibration(replace(LAST, abroad=0.05))
    learn(abroad, curated(60, 2, WORDY), last, home)
    assert ({weights.foreign for weights in seen} == {0.0, 0.5, 1.0}) == learnt
    assert seen[0] == last.weights
    assert {weights.abroad for weights in seen[1:]} == {0.2}
