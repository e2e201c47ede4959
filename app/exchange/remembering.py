"""What somebody said of a list is remembered for the next one of its shape, and only said by whom it was and for what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.exchange.cells import compact
from app.exchange.fields import ListKind
from app.exchange.models import Upload, UploadState

Shape = tuple[str, ...]

_CARRIED_OUT = (
    UploadState.CONFIRMED,
    UploadState.RUNNING,
    UploadState.DONE,
    UploadState.UNDOING,
    UploadState.UNDONE,
)
_LOOKED_AT = 50


@dataclass(frozen=True)
class Whose:
    """Whose lists are compared: those of a house, else of a person, else those of the shell."""

    kind: ListKind
    organisation_id: int | None
    person_id: int | None


def shape_of(labels: Sequence[str]) -> Shape:
    """The header as it is compared with others."""
    return tuple(map(compact, labels))


def header_rows(db: Session, whose: Whose) -> list[tuple[int, Shape]]:
    """The rows that were said to be the header, with the header that stood there, the last first."""
    found = (
        (one.columns.get("wanted", {}).get("header_row", 0), shape_of(one.columns["labels"]))
        for one in _last(db, whose)
    )
    return [(row, shape) for row, shape in dict.fromkeys(found) if row and shape]


def remember(db: Session, upload: Upload) -> None:
    """Take the columns of an upload, whose header is known, for what they were taken for in the last list of its shape."""
    whose = Whose(ListKind(upload.list_kind), upload.organisation_id, upload.by_person_id)
    shape = shape_of(upload.columns["labels"])
    last = next(
        (one for one in _last(db, whose) if one.id != upload.id and shape_of(one.columns["labels"]) == shape), None
    )
    if last is not None and (chosen := last.columns.get("chosen")):
        upload.columns = {
            **upload.columns,
            "chosen": dict(chosen),
            "as_in": {"upload": last.public_id, "file": last.file_name},
        }


def _last(db: Session, whose: Whose) -> Iterator[Upload]:
    """Uploads that were carried out, the last first."""
    query = select(Upload).where(
        Upload.list_kind == whose.kind.value,
        Upload.organisation_id == whose.organisation_id,
        col(Upload.state).in_(_CARRIED_OUT),
    )
    if whose.organisation_id is None:
        query = query.where(Upload.by_person_id == whose.person_id)
    yield from db.exec(query.order_by(col(Upload.id).desc()).limit(_LOOKED_AT)).all()
