"""Uploads, what their dry run found, and what became of their rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, or_, select

from app.accounts.models import Organisation
from app.accounts.policy import Viewer
from app.exchange.columns import Mapped, map_columns
from app.exchange.fields import ListKind
from app.exchange.holding import left_open
from app.exchange.models import Outcome, Upload, UploadCheck, UploadRow, UploadState
from app.exchange.policy import is_office
from app.exchange.sentences import default_sentence, problem_sentence

PUT_AWAY = (UploadState.FAILED, UploadState.UNDONE, UploadState.DISCARDED)


@dataclass(frozen=True)
class Told:
    """A problem as people read it."""

    row: int
    column: str
    rule: str
    text: str
    severity: str
    value: str


def told(row: int, problems: Sequence[Mapping[str, Any]] | None) -> list[Told]:
    """Stored problems of a row with their sentences in the reader's language."""
    return [
        Told(row, p["column"], p["rule"], problem_sentence(p["rule"], p["text"]), p["severity"], p["text"])
        for p in problems or []
    ]


def by_public_id(db: Session, public_id: str) -> Upload | None:
    """The upload, whoever asks; the caller decides whether she may see it."""
    return db.exec(select(Upload).where(Upload.public_id == public_id)).one_or_none()


def uploads_of(db: Session, viewer: Viewer, limit: int = 100) -> list[tuple[Upload, str]]:
    """Uploads that the viewer may see with the name of their organisation, the newest first."""
    if viewer is None:
        return []
    query = (
        select(Upload, Organisation.name)
        .join(Organisation, col(Organisation.id) == Upload.organisation_id, isouter=True)
        .order_by(col(Upload.id).desc())
        .limit(limit)
    )
    if not is_office(viewer):
        houses = [home.organisation_id for home in viewer.belongings]
        query = query.where(or_(Upload.by_person_id == viewer.person_id, col(Upload.organisation_id).in_(houses)))
    return [(upload, name or "") for upload, name in db.exec(query).all()]


def handed_in_beside(db: Session, upload: Upload) -> dict[str, Upload]:
    """The other sheets of its file that were handed in with it and were not put away, by their names."""
    family = upload.columns.get("family") or upload.id
    rows = db.exec(
        select(Upload)
        .where(Upload.sha256 == upload.sha256, Upload.list_kind == upload.list_kind, Upload.id != upload.id)
        .where(col(Upload.state).not_in(PUT_AWAY))
    )
    found = (one for one in rows if family in {one.id, one.columns.get("family")})
    return {one.source.get("sheet") or one.columns["wanted"]["sheet"]: one for one in found}


def unread_sheets(db: Session, upload: Upload) -> list[str]:
    """The sheets of its file that nobody has handed in."""
    beside = handed_in_beside(db, upload)
    return [sheet for sheet in upload.source.get("other_sheets", ()) if sheet not in beside]


def mapped(upload: Upload) -> Mapped:
    """What each column of the file is taken for."""
    chosen = {int(index): code for index, code in upload.columns.get("chosen", {}).items()}
    return map_columns(ListKind(upload.list_kind), upload.columns["labels"], chosen)


def defaults(upload: Upload) -> list[str]:
    """What is done in every row because the list has no column for it, a sentence each."""
    codes = left_open(mapped(upload), at_home=upload.organisation_id is not None) if upload.columns["labels"] else ()
    return [default_sentence(code) for code in codes]


def counts_of_checks(db: Session, upload: Upload) -> dict[str, int]:
    """How many rows of the dry run have each verdict and outcome, and how many have likely duplicates."""
    counts: dict[str, int] = {}
    mine = UploadCheck.upload_id == upload.id
    for column, name in ((UploadCheck.verdict, "verdict"), (UploadCheck.outcome, "outcome")):
        query = select(column, func.count(col(UploadCheck.id))).where(mine).group_by(column)
        counts |= {f"{name}.{value}": count for value, count in db.exec(query).all()}
    twins = select(func.count(col(UploadCheck.id))).where(mine, col(UploadCheck.has_twins))
    return counts | {"twins": db.exec(twins).one()}


