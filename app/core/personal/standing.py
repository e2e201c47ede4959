"""Which declarations of a thing still speak of something that stands there."""

from collections.abc import Collection, Iterable, Sequence

from sqlmodel import Session, SQLModel, col, select

from app.core.files import files_of
from app.core.models import Declaration, StatusChange, place_of
from app.core.personal.declaring import declarations_of
from app.core.personal.files import PICTURES
from app.core.personal.finding import find

_FILE = "file:"
"""How the key of a file begins, in which nobody can be recognised; its hash follows."""


def standing_of(db: Session, thing: SQLModel, texts: Iterable[str]) -> list[Declaration]:
    """What is declared for a thing and still stands in its `texts`, in a note of its history or in an attachment."""
    rows = declarations_of(db, thing)
    if not rows:
        return []
    kind, number = place_of(thing)
    history = select(StatusChange.note).where(StatusChange.object_kind == kind, StatusChange.object_id == number)
    notes = db.exec(history.where(col(StatusChange.note) != "")).all()
    files = files_of(db, kind, number)
    hashes = {file.sha256 for file in files}
    return _standing(rows, [*texts, *notes], hashes, worded=any(not one.mime.startswith(PICTURES) for one in files))


def _standing(
    rows: Sequence[Declaration], texts: Iterable[str], hashes: Collection[str], *, worded: bool
) -> list[Declaration]:
    """Nobody reads attachments a second time: what may come from one of them with words stays."""
    said = {row.key for row in still_said(rows, texts)}
    return [
        row
        for row in rows
        if (row.key.removeprefix(_FILE) in hashes if row.key.startswith(_FILE) else worded or row.key in said)
    ]


def still_said(rows: Sequence[Declaration], texts: Iterable[str]) -> list[Declaration]:
    """Those of the declarations whose very value stands in one of the texts."""
    said = {one.key for text in texts for one in find(text)} if rows else set()
    return [row for row in rows if row.key in said]
