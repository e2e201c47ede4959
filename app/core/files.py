"""Attachments: copied and looked at before a transaction begins, listed under their parent, handed out so that no
browser runs them.

Rights follow the parent: a slice loads the parent through its own rule first and asks here for the parent's files.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from fastapi.responses import FileResponse
from sqlmodel import Session, SQLModel, col, select
from starlette.datastructures import UploadFile

from app.core.acting import Act
from app.core.blobs import ALLOWED, BlobStore, Copied, true_type
from app.core.errors import Invalid, NotFound, TooLarge
from app.core.forms import Form, FormModel, Posted, bind
from app.core.history import audit
from app.core.i18n import gettext as _
from app.core.models import StoredFile, place_of
from app.core.personal.asking import MASKED, Declared
from app.core.personal.declaring import declare, keys_of
from app.core.personal.files import UNREAD, Read, read
from app.core.site import Site, TheSite

NAME_LENGTH = 200
MOST_FILES: Final = 20
"""Attachments of one thing."""


@dataclass(frozen=True)
class SentFile:
    """The file that came with a form: in which field, under which clean name, and its copy or why it is refused. Of one
    that others will load `said` is what it says in words: nothing for a picture, a scan, an archive."""

    field: str
    name: str
    copy: Copied[str] | None
    refused: str = ""
    said: Read = UNREAD

    def check(self, form: Form[Any]) -> None:
        """Say at its field why it is refused."""
        if self.refused:
            form.add_error(self.field, self.refused)

    def show(self, form: Form[Any]) -> None:
        """The same of one that others will load: what it tells about people is declared with the form, and of what
        cannot be read its sender says that nobody can be recognised in it."""
        self.check(form)
        if self.copy is None:
            return
        if self.said.text is not None:
            form.inside[self.field] = self.said.text
            form.declared = form.hold_back()
        if self.said.whole:
            return
        if form.value("masked"):
            form.declared = (*form.declared, Declared(f"file:{self.copy.sha256}", self.name, MASKED, ""))
        else:
            form.add_error(
                "masked", _("图片（含文档里的）、扫描件和压缩包无法代您检查，请先确认没有能认出个人的内容。")
            )


def sent_file(request: Request, data: Posted, site: TheSite) -> Iterator[SentFile | None]:
    """The file of the form, None without one; at those of strangers nobody looks."""
    found = [(name, value) for name, value in data.multi_items() if isinstance(value, UploadFile) and value.filename]
    with ExitStack() as held:
        known = getattr(request.state, "viewer", None) is not None
        yield _copied(site, *found[0], held) if found and known else None


def _copied(site: Site, field: str, upload: UploadFile, held: ExitStack) -> SentFile:
    name = clean_name(upload.filename or "")
    limit = site.settings.attachment_limit_mb << 20
    try:
        copy = held.enter_context(site.blobs.copied(upload.file, limit, lambda here: true_type(here, name)))
    except (Invalid, TooLarge) as refusal:
        return SentFile(field, name, None, refusal.sentence)
    return SentFile(field, name, copy)


Sent = Annotated[SentFile | None, Depends(sent_file, scope="function")]
"""Parameter type of a handler whose form brings a file. It stands before whatever needs the database: its bytes are
copied before the transaction begins, or everybody who writes would wait for them."""


def shown_file(sent: Sent, data: Posted) -> SentFile | None:
    """The same with its words, unless it is handed in as confidential."""
    if sent is None or sent.copy is None or data.get("confidential"):
        return sent
    return replace(sent, said=read(sent.copy.here, sent.copy.seen))


Shown = Annotated[SentFile | None, Depends(shown_file, scope="function")]
"""Parameter type of a handler whose form brings a file that others will load; it stands where `Sent` would."""


def attach(act: Act, sent: SentFile, parent_kind: str, parent_id: int, *, confidential: bool = False) -> StoredFile:
    """Keep what was `sent` under its parent. Raises `Invalid` for a refused one, unless a form was told by `check`."""
    if sent.copy is None:
        raise Invalid(sent.refused)
    sent.copy.keep()
    row = StoredFile(
        parent_kind=parent_kind,
        parent_id=parent_id,
        name=sent.name,
        mime=sent.copy.seen,
        size=sent.copy.size,
        sha256=sent.copy.sha256,
        confidential=confidential,
        uploaded_by=act.actor.person_id,
        at=act.now,
    )
    act.db.add(row)
    act.db.flush()
    return row


class AttachmentForm(FormModel):
    """The form of one attachment; the file itself is `Sent`."""

    confidential: bool = False
    masked: bool = False


def add_attachment(act: Act, parent: SQLModel, sent: SentFile | None, data: Posted) -> Form[AttachmentForm]:
    """Take in one attachment; the form says at its field why not, and is without errors when it is kept."""
    form = bind(AttachmentForm, data, keys_of(act.db, parent))
    kind, number = place_of(parent)
    if sent is None:
        form.add_error("file", _("请先选择一个文件。"))
    elif form.value("confidential"):
        sent.check(form)
    else:
        sent.show(form)
    if sent is None or form.found or form.cleaned is None:
        return form
    if len(files_of(act.db, kind, number)) >= MOST_FILES:
        form.add_error("file", _("最多 {most} 个附件，请先删除不用的。").format(most=MOST_FILES))
    else:
        attach(act, sent, kind, number, confidential=form.cleaned.confidential)
        declare(act, parent, form.declared)
    return form


def remove_attachment(act: Act, parent: SQLModel, public_id: str) -> None:
    """Take one away; the audit keeps its name and hash, the store its content: revisions and other rows may name it."""
    kind, number = place_of(parent)
    file = file_of(act.db, kind, number, public_id)
    audit(act, f"{kind}.remove_file", parent, {"name": file.name, "sha256": file.sha256})
    act.db.delete(file)
    act.db.flush()


def attachments_page(db: Session, site: Site, parent: SQLModel) -> dict[str, Any]:
    """What `components/files.html` draws beside the form."""
    limit = site.settings.attachment_limit_mb
    return {"files": files_of(db, *place_of(parent)), "accepted": sorted(ALLOWED), "limit": limit}


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


def download(blobs: BlobStore, file: StoredFile, *, inside: bool) -> FileResponse:
    """The content as a download: never shown in the page's own origin, whatever is in it. What is confidential or was
    taken back is handed out `inside` only, to whoever may see the parent's inside."""
    path = blobs.path(file.sha256)
    if not path.exists() or ((file.confidential or file.withdrawn_at) and not inside):
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
