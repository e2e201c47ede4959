"""Papers of a pilot, one by its check code, and whether what it says is said still."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from app.accounts.models import Organisation
from app.core.models import StoredFile
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

OWN: Final = (PaperKind.AGREEMENT, PaperKind.REPORT)
"""Papers of the pilot itself; what another house states of its copy is that house's."""


def paper_of(db: Session, code: str, pilot_id: int | None = None) -> Paper | None:
    """The paper of this check code, typed with or without hyphens, in any case; of this pilot's own, where one is named."""
    plain = "".join(c for c in code.lower() if c.isalnum())[:16]
    query = select(Paper).where(Paper.code == plain)
    if pilot_id is not None:
        query = query.where(Paper.pilot_id == pilot_id, col(Paper.kind).in_(OWN))
    return db.exec(query).one_or_none()


@dataclass(frozen=True)
class Stamped:
    """A printed report; `scan` is the file of its stamped original, `house` whoever brought it."""

    paper: Paper
    newest: bool
    scan: StoredFile | None
    house: Organisation | None


def reports_of(db: Session, pilot_id: int) -> list[Stamped]:
    """The reports of a pilot that were printed."""
    query = select(Paper).where(Paper.pilot_id == pilot_id, Paper.kind == PaperKind.REPORT)
    papers = db.exec(query.order_by(col(Paper.id).desc())).all()
    return stamped(db, papers, basis_of(db, pilot_id, PaperKind.REPORT) if papers else "")


def stamped(db: Session, papers: Sequence[Paper], now: str) -> list[Stamped]:
    """Those that say what is said `now`, and whatever was stamped."""
    told = [(one, one.content.get("basis") == now) for one in papers]
    shown = [(one, newest) for one, newest in told if newest or one.scanned_at is not None]
    files = {one.scan_file_id for one, _newest in shown}
    houses = {one.scan_organisation_id for one, _newest in shown}
    scans = {row.id: row for row in db.exec(select(StoredFile).where(col(StoredFile.id).in_(files))).all()}
    named = {row.id: row for row in db.exec(select(Organisation).where(col(Organisation.id).in_(houses))).all()}
    return [
        Stamped(one, newest, scans.get(one.scan_file_id or 0), named.get(one.scan_organisation_id or 0))
        for one, newest in shown
    ]


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
