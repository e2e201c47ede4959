"""The remembering encoder says what the encoder says, and asks it once."""

from collections.abc import Sequence

import numpy as np

from app.indexing.remembering import Remembering
from matching import HashingEncoder
from matching.encoders.base import Matrix, Progress


class Counting(HashingEncoder):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Matrix:
        self.asked += texts
        return super().encode_passages(texts, progress)


def test_says_the_same_and_asks_once() -> None:
    counting = Counting()
    remembering = Remembering(counting)
    for _turn in range(2):
        assert np.allclose(
            remembering.encode_passages(["甲", "乙", "甲"]), HashingEncoder().encode_passages(["甲", "乙", "甲"])
        )
    assert counting.asked == ["甲", "乙"]
    assert np.allclose(remembering.encode_queries(["甲"]), HashingEncoder().encode_queries(["甲"]))


def test_forgets_the_least_used_and_takes_nothing() -> None:
    counting = Counting()
    remembering = Remembering(counting, most=2)
    for text in ("甲", "乙", "丙", "甲"):
        remembering.encode_passages([text])
    assert counting.asked == ["甲", "乙", "丙", "甲"]
    assert remembering.encode_passages([]).shape == (0, remembering.dimension)
