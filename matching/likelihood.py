"""How well weights explain what people wanted, and how well they would explain shuffled labels.

Of a query's candidates people want some. How probable is that choice, if wanting rises with the raw score? That is
McFadden's conditional logit, here for several wanted ones at once: the probability of just this set among all sets of
its size. Sums over all sets are elementary symmetric polynomials, one small recursion a query.
"""

from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from matching.fusion import Signals, Values, Weights, blended

STEEPNESS: Final = np.array([0.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0])
"""How wanting may rise with the raw score: at 16, the odds double with every 0.043. At 0 it does not rise at all."""


class Choice(Protocol):
    """One query's candidates and which of them were wanted."""

    @property
    def signals(self) -> Signals: ...
    @property
    def wanted(self) -> tuple[bool, ...]: ...


def log_likelihoods(choices: Sequence[Choice], offered: Sequence[Weights], rounds: int, seed: int = 0) -> Values:
    """Under each of the weights, at the steepness that suits it, the log likelihood of the choices.

    :return: ``[1 + rounds, weights]``: the first row of the choices as they are, the others with each query's
        wanted ones drawn anew among its candidates, as often as they would be if people threw dice
    """
    generator = np.random.default_rng(seed)
    total = np.zeros((1 + rounds, len(offered) * len(STEEPNESS)))
    for choice in choices:
        raws = np.array([blended(choice.signals, weights) for weights in offered])
        utilities = (STEEPNESS[:, None] * raws[:, None, :]).reshape(-1, raws.shape[1])
        wanted = np.tile(np.array(choice.wanted, np.float64), (1 + rounds, 1))
        wanted[1:] = generator.permuted(wanted[1:], axis=1)
        total += wanted @ utilities.T - log_sum_of_sets(utilities, sum(choice.wanted))
    return np.asarray(total.reshape(1 + rounds, len(offered), -1).max(axis=2))


def log_sum_of_sets(utilities: Values, size: int) -> npt.NDArray[np.float64]:
    """For each row, the log of the sum over all sets of ``size`` of the exponential of the set's summed utilities."""
    sums = np.full((len(utilities), size + 1), -np.inf)
    sums[:, 0] = 0.0
    for column in utilities.T:
        # a set of n either leaves this candidate out, or is a set of n - 1 of those before with it
        sums[:, 1:] = np.logaddexp(sums[:, 1:], sums[:, :-1] + column[:, None])
    return np.asarray(sums[:, size])
