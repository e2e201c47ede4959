"""From how a hit stands to a number a person can read, and to the tier it is shown in.

A calibration belongs to one encoder fingerprint. It says from which standing on a hit is a sure one or may be one,
and which number from 0 to 100 a standing is. Calibrations for known models lie in
``matching/calibrations/`` as JSON; the script that fitted them is ``matching.evaluate.fit``.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from matching.fusion import Weights

FOLDER = Path(__file__).parent / "calibrations"
FORM = 3
"""Of what is stored. Numbers of another form mean something else: what was learnt in one lapses."""
JUDGED = FORM + 1
"""Of how a pair is judged: rises with the form, and by one where what else lowers a score has changed."""


class LapsedError(ValueError):
    """A stored calibration is of another form."""


class Tier(StrEnum):
    """How sure it is that a hit is what was asked for."""

    SURE = "sure"
    MAYBE = "maybe"
    NEAREST = "nearest"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Floors, scale and fusion weights of one model. Floors and scale are of what :func:`fusion.standing` gives.

    :param fingerprint: the encoder it was fitted for
    :param floor: what stands below it is no match for a question of one term; of short questions the right
        answers stand lower
    :param longer: how much higher the floor is with each doubling of a question's length
    :param sure: what reaches it is a sure match
    :param scale: rising (standing, score) points; scores in between are interpolated
    :param weights: how words and meaning are fused
    :param measured: what was seen of questions that were not fitted on
    """

    fingerprint: str
    floor: float
    longer: float
    sure: float
    scale: tuple[tuple[float, float], ...]
    weights: Weights = field(default_factory=Weights)
    measured: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        raws, scores = zip(*self.scale, strict=True)
        if list(raws) != sorted(set(raws)) or list(scores) != sorted(scores):
            raise ValueError("The points of a scale must rise.")
        if scores[0] < 0 or scores[-1] > 100:
            raise ValueError("Scores lie between 0 and 100.")
        if self.sure < self.floor:
            raise ValueError("What is sure is above the floor.")

    def floor_at(self, length: float) -> float:
        """The floor for a question of so many different terms; never higher than what is sure."""
        return min(self.sure, self.floor + self.longer * math.log2(max(length, 1.0)))

    def score(self, standing: float) -> float:
        """0 to 100, never falling as ``standing`` rises."""
        return self.scores([standing])[0]

    def scores(self, standings: Sequence[float]) -> list[float]:
        """The score of each."""
        points, scores = zip(*self.scale, strict=True)
        # rounded, because interpolation may step over the next point by the last bit
        return [round(float(score), 9) for score in np.interp(standings, points, scores)]

    def to_json(self) -> str:
        return json.dumps({"form": FORM} | asdict(self), ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, body: str) -> "Calibration":
        """Undo :meth:`to_json`.

        :raises LapsedError: when it is of another form
        :raises ValueError: when the JSON is not a calibration
        """
        try:
            stored: dict[str, Any] = json.loads(body)
            if stored.get("form", 1) != FORM:
                raise LapsedError(f"The calibration is of form {stored.get('form', 1)}, not {FORM}.")
            return cls(
                stored["fingerprint"],
                float(stored["floor"]),
                float(stored["longer"]),
                float(stored["sure"]),
                _points(stored["scale"]),
                Weights(**stored["weights"]),
                stored["measured"],
            )
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError(f"This is not a calibration: {error}.") from error


def _points(stored: Sequence[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((float(standing), float(score)) for standing, score in stored)


def uncalibrated(fingerprint: str) -> Calibration:
    """For a model nobody has fitted: the raw score as it is, and low floors."""
    return Calibration(fingerprint, 0.15, 0.0, 0.3, ((0.0, 0.0), (1.0, 100.0)))


@lru_cache(maxsize=8)
def calibration_for(fingerprint: str) -> Calibration:
    """The packaged calibration of a model, or :func:`uncalibrated`."""
    for path in sorted(FOLDER.glob("*.json")):
        calibration = Calibration.from_json(path.read_text(encoding="utf-8"))
        if calibration.fingerprint == fingerprint:
            return calibration
    return uncalibrated(fingerprint)
