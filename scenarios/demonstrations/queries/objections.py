"""Objections as those read them who made them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.accounts.models import Person
from app.core.models import StoredFile
from scenarios.demonstrations.models import Demonstration, DemoObjection

MOST = 200
Objected = tuple[DemoObjection, Demonstration]


def objections_by(db: Session, person_id: int, *where: ColumnElement[bool]) -> Sequence[Objected]:
    """Her own, the newest first."""
    query = (
        select(DemoObjection, Demonstration)
        .join(Demonstration, col(Demonstration.id) == DemoObjection.demonstration_id)
        .where(DemoObjection.person_id == person_id, *where)
        .order_by(col(DemoObjection.id).desc())
        .limit(MOST)
    )
    return db.exec(query).all()


def named(db: Session, row: DemoObjection) -> str:
    return db.get_one(Person, row.person_id).name


def evidence_of(db: Session, row: DemoObjection) -> StoredFile | None:
    return db.get(StoredFile, row.file_id) if row.file_id else None
