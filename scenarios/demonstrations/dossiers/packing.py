"""A dossier: a ZIP with `dossier.json` (what it is, and the hash of every other part), `records/*.json` and `files/<sha256>`.

Moves are told by the ids of people alone, so that the archive holds no name that might have to be forgotten.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import IO, Any, Final

from sqlalchemy import and_, or_
from sqlmodel import Session, SQLModel, col, select

from app.core.blobs import BlobStore
from app.core.chain import head_of, said_of
from app.core.history import timeline
from app.core.models import StatusChange, StoredFile
from scenarios.demonstrations.dossiers.sight import ALL, Sight
from scenarios.demonstrations.lifecycle import ADOPTION, OBJECTION, AdoptionState
from scenarios.demonstrations.models import Adoption, AdoptionReading, DemoObjection
from scenarios.demonstrations.queries.cases import Shown
from scenarios.pilots.lifecycle import ITEM, MILESTONE, PARTNER, PILOT, VERIFICATION
from scenarios.pilots.models import (
    Alarm,
    Amendment,
    Consent,
    Disclosure,
    Milestone,
    Paper,
    PaperKind,
    PilotAgreement,
    PilotComment,
    PilotKpi,
    PilotPartner,
    PilotParty,
    ReadinessItem,
    Reading,
    Survey,
    Verification,
)
from scenarios.pilots.queries.running import files_to_measure

VERSION: Final = 1
INDEX: Final = "dossier.json"
WRITTEN_AT: Final = (1980, 1, 1, 0, 0, 0)
"""The same dossier is the same bytes, whenever it is written."""
OF_PILOT: Final[Mapping[str, type[Any]]] = {
    "agreement": PilotAgreement,
    "parties": PilotParty,
    "partners": PilotPartner,
    "consents": Consent,
    "readiness": ReadinessItem,
    "figures": PilotKpi,
    "amendments": Amendment,
    "milestones": Milestone,
    "surveys": Survey,
    "alarms": Alarm,
    "verifications": Verification,
}
CONTRACT: Final = frozenset({"agreement", "alarms", "partners"})
"""Parts that a verifier measures without."""
OF_COPY: Final = frozenset({"id", "demonstration_id", "state", "cost", "days", "live_on", "adopted_at"})
OF_NAMED: Final = frozenset({"organisation_id", "place"})
NAMES: Final = frozenset({"by_name", "person_name", "proposed_by", "reported_by", "cleared_by", "scan_by_name", "raw"})
"""Columns that name people beside their id, or hold what was typed and never said."""


def pack(db: Session, blobs: BlobStore, shown: Shown, target: IO[bytes], sight: Sight = ALL) -> str:
    """Write the dossier of a demonstration as a reader with this sight may know it; the head of its pilot's chain."""
    records = dict(_records(db, shown, sight))
    files = _files(db, shown, sight)
    parts = {f"records/{name}.json": _plain(content) for name, content in records.items()}
    head = head_of(timeline(db, PILOT.name, shown.case.pilot.id))
    index = {
        "version": VERSION,
        "number": shown.demonstration.number,
        "title": shown.demonstration.title,
        "head": head,
        "parts": {name: hashlib.sha256(text).hexdigest() for name, text in parts.items()},
        "files": [_told(row) | {"there": blobs.path(row.sha256).exists()} for row in files],
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        _write(archive, INDEX, _plain(index))
        for name, text in parts.items():
            _write(archive, name, text)
        for sha256 in sorted({row.sha256 for row in files}):
            path = blobs.path(sha256)
            if path.exists():
                with path.open("rb") as source, archive.open(_entry(f"files/{sha256}"), "w") as kept:
                    while chunk := source.read(1 << 20):
                        kept.write(chunk)
    return head


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, WRITTEN_AT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _write(archive: zipfile.ZipFile, name: str, text: bytes) -> None:
    archive.writestr(_entry(name), text)


def _plain(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()


def _records(db: Session, shown: Shown, sight: Sight) -> Iterable[tuple[str, Any]]:
    pilot, row = shown.case.pilot, shown.demonstration
    yield "pilot", _said(pilot)
    yield "need", {"public_id": shown.case.need.public_id, "title": shown.case.need.title}
    hidden = (set() if sight.contract else CONTRACT) | (set() if sight.surveys else {"surveys"})
    for name, table in OF_PILOT.items():
        if name not in hidden:
            yield name, _rows(db, table, table.pilot_id == pilot.id)
    yield "papers", [_said(one) for one in _papers(db, shown, sight)]
    reports = select(Verification.id).where(Verification.pilot_id == pilot.id)
    for name, of_report in (("readings", Reading), ("comments", PilotComment)):
        yield name, _rows(db, of_report, col(of_report.verification_id).in_(reports))
    yield "demonstration", _said(row)
    if sight.objections:
        yield "objections", _rows(db, DemoObjection, DemoObjection.demonstration_id == row.id)
    copies = _copies(db, shown)
    yield "adoptions", list(filter(None, (_copy(one, sight) for one in copies)))
    yield "adoption_readings", _adopted(db, shown, copies, sight)
    yield "history", [said_of(one) | {"seal": one.seal} for one in _moves(db, shown, sight)]


def _papers(db: Session, shown: Shown, sight: Sight) -> Sequence[Paper]:
    """Each by the rule of the page on which it is printed."""
    copies = [one.id for one in _copies(db, shown) if sight.copy(one.organisation_id)]
    kinds = [PaperKind.REPORT, *([PaperKind.AGREEMENT] if sight.contract else [])]
    stated = and_(col(Paper.kind) == PaperKind.ADOPTION, col(Paper.about).in_(copies))
    query = select(Paper).where(Paper.pilot_id == shown.case.pilot.id, or_(col(Paper.kind).in_(kinds), stated))
    return db.exec(query.order_by(col(Paper.id))).all()


def _copies(db: Session, shown: Shown) -> Sequence[Adoption]:
    query = select(Adoption).where(Adoption.demonstration_id == shown.demonstration.id)
    return db.exec(query.order_by(col(Adoption.id))).all()


def _copy(row: Adoption, sight: Sight) -> dict[str, Any] | None:
    """As the page tells it: its house where that lets itself be named, nothing of one that is only wanted."""
    if sight.copy(row.organisation_id):
        return _said(row)
    if row.state is not AdoptionState.ADOPTED:
        return None
    return row.model_dump(mode="json", include=set(OF_COPY | (OF_NAMED if row.named else frozenset())))


def _adopted(db: Session, shown: Shown, copies: Sequence[Adoption], sight: Sight) -> list[dict[str, Any]]:
    """Of a copy that is told in public only the figures whose values are."""
    whole = [one.id for one in copies if sight.copy(one.organisation_id)]
    told = [one.id for one in copies if one.state is AdoptionState.ADOPTED]
    values = [kpi.id for kpi in shown.case.kpis if kpi.disclosure is Disclosure.VALUE]
    of, kpi = col(AdoptionReading.adoption_id), col(AdoptionReading.kpi_id)
    return _rows(db, AdoptionReading, or_(of.in_(whole), and_(of.in_(told), kpi.in_(values))))


def _rows(db: Session, table: type[Any], where: Any) -> list[dict[str, Any]]:
    order = col(table.id) if hasattr(table, "id") else col(table.pilot_id)
    return [_said(one) for one in db.exec(select(table).where(where).order_by(order)).all()]


def _said(row: SQLModel) -> dict[str, Any]:
    return row.model_dump(mode="json", exclude=set(NAMES))


def _moves(db: Session, shown: Shown, sight: Sight) -> Sequence[StatusChange]:
    """Every move that she may know, of the pilot and of what hangs on it, thing by thing, each oldest first."""
    pilot, row = shown.case.pilot.id, shown.demonstration.id
    copies = [one.id for one in _copies(db, shown) if sight.copy(one.organisation_id)]
    things: list[tuple[str, Any, Any]] = [
        (ITEM.name, ReadinessItem, ReadinessItem.pilot_id == pilot),
        (MILESTONE.name, Milestone, Milestone.pilot_id == pilot),
        (VERIFICATION.name, Verification, Verification.pilot_id == pilot),
        (ADOPTION.name, Adoption, col(Adoption.id).in_(copies)),
    ]
    if sight.contract:
        things.append((PARTNER.name, PilotPartner, PilotPartner.pilot_id == pilot))
    if sight.objections:
        things.append((OBJECTION.name, DemoObjection, DemoObjection.demonstration_id == row))
    found = list(timeline(db, PILOT.name, pilot))
    for kind, table, where in things:
        for number in db.exec(select(table.id).where(where).order_by(col(table.id))).all():
            found += timeline(db, kind, number)
    return found


def _files(db: Session, shown: Shown, sight: Sight) -> Sequence[StoredFile]:
    own = ("demonstration", shown.demonstration.id)
    evidence = select(DemoObjection.file_id).where(DemoObjection.demonstration_id == shown.demonstration.id)
    hidden = set() if sight.objections else set(db.exec(evidence).all())
    found: list[StoredFile] = []
    copies = [(ADOPTION.name, one.id) for one in _copies(db, shown) if sight.copy(one.organisation_id)]
    for kind, number in (("pilot", shown.case.pilot.id), own, *copies):
        query = select(StoredFile).where(StoredFile.parent_kind == kind, StoredFile.parent_id == number)
        found += db.exec(query.order_by(col(StoredFile.id))).all()
    if not sight.contract:
        measured = files_to_measure(db, shown.case)
        found = [one for one in found if one.parent_kind != PILOT.name or one.id in measured]
    return [one for one in found if one.id not in hidden]


def _told(row: StoredFile) -> dict[str, Any]:
    at: datetime = row.at
    return {
        "id": row.id,
        "name": row.name,
        "mime": row.mime,
        "size": row.size,
        "sha256": row.sha256,
        "at": at.isoformat(),
    }
