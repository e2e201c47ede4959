"""Following a need: told of addenda and of its end."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from scenarios.matches.models import Watch


def watch(db: Session, person_id: int, scenario_id: int, now: datetime) -> None:
    """Follow; twice is once."""
    if not is_watching(db, person_id, scenario_id):
        db.add(Watch(person_id=person_id, scenario_id=scenario_id, at=now))
        db.flush()


def unwatch(db: Session, person_id: int, scenario_id: int) -> None:
    db.connection().execute(
        delete(Watch).where(col(Watch.person_id) == person_id, col(Watch.scenario_id) == scenario_id)
    )


def is_watching(db: Session, person_id: int, scenario_id: int) -> bool:
    query = select(Watch.id).where(Watch.person_id == person_id, Watch.scenario_id == scenario_id)
    return db.exec(query).first() is not None
