"""What an adopting owner states of its copy, as a paper; and of any paper whether what it says is said still."""

from sqlmodel import Session, col, select

from scenarios.demonstrations.models import Adoption, AdoptionReading
from scenarios.pilots.contents import digest
from scenarios.pilots.models import Paper, PaperKind
from scenarios.pilots.queries import papers

SAID = ("live_on", "days", "cost", "place", "note", "organisation_id", "state")


def basis_of(db: Session, row: Adoption) -> str:
    """The hash of what a paper of this copy would say now."""
    readings = db.exec(select(AdoptionReading).where(AdoptionReading.adoption_id == row.id)).all()
    read = sorted((one.kpi_id, one.value, str(one.measured_on)) for one in readings)
    return digest([[getattr(row, name) for name in SAID], read])


def is_newest(db: Session, paper: Paper) -> bool:
    """Of whatever kind it is."""
    if paper.kind is not PaperKind.ADOPTION:
        return papers.is_newest(db, paper)
    return bool(paper.content.get("basis") == basis_of(db, db.get_one(Adoption, paper.about or 0)))


def paper_of(db: Session, code: str, row: Adoption) -> Paper | None:
    """The paper of this copy with this code."""
    found = papers.paper_of(db, code)
    hers = found is not None and found.kind is PaperKind.ADOPTION and found.about == row.id
    return found if hers else None


def statements_of(db: Session, row: Adoption) -> list[papers.Stamped]:
    """The papers of this copy that were printed."""
    query = select(Paper).where(Paper.kind == PaperKind.ADOPTION, Paper.about == row.id)
    return papers.stamped(db, db.exec(query.order_by(col(Paper.id).desc())).all(), basis_of(db, row))
