"""Places in pictures, as numbers from 0 to 100."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from scenarios.demonstrations.charts import along

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Move:
    title: str
    at: datetime


def test_moves_stand_at_their_share_of_the_time() -> None:
    moves = [Move(name, NOON + timedelta(days=days)) for name, days in (("开始", 0), ("验证", 75), ("列入", 100))]
    assert [(one.title, one.place) for one in along(moves)] == [("开始", 2.0), ("验证", 74.0), ("列入", 98.0)]
    assert along(moves[:1]) == along([moves[0], moves[0]]) == along([]) == []
