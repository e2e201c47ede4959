"""Papers of a pilot, one by its check code, and whether what it says is said still."""

from sqlmodel import Session, col, select

from scenarios.pilots.contents import digest, lock, printed_agreement
from scenarios.pilots.lifecycle import VerificationState
from scenarios.pilots.models import (
    Amendment,
    Paper,
    PaperKind,
    PilotAgreement,
    PilotComment,
    PilotKpi,
    PilotParty,
    Verification,
)


def paper_of(db: Session, code: str, pilot_id: int | None = None) -> Paper | None:
    """The paper of this check code, typed with or without hyphens, in any case."""
    plain = "".join(c for c in code.lower() if c.isalnum())[:16]
    query = select(Paper).where(Paper.code == plain)
    return db.exec(query if pilot_id is None else query.where(Paper.pilot_id == pilot_id)).one_or_none()


def basis_of(db: Session, pilot_id: int, kind: PaperKind) -> str:
    """The hash of what a paper of this kind would say now. Names and labels, which the office may correct, are not in it."""
    figures = select(PilotKpi).where(PilotKpi.pilot_id == pilot_id).order_by(col(PilotKpi.position), col(PilotKpi.id))
    kpis = db.exec(figures).all()
    if kind is PaperKind.AGREEMENT:
        parties = db.exec(select(PilotParty).where(PilotParty.pilot_id == pilot_id)).all()
        return printed_agreement(db.get_one(PilotAgreement, pilot_id), kpis, parties)
    reported = (Verification.pilot_id == pilot_id, Verification.state == VerificationState.REPORTED)
    last = db.exec(select(Verification.id).where(*reported).order_by(col(Verification.id).desc())).first()
    comments = db.exec(select(PilotComment.id).where(PilotComment.verification_id == last)).all()
    agreed = (Amendment.pilot_id == pilot_id, col(Amendment.agreed_at).is_not(None))
    changes = db.exec(select(Amendment.number).where(*agreed)).all()
    return digest([last, sorted(comments), sorted(changes), lock(kpis)])


def is_newest(db: Session, paper: Paper) -> bool:
    """Whether what it says is said still: printed or not, a change makes it an old one."""
    return bool(paper.content.get("basis") == basis_of(db, paper.pilot_id, paper.kind))
