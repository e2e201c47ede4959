"""Papers of a pilot, and one by its check code."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from scenarios.pilots.models import Paper, PaperKind


def papers(db: Session, pilot_id: int, kind: PaperKind) -> Sequence[Paper]:
    """The newest first."""
    query = select(Paper).where(Paper.pilot_id == pilot_id, Paper.kind == kind)
    return db.exec(query.order_by(col(Paper.id).desc())).all()


def paper_of(db: Session, code: str, pilot_id: int | None = None) -> Paper | None:
    """The paper of this check code, typed with or without hyphens, in any case."""
    plain = "".join(c for c in code.lower() if c.isalnum())[:16]
    query = select(Paper).where(Paper.code == plain)
    return db.exec(query if pilot_id is None else query.where(Paper.pilot_id == pilot_id)).one_or_none()


def is_newest(db: Session, paper: Paper) -> bool:
    newest = next(iter(papers(db, paper.pilot_id, paper.kind)), None)
    return newest is not None and newest.id == paper.id
