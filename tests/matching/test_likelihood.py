"""How well weights explain choices, against sums over all sets written out."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.fusion import Signals, Weights, blended
from matching.learn import Judged
from matching.likelihood import STEEPNESS, log_likelihoods, log_sum_of_sets

WORDY = Weights(lexical=1.0)


def choice(dense: list[float], lexical: list[float], wanted: list[bool]) -> Judged:
    signals = Signals.of(np.array(dense), np.array(lexical))
    return Judged(signals, tuple(wanted))


@given(st.lists(st.floats(-30, 30), min_size=1, max_size=7), st.data())
def test_sums_over_sets_are_what_they_are_when_written_out(utilities: list[float], data: st.DataObject) -> None:
    size = data.draw(st.integers(0, len(utilities)))
    sets = [sum(chosen) for chosen in itertools.combinations(utilities, size)]
    expected = max(sets) + math.log(sum(math.exp(one - max(sets)) for one in sets))
    assert log_sum_of_sets(np.array([utilities]), size) == pytest.approx([expected])


def test_a_choice_is_as_probable_as_its_set_among_all_of_its_size() -> None:
    one = choice([0.1, 0.3, 0.2], [0.0, 30.0, 5.0], [False, True, True])
    found = log_likelihoods([one], [Weights(), WORDY], rounds=0)
    assert found.shape == (1, 2)
    for value, weights in zip(found[0], [Weights(), WORDY], strict=True):
        raws = blended(one.signals, weights)
        each = [
            math.exp(steep * (raws[1] + raws[2]))
            / sum(math.exp(steep * (raws[a] + raws[b])) for a, b in itertools.combinations(range(3), 2))
            for steep in STEEPNESS
        ]
        assert value == pytest.approx(math.log(max(each)))


def test_choices_against_the_score_are_explained_by_dice() -> None:
    against = choice([0.9, 0.1, 0.1, 0.1], [0.0] * 4, [False, True, False, False])
    assert log_likelihoods([against], [Weights()], rounds=0)[0, 0] == pytest.approx(-math.log(4))


def test_likelihoods_of_several_queries_share_one_steepness() -> None:
    follows = choice([0.9, 0.1], [0.0, 0.0], [True, False])
    against = choice([0.9, 0.1], [0.0, 0.0], [False, True])
    both = log_likelihoods([follows, against], [Weights()], rounds=0)[0, 0]
    assert both == pytest.approx(2 * math.log(0.5))  # dice explain them best, each alone would be steep or flat


def test_shuffled_labels_want_as_many_of_each_query_as_people_did() -> None:
    same = choice([0.5] * 5, [7.0] * 5, [True, True, False, False, False])
    rows = log_likelihoods([same], [Weights(), WORDY], rounds=20)
    assert rows == pytest.approx(np.full((21, 2), -math.log(10)))


def test_shuffles_are_drawn_with_a_seed() -> None:
    one = choice([0.1, 0.5, 0.9], [1.0, 20.0, 3.0], [True, False, False])
    first, again, other = (log_likelihoods([one] * 4, [Weights()], 8, seed) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first[1:] != other[1:]).any()
