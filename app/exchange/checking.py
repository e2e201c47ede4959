"""The dry run: what each row would do, written beside the upload and nowhere else."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import Session, col

from app.accounts.access import principal_of
from app.accounts.models import Person
from app.accounts.policy import Viewer
from app.core.site import Site
from app.core.words import name_key
from app.exchange.meeting import house_of
from app.exchange.models import Outcome, Upload, UploadCheck, UploadState
from app.exchange.pencilled import Earlier, sheets_before, told_by
from app.exchange.planning import plan, read_steps
from app.exchange.problems import verdict
from app.exchange.reading import Row
from app.exchange.rules import UnreadableFile
from app.exchange.running import Opened, Progress, chunks, open_upload
from app.exchange.steps import Seen, Step
from app.exchange.stores import Store
from app.exchange.twins import Names, Place


def check(site: Site, upload_id: int, progress: Progress) -> None:
    """Look at every row; a second start begins anew."""
    with open_upload(site, upload_id) as opened:
        if not _check_all(site, upload_id, opened, progress):
            return
    with site.database.writing() as db:
        upload = db.get_one(Upload, upload_id, with_for_update=True)
        if upload.state is UploadState.CHECKING:
            upload.state = UploadState.READ
            db.add(upload)


def _check_all(site: Site, upload_id: int, opened: Opened, progress: Progress) -> bool:
    """False when the upload is no longer to be checked."""
    names = known_names(site, upload_id, opened.reading.store)
    earlier, seen, count = earlier_sheets(site, upload_id, opened), Seen(), 0
    for rows in chunks(opened.transcript.rows()):
        if not _check_chunk(site, upload_id, opened, rows, seen, names, earlier, first=count == 0):
            return False
        count += len(rows)
        progress(count, opened.transcript.total)
    return True


def known_names(site: Site, upload_id: int, store: Store) -> Names:
    """The names that whoever handed in the file may see."""
    names = Names()
    with site.database.reading() as db:
        viewer, everything = _viewer(site, db, db.get_one(Upload, upload_id))
        for key, public_id, name in store.names(db, viewer, everything=everything):
            names.add(key, Place(name, public_id=public_id))
    return names


def _viewer(site: Site, db: Session, upload: Upload) -> tuple[Viewer, bool]:
    """The command line acts for the office and sees everything."""
    if upload.by_person_id is None:
        return None, True
    return principal_of(db, db.get_one(Person, upload.by_person_id), site.clock.now()), False


def earlier_sheets(site: Site, upload_id: int, opened: Opened) -> Earlier:
    """What the sheets of the same file that wait before this one would do, as far as this one has to do with it."""
    earlier = Earlier()
    with site.database.reading() as db:
        before = [(one.id, one.source.get("sheet", "")) for one in sheets_before(db, db.get_one(Upload, upload_id))]
    mine = set(told_by(opened.reading.mapped, opened.transcript.rows())) if before else set()
    for sheet_id, sheet in before:
        with suppress(UnreadableFile), open_upload(site, sheet_id) as other:
            _pencil_in(site, other, sheet, mine, earlier)
    return earlier


def _pencil_in(site: Site, other: Opened, sheet: str, mine: AbstractSet[str], earlier: Earlier) -> None:
    reading, seen = other.reading, Seen()
    told = (row for row in other.transcript.rows() if not mine.isdisjoint(told_by(reading.mapped, [row])))
    for rows in chunks(told):
        steps = read_steps(reading, rows)
        with site.database.reading() as db:
            plan(db, reading, steps, seen, earlier)
        for step in steps:
            earlier.take(step, step.name, house_of(step), sheet)


def _check_chunk(
    site: Site,
    upload_id: int,
    opened: Opened,
    rows: Sequence[Row],
    seen: Seen,
    names: Names,
    earlier: Earlier,
    *,
    first: bool,
) -> bool:
    steps = read_steps(opened.reading, rows)
    with site.database.reading() as db:
        plan(db, opened.reading, steps, seen, earlier)
        checks = [_checked(upload_id, step, names) for step in steps]
    with site.database.writing() as db:
        upload = db.get_one(Upload, upload_id, with_for_update=True)
        if upload.state is not UploadState.CHECKING:
            return False
        if first:
            db.connection().execute(delete(UploadCheck).where(col(UploadCheck.upload_id) == upload_id))
            upload.done = 0
        upload.done += len(rows)
        db.add(upload)
        db.flush()
        db.connection().execute(insert(UploadCheck), checks)
    return True


def _checked(upload_id: int, step: Step, names: Names) -> dict[str, Any]:
    """The columns of the step's `UploadCheck`."""
    twins = list(_twins(step, names))
    return {
        "upload_id": upload_id,
        "row_number": step.number,
        "verdict": _verdict(step),
        "outcome": step.outcome.value,
        "name": step.name[:300],
        "organisation": step.unit.name[:200],
        "findings": [problem.as_json() for problem in step.problems],
        "has_twins": bool(twins),
        "twins": twins,
    }


def _verdict(step: Step) -> str:
    """A row that is left out for a good reason is no error of the file."""
    return "warning" if step.outcome is Outcome.SKIPPED else verdict(step.problems)


def _twins(step: Step, names: Names) -> Iterable[dict[str, str | int]]:
    """The row of the site or of this file with the same key, and near names of either."""
    if step.same_as:
        yield {"kind": "same", "name": step.name, "row": step.same_as, "public_id": ""}
    elif step.row is not None and step.row.public_id:
        yield {"kind": "same", "name": step.name, "row": 0, "public_id": step.row.public_id}
    key = name_key(step.name) if step.name else ""
    for place in names.near(key) if key else ():
        yield {"kind": "near", "name": place.name, "row": place.row, "public_id": place.public_id}
    if key and not step.same_as:
        names.add(key, Place(step.name, row=step.number))
