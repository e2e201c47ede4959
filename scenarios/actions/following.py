"""What follows a change of a need that others can see: its text is indexed again, and its matches are found again."""

from datetime import datetime

from sqlmodel import Session

from app.core.finding import SCENARIO
from app.core.jobs import RefreshMatches, Reindex, enqueue
from scenarios.models import Scenario


def follow(db: Session, scenario: Scenario, now: datetime) -> None:
    """Bring index and matches up to date with a need that appeared, changed or vanished."""
    number = scenario.id
    enqueue(db, Reindex(SCENARIO, number), now, key=f"reindex:scenario:{number}")
    enqueue(db, RefreshMatches(SCENARIO, number), now, key=f"matches:scenario:{number}")
