"""Jobs of the index: read a row and its document, encode outside any transaction, write in a short one.

Killed at any moment, a job leaves the old entry or the new one, and is done again. Two workers at the same text agree:
what was encoded is written only if the row still says the same.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlmodel import Session

from app.core.finding import DEMONSTRATION, MATCHED, SCENARIO, SUPPLY
from app.core.jobs import BATCH, RefreshMatches, Reindex, ReindexHouse, ReindexMany, enqueue, enqueue_reindex_many
from app.core.site import Site
from app.core.tasks import Task
from app.indexing.actions import Encoded, Text, describe_again, encode, needs_encoding, remove, rows_for, write
from app.indexing.documents import (
    SOURCES,
    demonstrated_by,
    demonstrations_of,
    ids_to_index,
    listed_by,
    opened_by,
    texts,
)
from app.indexing.live import LiveIndex, known_ids
from matching import Encoder
from scenarios.matches.refreshing import refresh_matches, refresh_need, refresh_supplies

Progress = Callable[[int, int], None]
TRIES = 3


def live(site: Site) -> LiveIndex:
    """The site's index as the one that encodes; a test that hands in another `Finder` cannot run these jobs."""
    if not isinstance(site.index, LiveIndex):
        msg = "the jobs of the index need a LiveIndex"
        raise TypeError(msg)
    return site.index


def reindex(task: Task, object_kind: str, object_id: int) -> None:
    """The handler of `Reindex`: one text, then its matches, and what is seen only as long as it is."""
    bring_up_to_date(task.site, object_kind, [object_id])
    if object_kind not in MATCHED:
        return
    with task.site.database.writing() as db:
        now = task.site.clock.now()
        enqueue(db, RefreshMatches(object_kind, object_id), now, key=f"matches:{object_kind}:{object_id}")
        if object_kind == SCENARIO:
            enqueue_reindex_many(db, DEMONSTRATION, demonstrations_of(db, [object_id]), now)


def reindex_many(task: Task, object_kind: str, object_ids: Sequence[int]) -> None:
    """The handler of `ReindexMany`: the same for a batch, encoded together; reasons come when somebody looks."""
    site, total = task.site, 2 * len(object_ids)
    task.step(0, total)
    bring_up_to_date(site, object_kind, object_ids)
    if object_kind == SCENARIO:
        for done, number in enumerate(object_ids, start=len(object_ids)):
            task.step(done, total)
            refresh_need(site, number, explained=0)
    elif object_kind == SUPPLY:
        refresh_supplies(site, object_ids, lambda done, _all: task.step(len(object_ids) + done, total))


def reindex_house(task: Task, organisation_id: int) -> None:
    """The handler of `ReindexHouse`: everything the organisation has listed, asks for or demonstrates, in jobs of their
    own."""
    of_house = {SUPPLY: listed_by, SCENARIO: opened_by, DEMONSTRATION: demonstrated_by}
    with task.site.database.writing() as db:
        for kind, ids in of_house.items():
            enqueue_reindex_many(db, kind, ids(db, organisation_id), task.site.clock.now())


def bring_up_to_date(site: Site, object_kind: str, ids: Sequence[int]) -> None:
    """Make the entries of `ids` say what their rows say; what may not be found leaves a tombstone."""
    encoder = live(site).encoder
    waiting = list(ids)
    for _try in range(TRIES):
        with site.database.reading() as db:
            fresh = _to_encode(db, texts(db, object_kind, waiting, site.vocabulary), encoder)
        encoded = {item.text.object_id: item for item in encode(encoder, fresh)} if fresh else {}
        with site.database.writing() as db:
            current = texts(db, object_kind, waiting, site.vocabulary)
            waiting = _store(db, object_kind, waiting, current, encoded, encoder, site.clock.now())
        if not waiting:
            return
    with site.database.writing() as db:
        # Somebody edits faster than we encode: leave it to a job of its own rather than hold this one.
        enqueue_reindex_many(db, object_kind, waiting, site.clock.now())


def _to_encode(db: Session, found: dict[int, Text], encoder: Encoder) -> list[Text]:
    kinds = {text.object_kind for text in found.values()}
    rows = {key: row for kind in kinds for key, row in rows_for(db, kind, list(found)).items()}
    return [text for key, text in found.items() if needs_encoding(rows.get(key), text, encoder.fingerprint)]


def _store(
    db: Session,
    object_kind: str,
    ids: Sequence[int],
    current: dict[int, Text],
    encoded: dict[int, Encoded],
    encoder: Encoder,
    now: datetime,
) -> list[int]:
    """Write what is still true; returns the ids whose text changed meanwhile."""
    rows = rows_for(db, object_kind, ids)
    changed = []
    for key in ids:
        text, row, item = current.get(key), rows.get(key), encoded.get(key)
        if text is None:
            if row is not None:
                remove(db, row, now)
        elif item is not None and item.text.hash == text.hash:
            write(db, [Encoded(text, item.fingerprint, item.vectors, item.tokens)], now)
        elif row is not None and not needs_encoding(row, text, encoder.fingerprint):
            describe_again(db, row, text, now)
        else:
            changed.append(key)
    return changed


def reindex_all(site: Site, progress: Progress | None = None) -> int:
    """Bring everything up to date here and now, for the command line; returns how many objects were looked at."""
    with site.database.reading() as db:
        wanted = {kind: sorted({*ids_to_index(db, kind), *known_ids(db, kind)}) for kind in SOURCES}
    total, done = sum(map(len, wanted.values())), 0
    for kind, ids in wanted.items():
        for first in range(0, len(ids), BATCH):
            bring_up_to_date(site, kind, ids[first : first + BATCH])
            done += len(ids[first : first + BATCH])
            if progress is not None:
                progress(done, total)
    for number in wanted[SCENARIO]:
        refresh_need(site, number, explained=0)
    return total


def reindex_stale(site: Site, now: datetime) -> None:
    """Timer: entries that another model encoded are found by nobody until they are encoded again."""
    if not isinstance(site.index, LiveIndex):
        return
    for kind, ids in site.index.take_stale().items():
        with site.database.writing() as db:
            enqueue_reindex_many(db, kind, ids, now)


HANDLERS: dict[str, Callable[..., None]] = {
    Reindex.kind: reindex,
    ReindexMany.kind: reindex_many,
    ReindexHouse.kind: reindex_house,
    RefreshMatches.kind: refresh_matches,
}


TIMERS = (reindex_stale,)
