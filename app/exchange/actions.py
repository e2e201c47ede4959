"""Handing in, confirming and taking back. Nothing here touches a row of a list; the job does."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from sqlalchemy import update
from sqlmodel import Session, col

from app.core import jobs
from app.core.acting import Act
from app.core.errors import Conflict, Invalid
from app.core.files import clean_name
from app.core.history import audit
from app.core.i18n import gettext as _
from app.core.site import Site
from app.exchange.columns import EXTRA, map_columns
from app.exchange.fields import FIELDS, ListKind
from app.exchange.models import Upload, UploadState
from app.exchange.reading import GLANCE, Transcript, Wanted, transcribed
from app.exchange.remembering import Shape, remember, shape_of
from app.exchange.rules import FileRule, UnreadableFile

_ANY: Final = Wanted()


@dataclass(frozen=True)
class About:
    """What is known of a list before any of its rows is looked at: how it was read, its labels, its rows."""

    source: Mapping[str, Any]
    labels: tuple[str, ...]
    total: int


@dataclass(frozen=True)
class Taken:
    """A file that was kept: the hash it is stored under; `about` is None while a job still has to read it, `wanted` says
    where in it the list is."""

    sha256: str
    about: About | None
    wanted: Wanted = _ANY


def about(transcript: Transcript) -> About:
    """What an upload remembers of its file besides the rows."""
    skipped = [{"row": one.number, "reason": one.reason.value, "text": one.text} for one in transcript.skipped]
    source = {
        **asdict(transcript.source),
        "titles": list(transcript.titles),
        "skipped": skipped,
        "samples": transcript.samples,
    }
    return About(source, transcript.header.labels, transcript.total)


def take_in(
    site: Site,
    file: BinaryIO,
    wanted: Wanted = _ANY,
    seconds: float = GLANCE,
    before: Sequence[tuple[int, Shape]] = (),
) -> Taken:
    """Keep the list in `file` after a glance at it. Raises UnreadableFile or `TooLarge`; nothing is kept then.

    What takes longer than `seconds` is kept unread, and the job that looks at the rows reads it first. Where no header is
    found it may be one of `before`, which are rows and headers of earlier lists.
    """
    limit = site.settings.upload_limit_mb << 20
    sha256, (seen, where) = site.blobs.keep(
        file, limit, lambda path: _glance(path, site.blobs.folder, wanted, seconds, before)
    )
    return Taken(sha256, seen, where)


def _glance(
    path: Path, folder: Path, wanted: Wanted, seconds: float, before: Sequence[tuple[int, Shape]]
) -> tuple[About | None, Wanted]:
    try:
        with transcribed(path, folder, seconds, wanted) as transcript:
            return about(transcript), wanted
    except UnreadableFile as error:
        if error.rule is FileRule.TOO_SLOW:
            return None, wanted
        if error.rule is FileRule.NO_HEADER and before and not wanted.header_row:
            (row, shape), *rest = before
            there = replace(wanted, header_row=row)
            with suppress(UnreadableFile), transcribed(path, folder, seconds, there) as transcript:
                if shape_of(transcript.header.labels) == shape:
                    return about(transcript), there
            return _glance(path, folder, wanted, seconds, rest)
        raise


def hand_in(
    act: Act, kind: ListKind, taken: Taken, file_name: str, organisation_id: int | None, family: int | None = None
) -> Upload:
    """The upload of a file that was taken in; its dry run follows by a job. `family` is the upload of the first sheet
    where this is a further one."""
    upload = Upload(
        list_kind=kind.value,
        file_name=clean_name(file_name),
        sha256=taken.sha256,
        state=UploadState.CHECKING,
        columns={"labels": [], "chosen": {}, "wanted": asdict(taken.wanted), "family": family},
        actor=asdict(act.actor),
        by_person_id=act.actor.person_id,
        organisation_id=organisation_id,
        created_at=act.now,
    )
    act.db.add(upload)
    if taken.about:
        learn(act.db, upload, taken.about)
    act.db.flush()
    audit(act, "import.handed_in", upload, {"file": upload.file_name, "rows": upload.total})
    return upload


def learn(db: Session, upload: Upload, known: About) -> None:
    """The file was read: the upload remembers how; the first time it also takes over what was said of the last like it."""
    first = not upload.columns["labels"]
    upload.source, upload.total = dict(known.source), known.total
    upload.columns = {**upload.columns, "labels": list(known.labels)}
    if first and not upload.columns["chosen"]:
        remember(db, upload)


def hand_in_sheets(act: Act, upload: Upload, sheets: Sequence[str]) -> list[Upload]:
    """Uploads of further sheets of the same file, which a job reads. Raises `Invalid` for one that was not found there."""
    if not sheets or not set(sheets) <= set(upload.source.get("other_sheets", ())):
        raise Invalid(_("请选择文件里的工作表。"))
    kind, family = ListKind(upload.list_kind), upload.columns.get("family") or upload.id
    return [
        hand_in(act, kind, Taken(upload.sha256, None, Wanted(sheet)), upload.file_name, upload.organisation_id, family)
        for sheet in dict.fromkeys(sheets)
    ]


def enqueue_work(db: Session, upload: Upload, now: datetime) -> None:
    """Let a worker do what the upload waits for."""
    jobs.enqueue(db, jobs.RunImport(upload.id), now, key=f"import:{upload.id}")


def choose_columns(db: Session, upload: Upload, chosen: Mapping[int, str], now: datetime) -> None:
    """Take columns for other fields and look at every row again. Raises `Invalid` for an impossible choice."""
    columns = columns_chosen(upload, chosen)
    _move(db, upload, {UploadState.READ, UploadState.FAILED}, UploadState.CHECKING, columns=columns, done=0)
    enqueue_work(db, upload, now)


def columns_chosen(upload: Upload, chosen: Mapping[int, str]) -> dict[str, Any]:
    """The upload's `columns` with what was chosen for each, by index. Raises `Invalid` for an impossible choice."""
    kind = ListKind(upload.list_kind)
    codes = {field.code for field in FIELDS[kind]} | {EXTRA}
    labels: list[str] = upload.columns["labels"]
    if any(code not in codes or not 0 <= index < len(labels) for index, code in chosen.items()):
        raise Invalid(_("请从列表里选择每一列的用途。"))
    fields = [code for code in chosen.values() if code != EXTRA]
    if len(fields) != len(set(fields)):
        raise Invalid(_("有两列选了同一个用途，请改正其中一列。"))
    map_columns(kind, labels, chosen)
    kept = {name: value for name, value in upload.columns.items() if name != "as_in"}
    return {**kept, "chosen": {str(index): code for index, code in chosen.items()}}


def confirm(act: Act, upload: Upload, *, publish: bool = False, waiver: str = "", declared: str = "") -> None:
    """Carry out the upload as its dry run showed; `declared` is why others may read what its texts tell about people.
    Raises `Conflict` when it was confirmed already."""
    _move(
        act.db,
        upload,
        {UploadState.READ},
        UploadState.CONFIRMED,
        publish=publish,
        waiver=waiver,
        declared=declared,
        actor=asdict(act.actor),
        done=0,
    )
    said = {"publish": publish, "waiver": waiver} | ({"declared": declared} if declared else {})
    audit(act, "import.confirmed", upload, said)


def ask_undo(act: Act, upload: Upload) -> None:
    """Take the upload back. Raises `Conflict` unless it is done."""
    _move(act.db, upload, {UploadState.DONE}, UploadState.UNDOING, actor=asdict(act.actor))
    audit(act, "import.undo_asked", upload)


def discard(act: Act, upload: Upload) -> None:
    """Put away an upload that was never carried out."""
    waiting = {UploadState.READ, UploadState.FAILED, UploadState.CHECKING}
    _move(act.db, upload, waiting, UploadState.DISCARDED, finished_at=act.now)
    audit(act, "import.discarded", upload)


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