def checks(db: Session, upload: Upload, show: str, first: int, size: int) -> tuple[list[UploadCheck], int]:
    """A page of the dry run and the number of all rows of this selection.

    `show` is a verdict, `twins` for likely duplicates, or "" for every row.
    """
    query = select(UploadCheck).where(UploadCheck.upload_id == upload.id)
    if show == "twins":
        query = query.where(col(UploadCheck.has_twins))
    elif show:
        query = query.where(UploadCheck.verdict == show)
    total = db.exec(select(func.count()).select_from(query.subquery())).one()
    rows = db.exec(query.order_by(col(UploadCheck.row_number)).offset(first).limit(size)).all()
    return list(rows), total


def tally(db: Session, upload: Upload) -> dict[str, int]:
    """How many rows ended in each outcome."""
    query = select(UploadRow.outcome, func.count(col(UploadRow.id))).where(UploadRow.upload_id == upload.id)
    counts = {outcome.value: 0 for outcome in Outcome}
    return counts | dict(db.exec(query.group_by(UploadRow.outcome)).all())


def outcomes(db: Session, upload: Upload, *, checked: bool) -> list[tuple[int, str, Sequence[dict[str, Any]]]]:
    """Every row of the upload, or of its dry run: number, outcome, problems."""
    if checked:
        query = select(UploadCheck.row_number, UploadCheck.outcome, UploadCheck.findings)
        rows = db.exec(query.where(UploadCheck.upload_id == upload.id).order_by(col(UploadCheck.row_number))).all()
        return [(number, outcome, findings) for number, outcome, findings in rows]
    done = select(UploadRow.row_number, UploadRow.outcome, UploadRow.problems).where(UploadRow.upload_id == upload.id)
    return [
        (number, outcome, found or [])
        for number, outcome, found in db.exec(done.order_by(col(UploadRow.row_number))).all()
    ]


def rows_with_problems(
    db: Session, upload: Upload, first: int, size: int, *, kept: bool = False
) -> tuple[list[UploadRow], int]:
    """A page of the rows that were refused, skipped, not published, or (`kept`) not taken back."""
    query = select(UploadRow).where(UploadRow.upload_id == upload.id, col(UploadRow.refused))
    if kept:
        query = query.where(UploadRow.outcome == Outcome.KEPT.value)
    total = db.exec(select(func.count()).select_from(query.subquery())).one()
    rows = db.exec(query.order_by(col(UploadRow.row_number)).offset(first).limit(size)).all()
    return list(rows), total


def report(db: Session, upload: Upload, *, checked: bool = False) -> dict[str, Any]:
    """What `jinghe import --json` prints; `checked` reports the dry run instead of what was done."""
    rows = outcomes(db, upload, checked=checked)
    counts = {outcome.value: sum(1 for _n, o, _p in rows if o == outcome.value) for outcome in Outcome}
    columns = mapped(upload)
    samples = upload.source.get("samples", {})
    problems = [one for number, _outcome, found in rows for one in told(number, found)]
    return {
        "upload": upload.public_id,
        "rows": len(rows),
        "created": counts["created"],
        "updated": counts["updated"],
        "unchanged": counts["unchanged"],
        "skipped": counts["skipped"] + counts["error"],
        "errors": [_entry(one) for one in problems if one.severity == "error"],
        "columns": columns.report(),
        "defaults": defaults(upload),
        "unread": [column.label for column in columns.extra],
        "samples": {column.label: samples.get(column.label, []) for column in columns.extra},
        "secret": list(columns.secret),
        "as_in": upload.columns.get("as_in", {}),
        "sheet": upload.source.get("sheet", ""),
        "other_sheets": unread_sheets(db, upload),
        "warnings": [_entry(one) for one in problems if one.severity != "error"],
    }


def _entry(one: Told) -> dict[str, Any]:
    return {"row": one.row, "column": one.column, "rule": one.rule, "text": one.text}
