"""Handing in, confirming and taking back. Nothing here touches a row of a list; the job does."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import update
from sqlmodel import Session, col

from app.core import jobs
from app.core.actors import Actor
from app.core.errors import Conflict, Invalid
from app.core.files import clean_name
from app.core.history import audit
from app.core.i18n import gettext as _
from app.core.site import Site
from app.exchange.columns import EXTRA, map_columns
from app.exchange.fields import FIELDS, ListKind
from app.exchange.models import Upload, UploadState
from app.exchange.reading import Skipped, read_table
from app.exchange.rules import FileRule, UnreadableFile

MOST_SKIPPED: Final = 200
"""Lines without a record that are kept to be shown."""


@dataclass(frozen=True)
class Taken:
    """A file that was read and kept: how it was read, its labels, its rows, the hash it is stored under."""

    source: Mapping[str, Any]
    labels: tuple[str, ...]
    total: int
    sha256: str


def take_in(site: Site, path: Path) -> Taken:
    """Read the list in the file at `path` and keep a copy. Raises UnreadableFile; nothing is kept then."""
    table = read_table(path)
    total, skipped = 0, []
    for entry in table:
        if isinstance(entry, Skipped):
            skipped.append({"row": entry.number, "reason": entry.reason.value, "text": entry.text})
        else:
            total += 1
    if total == 0:
        raise UnreadableFile(FileRule.NO_ROWS)
    with path.open("rb") as file:
        blob = site.blobs.put(file, f"list.{table.source.format}", site.settings.upload_limit_mb << 20)
    source = {**asdict(table.source), "titles": list(table.titles), "skipped": skipped[:MOST_SKIPPED]}
    return Taken(source, table.header.labels, total, blob.sha256)


def hand_in(
    db: Session,
    actor: Actor,
    kind: ListKind,
    taken: Taken,
    file_name: str,
    organisation_id: int | None,
    now: datetime,
) -> Upload:
    """The upload of a file that was taken in; its dry run follows by a job."""
    upload = Upload(
        list_kind=kind.value,
        file_name=clean_name(file_name),
        sha256=taken.sha256,
        state=UploadState.CHECKING,
        source=dict(taken.source),
        columns={"labels": list(taken.labels), "chosen": {}},
        actor=asdict(actor),
        total=taken.total,
        by_person_id=actor.person_id,
        organisation_id=organisation_id,
        created_at=now,
    )
    db.add(upload)
    db.flush()
    audit(db, "import.handed_in", actor, now, upload, {"file": upload.file_name, "rows": taken.total})
    return upload


def enqueue_work(db: Session, upload: Upload, now: datetime) -> None:
    """Let a worker do what the upload waits for."""
    jobs.enqueue(db, jobs.RunImport(upload.id or 0), now, key=f"import:{upload.id}")


def choose_columns(db: Session, upload: Upload, chosen: Mapping[int, str], now: datetime) -> None:
    """Take columns for other fields and look at every row again. Raises `Invalid` for an impossible choice."""
    kind = ListKind(upload.list_kind)
    codes = {field.code for field in FIELDS[kind]} | {EXTRA}
    labels: list[str] = upload.columns["labels"]
    if any(code not in codes or not 0 <= index < len(labels) for index, code in chosen.items()):
        raise Invalid(_("请从列表里选择每一列的用途。"))
    fields = [code for code in chosen.values() if code != EXTRA]
    if len(fields) != len(set(fields)):
        raise Invalid(_("有两列选了同一个用途，请改正其中一列。"))
    map_columns(kind, labels, chosen)
    columns = {**upload.columns, "chosen": {str(index): code for index, code in chosen.items()}}
    _move(db, upload, {UploadState.READ, UploadState.FAILED}, UploadState.CHECKING, columns=columns, done=0)
    enqueue_work(db, upload, now)


def confirm(
    db: Session, upload: Upload, actor: Actor, now: datetime, *, publish: bool = False, waiver: str = ""
) -> None:
    """Carry out the upload as its dry run showed. Raises `Conflict` when it was confirmed already."""
    _move(
        db,
        upload,
        {UploadState.READ},
        UploadState.CONFIRMED,
        publish=publish,
        waiver=waiver,
        actor=asdict(actor),
        done=0,
    )
    audit(db, "import.confirmed", actor, now, upload, {"publish": publish, "waiver": waiver})


def ask_undo(db: Session, upload: Upload, actor: Actor, now: datetime) -> None:
    """Take the upload back. Raises `Conflict` unless it is done."""
    _move(db, upload, {UploadState.DONE}, UploadState.UNDOING, actor=asdict(actor))
    audit(db, "import.undo_asked", actor, now, upload)


def discard(db: Session, upload: Upload, actor: Actor, now: datetime) -> None:
    """Put away an upload that was never carried out."""
    waiting = {UploadState.READ, UploadState.FAILED, UploadState.CHECKING}
    _move(db, upload, waiting, UploadState.DISCARDED, finished_at=now)
    audit(db, "import.discarded", actor, now, upload)


def fail(db: Session, upload: Upload, error: UnreadableFile, now: datetime) -> None:
    """The file cannot be read after all; the reason is kept as codes and told in the reader's language."""
    upload.state, upload.finished_at = UploadState.FAILED, now
    upload.source = {**upload.source, "error": {"rule": error.rule.value, "detail": error.detail}}
    db.add(upload)


def _move(db: Session, upload: Upload, before: set[UploadState], after: UploadState, **values: object) -> None:
    """Compare-and-set: of two clicks one wins."""
    db.flush()
    hit = db.connection().execute(
        update(Upload).where(col(Upload.id) == upload.id, col(Upload.state).in_(before)).values(state=after, **values)
    )
    if hit.rowcount != 1:
        raise Conflict(_("这份清单刚刚有了进展，请刷新页面查看。"))
    db.refresh(upload)
