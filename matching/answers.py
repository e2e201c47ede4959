"""What a search comes to: hits in three tiers."""

from dataclasses import dataclass

from matching.calibrate import Tier
from matching.fusion import Values

MOST_MAYBE = 10
"""Hits of the middle tier that are shown; who asks does not read more guesses."""
FIRST, REACH = 5, 0.15
"""Where nothing is sure and the best may be it, so many may be that stand so little below the floor: what lies next to
the best is as likely as not better."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer: ``score`` from 0 to 100, the share of hits that stand so which are good, by the calibration.

    ``raw`` is the fused score by which the hits of a question are ordered, ``dense`` the cosine, ``title``
    how alike question and title are in their words, 0 to 1; ``foreign`` tells that it is in another language.
    """

    id: int
    kind: str
    tier: Tier
    score: float
    raw: float
    dense: float
    title: float
    foreign: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """``hits`` are of the upper two tiers, the sure ones first; ``below`` are the nearest that are not.

    ``no_match`` is an answer, not a failure: nothing here is good enough. ``read_as`` is set where
    nothing says what was asked and a name does in another spelling: then that was searched for.
    """

    hits: tuple[Hit, ...]
    below: tuple[Hit, ...]
    read_as: str | None = None

    @property
    def no_match(self) -> bool:
        return not self.hits

    @property
    def sure(self) -> tuple[Hit, ...]:
        return tuple(hit for hit in self.hits if hit.tier is Tier.SURE)

    @property
    def maybe(self) -> tuple[Hit, ...]:
        return tuple(hit for hit in self.hits if hit.tier is Tier.MAYBE)

    @property
    def best(self) -> float:
        """The score of the first hit, 0 without any."""
        return max((hit.score for hit in self.hits), default=0.0)


NOTHING = Answer((), ())


def in_tiers(stands: Values, floor: float, sure: float, *, opened: bool) -> tuple[int, int]:
    """How many hits are sure, and how many are in the upper two tiers together."""
    certain = int((stands >= sure).sum())
    upper = int((stands >= floor).sum())
    if opened and not certain:
        upper = max(upper, min(FIRST, int((stands >= floor - REACH).sum())))
    return certain, min(upper, certain + MOST_MAYBE)
