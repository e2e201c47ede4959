"""Who else is told when an open need changes: filled in by the packages above, which this one cannot name."""

from collections.abc import Callable, Iterable

from sqlmodel import Session

Audience = Callable[[Session, int], Iterable[int]]
"""Ids of people to tell about the scenario of this id."""
AUDIENCES: list[Audience] = []


def add_audience(audience: Audience) -> None:
    """Let these people be told too; the same audience again changes nothing."""
    if audience not in AUDIENCES:
        AUDIENCES.append(audience)


def followers(db: Session, scenario_id: int) -> set[int]:
    """Everybody who watches the need or has answered it."""
    return {person_id for audience in AUDIENCES for person_id in audience(db, scenario_id)}
