"""Following a supply: its changes stand in the weekly digest."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.core.upserts import insert_into
from suppliers.models import SupplyWatch


def watch(db: Session, person_id: int, supply_id: int, now: datetime) -> None:
    """Follow; twice is once."""
    row = insert_into(db, SupplyWatch).values(person_id=person_id, supply_id=supply_id, at=now)
    db.connection().execute(row.on_conflict_do_nothing(index_elements=["person_id", "supply_id"]))


def unwatch(db: Session, person_id: int, supply_id: int) -> None:
    hers = col(SupplyWatch.person_id) == person_id, col(SupplyWatch.supply_id) == supply_id
    db.connection().execute(delete(SupplyWatch).where(*hers))


def is_watching(db: Session, person_id: int, supply_id: int) -> bool:
    query = select(SupplyWatch.id).where(SupplyWatch.person_id == person_id, SupplyWatch.supply_id == supply_id)
    return db.exec(query).first() is not None
