"""Attachments: taken in once, listed under their parent, handed out so that no browser runs them.

Rights follow the parent: a slice loads the parent through its own rule first and asks here for the parent's files.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath

from fastapi.responses import FileResponse
from sqlmodel import Session, col, select
from starlette.datastructures import UploadFile

from app.core.acting import Act
from app.core.blobs import BlobStore
from app.core.errors import NotFound
from app.core.models import StoredFile

NAME_LENGTH = 200


def attach(act: Act, upload: UploadFile, parent_kind: str, parent_id: int, *, confidential: bool = False) -> StoredFile:
    """Keep `upload` under its parent. Raises `TooLarge` beyond `limit` bytes and `Invalid` for a refused type."""
    name = clean_name(upload.filename or "")
    blob = act.site.blobs.put(upload.file, name, act.site.settings.attachment_limit_mb << 20)
    row = StoredFile(
        parent_kind=parent_kind,
        parent_id=parent_id,
        name=name,
        mime=blob.mime,
        size=blob.size,
        sha256=blob.sha256,
        confidential=confidential,
        uploaded_by=act.actor.person_id,
        at=act.now,
    )
    act.db.add(row)
    act.db.flush()
    return row


def files_of(db: Session, parent_kind: str, parent_id: int) -> Sequence[StoredFile]:
    """The parent's attachments as they stand, oldest first."""
    return [file for file in every_file_of(db, parent_kind, parent_id) if file.withdrawn_at is None]


def every_file_of(db: Session, parent_kind: str, parent_id: int) -> Sequence[StoredFile]:
    """The same with those that were withdrawn or replaced."""
    query = select(StoredFile).where(StoredFile.parent_kind == parent_kind, StoredFile.parent_id == parent_id)
    return db.exec(query.order_by(col(StoredFile.id))).all()


def withdraw_file(db: Session, file: StoredFile, now: datetime, replacement: StoredFile | None = None) -> None:
    """It no longer counts, for good or in favour of another one; whoever may see the history still reads it."""
    file.withdrawn_at, file.replaced_by = now, replacement.id if replacement is not None else None
    db.add(file)
    db.flush()


def file_of(db: Session, parent_kind: str, parent_id: int, public_id: str) -> StoredFile:
    """One attachment of this parent, withdrawn or not, or `NotFound`: an id of another parent's file opens nothing."""
    for file in every_file_of(db, parent_kind, parent_id):
        if file.public_id == public_id:
            return file
    raise NotFound


def download(blobs: BlobStore, file: StoredFile) -> FileResponse:
    """The content as a download: never shown in the page's own origin, whatever is inside."""
    path = blobs.path(file.sha256)
    if not path.exists():
        raise NotFound
    return FileResponse(
        path,
        media_type=file.mime,
        filename=file.name,
        content_disposition_type="attachment",
        headers={"Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "private, no-store"},
    )


def clean_name(name: str) -> str:
    """A file's own name without folders and control characters, shortened before its ending."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = "".join(c for c in last if c.isprintable()).strip() or "file"
    if len(plain) <= NAME_LENGTH:
        return plain
    ending = PurePosixPath(plain).suffix[:20]
    return plain[: NAME_LENGTH - len(ending)] + ending
