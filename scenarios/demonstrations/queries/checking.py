"""A record by its number, and whether a head that somebody holds on paper is of its history."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.core.history import timeline
from scenarios.demonstrations.policy import is_published
from scenarios.demonstrations.queries.cases import Shown, by_number, shown_of
from scenarios.pilots.lifecycle import PILOT


@dataclass(frozen=True)
class Record:
    """`known`: whether the given head is one of the history's (None without one); `after`: how many moves followed it."""

    shown: Shown
    known: bool | None
    after: int


def checked(db: Session, number: str, head: str, now: datetime) -> Record | None:
    row = by_number(db, number)
    shown = shown_of(db, row, now) if row is not None else None
    if shown is None or not is_published(shown.case):
        return None
    seals = [one.seal for one in timeline(db, PILOT.name, shown.case.pilot.id)]
    held = head.strip().lower()
    known = held in seals if held else None
    return Record(shown, known, len(seals) - 1 - seals.index(held) if known else 0)
