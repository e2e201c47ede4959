"""Carrying out an upload, a few hundred rows a transaction.

Each transaction writes the rows and what became of them together, so that a kill at any moment loses nothing and a
second start repeats nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import insert
from sqlmodel import Session, col, select

from app.accounts.models import Organisation
from app.core.acting import Act, act_in
from app.core.actors import Actor
from app.core.history import audit, next_number
from app.core.jobs import enqueue_reindex_many
from app.core.personal.declaring import declare_many, keys_of_many
from app.core.site import Site
from app.exchange.actions import about, learn
from app.exchange.columns import Mapped, map_columns
from app.exchange.fields import FIELDS, ListKind
from app.exchange.holding import held
from app.exchange.houses import enter_missing
from app.exchange.lookups import lookups
from app.exchange.models import Outcome, Upload, UploadRow, UploadState
from app.exchange.personal import HELD_BACK, declared_by_list, is_held_back
from app.exchange.planning import Reading, imported_versions, plan, read_step, read_steps
from app.exchange.problems import Problem
from app.exchange.reading import PATIENCE, Row, Transcript, Wanted, transcribed
from app.exchange.rules import FileRule, RowRule, Severity, UnreadableFile
from app.exchange.steps import Seen, Step
from app.exchange.stores import New, Publication, Store
from app.exchange.versions import find_versions, with_orders

CHUNK = 300
"""Rows a transaction: a fraction of a second, so that pages never wait long for SQLite's one writer."""

Progress = Callable[[int, int], None]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Opened:
    """An upload with its file, ready to be walked through."""

    reading: Reading
    transcript: Transcript
    actor: Actor


@contextmanager
def open_upload(site: Site, upload_id: int) -> Iterator[Opened]:
    """Read the file as its columns were chosen, for the length of the block. Raises UnreadableFile when it cannot be.

    The file is read between transactions: that may take a while.
    """
    with site.database.reading() as db:
        upload = db.get_one(Upload, upload_id)
        path, wanted = site.blobs.path(upload.sha256), Wanted(**upload.columns.get("wanted", {}))
    with transcribed(path, site.blobs.folder, PATIENCE, wanted) as transcript:
        with site.database.writing() as db:
            learn(db, db.get_one(Upload, upload_id, with_for_update=True), about(transcript))
        with site.database.reading() as db:
            opened = _opened(site, db, upload_id, transcript)
        yield opened


def _opened(site: Site, db: Session, upload_id: int, transcript: Transcript) -> Opened:
    upload = db.get_one(Upload, upload_id)
    home = db.get_one(Organisation, upload.organisation_id) if upload.organisation_id else None
    kind, chosen = ListKind(upload.list_kind), upload.columns.get("chosen", {})
    mapped = map_columns(kind, transcript.header.labels, {int(index): code for index, code in chosen.items()})
    refuse_nameless(mapped)
    mapped = with_orders(mapped, transcript.rows)
    reading = Reading(kind, mapped, lookups(db), home, site.clock.now())
    versions = find_versions(mapped, transcript.rows, lambda row: read_step(reading, row))
    return Opened(replace(reading, versions=versions), transcript, Actor(**upload.actor))


def refuse_nameless(mapped: Mapped) -> None:
    """Raises UnreadableFile when no column gives the rows their name: then every row would be wrong."""
    filled = {column.field.code for column in mapped.columns if column.field}
    for field in FIELDS[mapped.kind]:
        if field.required and field.code not in filled:
            raise UnreadableFile(FileRule.NO_NAME, column=field.header)


def chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    """Lists of at most `size` items."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def run(site: Site, upload_id: int, progress: Progress) -> None:
    """Carry out what is left of the upload."""
    with open_upload(site, upload_id) as opened:
        if _start(site, upload_id) and _carry_out_rest(site, upload_id, opened, progress):
            _finish(site, upload_id, opened.actor)


def _carry_out_rest(site: Site, upload_id: int, opened: Opened, progress: Progress) -> bool:
    """False when the upload is no longer running."""
    seen, done = _met(site, upload_id, opened)
    waiting = (row for row in opened.transcript.rows() if row.number not in done)
    count = len(done)
    for rows in chunks(waiting):
        if not _carry_out(site, upload_id, opened, rows, seen):
            return False
        count += len(rows)
        progress(count, opened.transcript.total)
    return True


def _start(site: Site, upload_id: int) -> bool:
    with site.database.writing() as db:
        upload = db.get_one(Upload, upload_id)
        if upload.state is UploadState.CONFIRMED:
            upload.state = UploadState.RUNNING
            db.add(upload)
        return upload.state is UploadState.RUNNING


def _met(site: Site, upload_id: int, opened: Opened) -> tuple[Seen, set[int]]:
    """What was done before: things by id and codes with their row number, and the numbers of all rows."""
    with site.database.reading() as db:
        rows = db.exec(
            select(UploadRow.row_number, UploadRow.object_id)
            .where(UploadRow.upload_id == upload_id)
            .order_by(col(UploadRow.row_number))
        ).all()
    seen = Seen()
    for number, object_id in rows:
        if object_id is not None:
            seen.ids.setdefault(object_id, number)
    done = {number for number, _object_id in rows}
    for row in opened.transcript.rows() if done else ():
        if row.number in done and (code := read_step(opened.reading, row).code):
            seen.codes.setdefault(code, row.number)
    return seen, done


def _carry_out(site: Site, upload_id: int, opened: Opened, rows: Sequence[Row], seen: Seen) -> bool:
    """One transaction; False when the upload is no longer running."""
    steps = read_steps(opened.reading, rows)
    with site.database.writing() as db:
        next_number(db, "import")  # one import at a time on PostgreSQL too: two would not see each other's new rows
        upload = db.get_one(Upload, upload_id, with_for_update=True)
        if upload.state is not UploadState.RUNNING:
            return False
        apply(act_in(db, site, opened.actor), upload, opened, steps, seen)
        upload.done += len(rows)
        db.add(upload)
    return True


def apply(act: Act, upload: Upload, opened: Opened, steps: Sequence[Step], seen: Seen) -> None:
    """Decide and write one chunk."""
    reading, store = opened.reading, opened.reading.store
    houses = plan(act.db, reading, steps, seen)
    new = [step for step in steps if step.outcome is Outcome.CREATED]
    if reading.home is None:
        enter_missing(act.db, houses, [step.unit for step in new], reading.kind, upload.id, act.now)
    for step in new:
        step.house = houses.of(step.unit)
    made = store.create(act, [_new(step) for step in new], upload)
    for step, row in zip(new, made, strict=True):
        step.row = row
        seen.ids[row.id] = step.number
    for step in steps:
        if step.outcome is Outcome.UPDATED and step.row and step.draft:
            store.rewrite(act, step.row, step.draft)
    _note_beside(act, store, [step for step in steps if step.beside])
    _declare(act, upload, store, steps)
    if upload.publish:
        _publish(act, upload, opened, steps)
    act.db.flush()
    act.db.connection().execute(insert(UploadRow), [_outcome(upload, reading, step) for step in steps])


def _note_beside(act: Act, store: Store, steps: Sequence[Step]) -> None:
    """Keep the number and the unknown columns of rows that are not changed otherwise; the number is searched for."""
    for step in steps:
        assert step.row is not None
        assert step.draft is not None
        store.note_beside(act, step.row, step.draft)
    enqueue_reindex_many(act.db, store.object_kind, [step.row.id for step in steps if step.row], act.now)


def _declare(act: Act, upload: Upload, store: Store, steps: Sequence[Step]) -> None:
    """The reason that was given for the whole list stands with each row that it is about."""
    if upload.declared:
        rows = {step.row.id: step.draft for step in steps if step.row and step.draft and store.is_draft(step.row)}
        said = {number: declared_by_list(store, draft, upload.declared) for number, draft in rows.items()}
        declare_many(act, store.object_kind, said)


def _new(step: Step) -> New:
    assert step.house is not None
    assert step.draft is not None
    return New(step.house.id, step.draft, step.number)


def _publish(act: Act, upload: Upload, opened: Opened, steps: Sequence[Step]) -> None:
    """Publish the drafts among the rows as far as the guards let them; the rest says why not."""
    store = opened.reading.store
    with_ = Publication(act, upload.waiver)
    ready: list[Step] = []
    drafts = _publishable(act.db, opened, steps)
    known = keys_of_many(act.db, store.object_kind, [step.row.id for step in drafts if step.row])
    for step in drafts:
        assert step.draft is not None
        assert step.house is not None
        assert step.row is not None
        found = store.obstacles(step.draft, step.house, with_)
        if is_held_back(store, step.draft, known.get(step.row.id, ())):
            found.append(HELD_BACK)
        kept = [] if found else held(opened.reading, step)
        step.problems += kept + [Problem(RowRule.NOT_PUBLISHED.value, text=sentence) for sentence in found]
        if not found and not kept:
            ready.append(step)
    rows = [step.row for step in ready if step.row]
    if rows:
        store.publish(rows, {step.row.id: step.draft for step in ready if step.row and step.draft}, with_)
        enqueue_reindex_many(act.db, store.object_kind, [row.id for row in rows], act.now)


def _publishable(db: Session, opened: Opened, steps: Sequence[Step]) -> list[Step]:
    """Drafts that this import made, changed or met as an earlier one left them."""
    store = opened.reading.store
    same = [step.row.id for step in steps if step.outcome is Outcome.UNCHANGED and step.row]
    versions = imported_versions(db, store, same)
    return [
        step
        for step in steps
        if step.row is not None
        and store.is_draft(step.row)
        and (
            step.outcome in {Outcome.CREATED, Outcome.UPDATED}
            or (step.outcome is Outcome.UNCHANGED and versions.get(step.row.id) == step.row.version)
        )
    ]


def _outcome(upload: Upload, reading: Reading, step: Step) -> dict[str, Any]:
    """The columns of the step's `UploadRow`."""
    before = step.before if step.outcome is Outcome.UPDATED else None
    return {
        "upload_id": upload.id,
        "row_number": step.number,
        "outcome": step.outcome.value,
        "name": step.name[:300],
        "object_id": step.row.id if step.row else None,
        "object_version": step.row.version if step.row else None,
        "refused": any(problem.severity is Severity.ERROR for problem in step.problems),
        "before": reading.store.as_json(before) if before else None,
        "problems": [problem.as_json() for problem in step.problems] or None,
    }


def _finish(site: Site, upload_id: int, actor: Actor) -> None:
    now = site.clock.now()
    with site.database.writing() as db:
        upload = db.get_one(Upload, upload_id, with_for_update=True)
        if upload.state is UploadState.RUNNING:
            upload.state, upload.finished_at = UploadState.DONE, now
            db.add(upload)
            audit(
                Act(db, site, actor, now), "import.finished", upload, {"rows": upload.done, "publish": upload.publish}
            )
