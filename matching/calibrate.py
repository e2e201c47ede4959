"""From a raw fused score to a number a person can read, and to "no good match".

A calibration belongs to one encoder fingerprint. It says below which raw score nothing is shown,
and which number from 0 to 100 a raw score is. Calibrations for known models lie in
``matching/calibrations/`` as JSON; the script that fitted them is ``matching.evaluate.fit``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from matching.fusion import Weights

FOLDER = Path(__file__).parent / "calibrations"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Floor, scale and fusion weights of one model.

    :param fingerprint: the encoder it was fitted for
    :param floor: raw scores below it are no match
    :param scale: rising (raw, score) points; scores in between are interpolated
    :param weights: how words and meaning are fused
    :param measured: what was seen on the half not fitted on: for bands of the score the share of labelled
        pairs stated and observed, and the floor's curve
    """

    fingerprint: str
    floor: float
    scale: tuple[tuple[float, float], ...]
    weights: Weights = field(default_factory=Weights)
    measured: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        raws, scores = zip(*self.scale, strict=True)
        if list(raws) != sorted(set(raws)) or list(scores) != sorted(scores):
            raise ValueError("The points of a scale must rise.")
        if scores[0] < 0 or scores[-1] > 100:
            raise ValueError("Scores lie between 0 and 100.")

    def score(self, raw: float) -> float:
        """0 to 100, never falling as ``raw`` rises."""
        return self.scores([raw])[0]

    def scores(self, raws: Sequence[float]) -> list[float]:
        """The score of each raw score."""
        points, scores = zip(*self.scale, strict=True)
        # rounded, because interpolation may step over the next point by the last bit
        return [round(float(score), 9) for score in np.interp(raws, points, scores)]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, body: str) -> "Calibration":
        """Undo :meth:`to_json`.

        :raises ValueError: when the JSON is not a calibration
        """
        try:
            stored: dict[str, Any] = json.loads(body)
            return cls(
                stored["fingerprint"],
                float(stored["floor"]),
                _points(stored["scale"]),
                Weights(**_abroad(stored), **stored["weights"]),
                stored["measured"],
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"This is not a calibration: {error}.") from error


def _abroad(stored: Mapping[str, Any]) -> dict[str, float]:
    """Lessons of before had a floor of their own for other languages, in place of what is now gained abroad.

    One above the common floor cannot be told in these terms; those answers then have the common floor.
    """
    lower = stored.get("foreign_floor")
    return {} if lower is None else {"abroad": max(0.0, float(stored["floor"]) - float(lower))}


def _points(stored: Sequence[Sequence[float]]) -> tuple[tuple[float, float], ...]:
    return tuple((float(raw), float(score)) for raw, score in stored)


def uncalibrated(fingerprint: str) -> Calibration:
    """For a model nobody has fitted: the raw score as it is, and a low floor."""
    return Calibration(fingerprint, 0.15, ((0.0, 0.0), (1.0, 100.0)))


@lru_cache(maxsize=8)
def calibration_for(fingerprint: str) -> Calibration:
    """The packaged calibration of a model, or :func:`uncalibrated`."""
    for path in sorted(FOLDER.glob("*.json")):
        calibration = Calibration.from_json(path.read_text(encoding="utf-8"))
        if calibration.fingerprint == fingerprint:
            return calibration
    return uncalibrated(fingerprint)
