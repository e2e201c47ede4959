"""Taking an upload back: only what nobody has touched since, a few hundred rows a transaction.

Publishing and indexing with the import are no touch; another version, a move by somebody, or another row that refers
to it is. History stays: it can only be added to.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import cast

from sqlalchemy import Table, delete
from sqlmodel import Session, col, func, or_, select

from app.accounts.models import Organisation, OrganisationState
from app.core.acting import Act
from app.core.actors import Actor
from app.core.db import metadata
from app.core.history import audit
from app.core.jobs import enqueue_reindex_many
from app.core.models import StatusChange, StoredFile
from app.core.personal.declaring import forget_declarations
from app.core.site import Site
from app.exchange.fields import ListKind
from app.exchange.models import Outcome, Upload, UploadRow, UploadState
from app.exchange.problems import Problem
from app.exchange.rules import RowRule
from app.exchange.running import CHUNK, Progress, chunks
from app.exchange.stores import BY_IMPORT, STORES, Line, Store
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match, MatchSource

TAKEN_BACK = (Outcome.CREATED.value, Outcome.UPDATED.value)


def undo(site: Site, upload_id: int, progress: Progress) -> None:
    """Take back what is left of the upload, the newest rows first."""
    with site.database.reading() as db:
        query = select(func.count(col(UploadRow.id))).where(UploadRow.upload_id == upload_id)
        total, done = db.exec(query.where(col(UploadRow.outcome).in_(TAKEN_BACK))).one(), 0
    while count := _undo_chunk(site, upload_id):
        done += count
        progress(done, total)
    _finish(site, upload_id)


def _undo_chunk(site: Site, upload_id: int) -> int:
    now = site.clock.now()
    with site.database.writing() as db:
        upload = db.get_one(Upload, upload_id, with_for_update=True)
        if upload.state is not UploadState.UNDOING:
            return 0
        query = select(UploadRow).where(UploadRow.upload_id == upload_id, col(UploadRow.outcome).in_(TAKEN_BACK))
        rows = db.exec(query.order_by(col(UploadRow.id).desc()).limit(CHUNK)).all()
        take_back(Act(db, site, Actor(**upload.actor), now), STORES[ListKind(upload.list_kind)], rows)
        return len(rows)


def take_back(act: Act, store: Store, rows: Sequence[UploadRow]) -> None:
    """Remove what these rows made, give back what they changed, and say of the rest why it stays."""
    there = _lines(act.db, store, [row.object_id for row in rows if row.object_id])
    moved, used = _moved(act.db, store, list(there)), in_use(act.db, store, list(there))
    gone: list[Line] = []
    for row in rows:
        line = there.get(row.object_id or 0)
        if line is None:
            row.outcome = Outcome.REMOVED.value
        elif line.version != row.object_version or line.id in moved:
            _keep(row, RowRule.CHANGED_SINCE)
        elif row.outcome == Outcome.UPDATED.value:
            _give_back(act, store, row, line)
        elif line.id in used:
            _keep(row, RowRule.IN_USE)
        else:
            row.outcome = Outcome.REMOVED.value
            gone.append(line)
        act.db.add(row)
    _remove(act, store, gone)


def _lines(db: Session, store: Store, ids: Collection[int]) -> dict[int, Line]:
    wanted = _table(store).c.id.in_(ids)
    rows = cast("Sequence[Line]", db.exec(select(store.table).where(wanted).with_for_update()).all())
    return {row.id: row for row in rows}


def _table(store: Store) -> Table:
    return metadata.tables[str(store.table.__tablename__)]


def _keep(row: UploadRow, rule: RowRule) -> None:
    row.outcome, row.refused = Outcome.KEPT.value, True
    row.problems = [*(row.problems or []), Problem(rule.value).as_json()]


def _give_back(act: Act, store: Store, row: UploadRow, line: Line) -> None:
    """The text before the import, and its version with it: to everybody who read it, it never changed."""
    version = line.version
    store.rewrite(act, line, store.from_json(row.before or {}))
    line.version = version - 1
    row.outcome = Outcome.RESTORED.value
    act.db.flush()


def _remove(act: Act, store: Store, lines: Sequence[Line]) -> None:
    """Delete the rows; what was public leaves a tombstone in the index."""
    ids, public = [line.id for line in lines], [line.id for line in lines if not store.is_draft(line)]
    if not ids:
        return
    act.site.slices.detach(act.db, store.object_kind, ids)
    forget_declarations(act.db, store.object_kind, ids)
    act.db.flush()
    act.db.expunge_all()
    table = _table(store)
    act.db.connection().execute(delete(table).where(table.c.id.in_(ids)))
    enqueue_reindex_many(act.db, store.object_kind, public, act.now)


def _moved(db: Session, store: Store, ids: Collection[int]) -> set[int]:
    """Rows with a move that no import made."""
    query = select(StatusChange.object_id).where(
        StatusChange.object_kind == store.object_kind,
        col(StatusChange.object_id).in_(ids),
        StatusChange.reason != BY_IMPORT,
    )
    return set(db.exec(query).all())


def in_use(db: Session, store: Store, ids: Collection[int]) -> set[int]:
    """Rows that something else refers to: answers, watchers, attachments, people's matches, whatever comes later."""
    files = select(StoredFile.parent_id).where(
        StoredFile.parent_kind == store.object_kind, col(StoredFile.parent_id).in_(ids)
    )
    return (
        set(db.exec(files).all())
        | _matched_by_people(db, store, ids)
        | referred_to(db, str(store.table.__tablename__), ids, store.own_tables)
    )


def _matched_by_people(db: Session, store: Store, ids: Collection[int]) -> set[int]:
    side = col(Match.scenario_id if store.object_kind == "scenario" else Match.supply_id)
    human = or_(
        col(Match.source) != MatchSource.SYSTEM,
        col(Match.state).not_in([MatchState.SUGGESTED, MatchState.SUPERSEDED]),
    )
    return set(db.exec(select(side).where(side.in_(ids), human)).all())


def referred_to(db: Session, table: str, ids: Collection[int], besides: Iterable[str] = ()) -> set[int]:
    """Ids of `table` that rows of any other table point to; every foreign key counts, also those of later tables."""
    found: set[int] = set()
    for other in metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table.name == table and other.name not in set(besides):
                query = select(key.parent).where(key.parent.in_(ids)).distinct()
                found.update(db.connection().execute(query).scalars())
    return found


def _finish(site: Site, upload_id: int) -> None:
    now = site.clock.now()
    with site.database.writing() as db:
        upload = db.get_one(Upload, upload_id, with_for_update=True)
        if upload.state is UploadState.UNDOING:
            _remove_houses(db, upload_id)
            upload.state, upload.finished_at = UploadState.UNDONE, now
            db.add(upload)
            audit(Act(db, site, Actor(**upload.actor), now), "import.undone", upload)


def _remove_houses(db: Session, upload_id: int) -> None:
    """Organisations that came with the upload, that nobody claimed or changed and nothing refers to."""
    query = select(Organisation.id).where(
        Organisation.upload_id == upload_id,
        Organisation.state == OrganisationState.UNCLAIMED,
        Organisation.version == 1,
    )
    for ids in chunks(key for key in db.exec(query).all() if key is not None):
        free = set(ids) - referred_to(db, "organisation", ids)
        db.connection().execute(delete(Organisation).where(col(Organisation.id).in_(free)))
