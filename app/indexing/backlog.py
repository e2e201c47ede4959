"""What could be found and is not in the index yet: pages say so while it is on its way."""

from sqlalchemy import exists
from sqlmodel import Session, col, func, select

from app.core.jobs import Reindex, ReindexHouse, ReindexMany
from app.core.models import Job, JobState
from app.indexing.documents import SOURCES
from app.indexing.models import IndexEntry

JOBS = (Reindex.kind, ReindexMany.kind, ReindexHouse.kind)


def is_reindexing(db: Session) -> bool:
    """Whether somebody is at work on the index or will be: in peace this is all that is asked."""
    under_way = col(Job.state).in_([JobState.QUEUED, JobState.RUNNING])
    return db.exec(select(Job.id).where(under_way, col(Job.kind).in_(JOBS)).limit(1)).first() is not None


def unencoded(db: Session, fingerprint: str) -> int:
    """How many rows that belong into the index have no entry of this model."""
    total = 0
    for object_kind, source in SOURCES.items():
        there = exists().where(
            col(IndexEntry.object_kind) == object_kind,
            col(IndexEntry.object_id) == source.table.id,
            col(IndexEntry.fingerprint) == fingerprint,
            col(IndexEntry.removed).is_(False),
        )
        total += db.exec(select(func.count()).select_from(source.table).where(source.belongs(), ~there)).one()
    return total
