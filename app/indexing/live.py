"""The live index of one process: filled from the rows, following their sequence.

Rows are the truth. Every process reads them once at its start and then, every second, what has a higher sequence than
the last it saw; so a text that changed, appeared or vanished anywhere is known everywhere within seconds.
"""

import sys
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, inspect, tuple_
from sqlalchemy import select as rows_of
from sqlmodel import Session, col, select

from app.core.db import Database
from app.core.errors import Unavailable
from app.core.finding import Findings, Found, Indexed
from app.core.i18n import gettext as _
from app.core.logs import logger
from app.core.memory import give_back_memory
from app.core.outages import outage_of, reason
from app.indexing.backlog import is_reindexing, unencoded
from app.indexing.calibrations import calibration_of, in_force
from app.indexing.models import IndexEntry
from app.indexing.remembering import Remembering
from matching import Answer, Encoder, EncoderUnavailable, Entry, Explanation, Hit, Matcher
from matching.answers import NOTHING
from matching.entry import full_text
from matching.explain import MOST_SENTENCES
from matching.fusion import Signals
from matching.lexical import Terms
from matching.pairs import scored
from matching.text import language, sentences
from matching.twins import twins

FOLLOW_SECONDS = 1.0
CHUNK = 8_000
FOLLOWED = [column for column in inspect(IndexEntry).columns if column.name != "text"]
"""What the index takes of a row: not its text, which it does not hold."""
log = logger("index")


class LiveIndex:
    """The one `Finder`. `load` gives the encoder and may take seconds; it is called once, by the first who needs it."""

    def __init__(self, database: Database, load: Callable[[], Encoder]) -> None:
        self.database, self._load = database, load
        self._loading = threading.Lock()
        self._following = threading.Lock()
        self._matcher: Matcher | None = None
        self._remembering: Remembering | None = None
        self._named: dict[int, tuple[str, int, str]] = {}
        self._ids: dict[tuple[str, int], int] = {}
        self._stale: set[tuple[str, int]] = set()
        self._sequence = 0
        self._calibrated = 0
        self._filled = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def encoder(self) -> Encoder:
        """The encoder, loaded at the first use. Raises `Unavailable` when it cannot be."""
        return self._loaded().whole

    @property
    def remembering(self) -> Remembering:
        """The same encoder for short texts: a question asked of several kinds or pages is encoded once."""
        return self._loaded()

    @property
    def matcher(self) -> Matcher:
        self._loaded()
        assert self._matcher is not None
        return self._matcher

    def _loaded(self) -> Remembering:
        with self._loading:
            if self._remembering is None:
                try:
                    self._remembering = Remembering(self._load())
                except EncoderUnavailable as error:
                    log.error("encoder", error=str(error))  # noqa: TRY400 - its one sentence says it all
                    raise Unavailable(_("语义检索暂时不可用，请稍后再试，或先用关键词浏览。")) from error
                self._matcher = Matcher(self._remembering)
            return self._remembering

    def start(self) -> None:
        self._thread = threading.Thread(target=self._follow, name="jinghe-index", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)

    def _follow(self) -> None:
        ailing = ""
        while not self._stop.is_set():
            ailing = self._follow_once(ailing)
            self._stop.wait(FOLLOW_SECONDS)

    def _follow_once(self, ailing: str) -> str:
        """Returns what outage there is; one that lasts is told once, not every second."""
        try:
            self.refresh()
        except Exception as error:
            outage = outage_of(error)
            if outage is None:
                log.exception("follow")
            elif outage.kind != ailing:
                log.error("outage", kind=outage.kind, error=reason(error)[:300])  # noqa: TRY400 - its reason says it all
            return outage.kind if outage else ""
        return ""

    @property
    def ready(self) -> bool:
        return self._filled.is_set()

    @property
    def sequence(self) -> int:
        """The last sequence this process has taken in."""
        return self._sequence

    def refresh(self) -> int:
        matcher = self.matcher
        changed = 0
        with self._following:
            while rows := self._next_rows():
                self._take_in(matcher, rows)
                self._sequence = rows[-1].sequence
                changed += len(rows)
            self._take_calibration(matcher)
        if changed > CHUNK or not self._filled.is_set():
            give_back_memory()
        self._filled.set()
        return changed

    def _take_calibration(self, matcher: Matcher) -> None:
        """Weigh by what was learnt last, or by what somebody went back to."""
        fingerprint = matcher.encoder.fingerprint
        with self.database.reading() as db:
            row = in_force(db, fingerprint)
        if row is None or row.number == self._calibrated:
            return
        self._calibrated = row.number
        try:
            matcher.calibration = calibration_of(row, fingerprint)
        except ValueError as error:
            log.error("calibration", number=row.number, error=str(error))  # noqa: TRY400 - its sentence says it all

    def _next_rows(self) -> Sequence[Row[Any]]:
        with self.database.reading() as db:
            query = (
                rows_of(*FOLLOWED).where(col(IndexEntry.sequence) > self._sequence).order_by(col(IndexEntry.sequence))
            )
            return db.execute(query.limit(CHUNK)).all()

    def _take_in(self, matcher: Matcher, rows: Sequence[Row[Any]]) -> None:
        fingerprint = matcher.encoder.fingerprint
        gone = [row for row in rows if row.removed or row.fingerprint != fingerprint]
        there = [row for row in rows if not row.removed and row.fingerprint == fingerprint]
        self._stale |= {(row.object_kind, row.object_id) for row in gone if not row.removed}
        matcher.remove([row.id for row in gone])
        for row in gone:
            self._named.pop(row.id, None)
            self._ids.pop((row.object_kind, row.object_id), None)
        matcher.upsert([entry_of(row, matcher.encoder.dimension) for row in there])
        for row in there:
            kind = sys.intern(row.object_kind)
            self._named[row.id] = (kind, row.object_id, row.text_hash)
            self._ids[kind, row.object_id] = row.id

    def signals(self, asked: IndexEntry, object_kind: str, ids: Sequence[int]) -> tuple[list[int], Signals]:
        """What is known of objects as answers to a stored row, which may be a tombstone; without those not indexed.

        The row must be of this index's model.
        """
        matcher = self.matcher
        entries = {entry: key for key in ids if (entry := self._ids.get((object_kind, key))) is not None}
        there, signals = matcher.signals(entry_of(asked, matcher.encoder.dimension), entries)
        return [entries[entry] for entry in there], signals

    def take_stale(self) -> dict[str, list[int]]:
        """Objects met so far, by kind, whose entries another model encoded; each is named once."""
        found: dict[str, list[int]] = {}
        while self._stale:
            kind, number = self._stale.pop()
            found.setdefault(kind, []).append(number)
        return found

    def search(
        self,
        text: str,
        kinds: Collection[str],
        limit: int = 20,
        filters: Mapping[str, Collection[str]] | None = None,
    ) -> Findings:
        answer = self.matcher.search(text, kinds=kinds, filters=filters, limit=limit)
        return self._findings(answer)

    def neighbours(
        self,
        object_kind: str,
        object_id: int,
        kinds: Collection[str],
        limit: int = 20,
        filters: Mapping[str, Collection[str]] | None = None,
    ) -> Findings:
        matcher = self.matcher
        with self.database.reading() as db:
            row = _row(db, object_kind, object_id)
        if row is None or row.fingerprint != matcher.encoder.fingerprint:
            return self._findings(NOTHING)
        entry = entry_of(row, matcher.encoder.dimension)
        return self._findings(matcher.search_entry(entry, kinds=kinds, filters=filters, limit=limit))

    def scored(self, asked_kind: str, asked_id: int, found: Found) -> Found:
        matcher, entry = self.matcher, self._ids.get((found.object_kind, found.object_id))
        with self.database.reading() as db:
            row = _row(db, asked_kind, asked_id)
        if row is None or entry is None or row.fingerprint != matcher.encoder.fingerprint:
            return found
        known = scored(matcher, entry_of(row, matcher.encoder.dimension), [entry]).get(entry)
        return found if known is None else replace(found, score=known[0], tier=known[1])

    def _findings(self, answer: Answer) -> Findings:
        model = self.matcher.encoder.fingerprint
        return Findings(self._rows(answer.hits), self._rows(answer.below), model, answer.read_as)

    def _rows(self, hits: Sequence[Hit]) -> tuple[Found, ...]:
        # An entry may vanish between the search and this line; its hit is then dropped.
        named = [(self._named.get(hit.id), hit) for hit in hits]
        return tuple(Found(*name[:2], hit.score, name[2], hit.tier) for name, hit in named if name is not None)

    def twins(self, text: str, kinds: Collection[str], limit: int = 20) -> tuple[Found, ...]:
        vector = self.matcher.encoder.encode_queries([text])
        return self._alike(Entry(0, "", language(text), vector, vector[0], Terms.of(text), {}), kinds, limit)

    def twins_of(self, object_kind: str, object_id: int, kinds: Collection[str], limit: int = 20) -> tuple[Found, ...]:
        with self.database.reading() as db:
            row = _row(db, object_kind, object_id)
        if row is None or row.fingerprint != self.matcher.encoder.fingerprint:
            return ()
        return self._alike(entry_of(row, self.matcher.encoder.dimension), kinds, limit)

    def _alike(self, asked: Entry, kinds: Collection[str], limit: int) -> tuple[Found, ...]:
        matcher = self.matcher
        answer = matcher.search_entry(asked, kinds=kinds, limit=limit)
        with self.database.reading() as db:
            query = select(IndexEntry).where(col(IndexEntry.id).in_([hit.id for hit in (*answer.hits, *answer.below)]))
            others = [entry_of(row, matcher.encoder.dimension) for row in db.exec(query).all() if not row.removed]
        alike = [(self._named.get(twin.id), 100 * twin.likeness) for twin in twins(asked, others)]
        return tuple(Found(*name[:2], score, name[2]) for name, score in alike if name is not None)[:limit]

    def text_of(self, object_kind: str, object_id: int) -> str:
        with self.database.reading() as db:
            row = _row(db, object_kind, object_id)
        return "" if row is None else full_text(row.title, row.text)

    def indexed(self, found: Sequence[Found]) -> Mapping[tuple[str, int], Indexed]:
        if not found:
            return {}
        wanted = tuple_(col(IndexEntry.object_kind), col(IndexEntry.object_id)).in_(
            [(hit.object_kind, hit.object_id) for hit in found]
        )
        held = select(IndexEntry.object_kind, IndexEntry.object_id, IndexEntry.title, IndexEntry.text)
        query = held.add_columns(col(IndexEntry.facets)).where(wanted, col(IndexEntry.removed).is_(False))
        with self.database.reading() as db:
            rows = db.execute(query).all()
        return {(kind, number): Indexed(title, text, facets) for kind, number, title, text, facets in rows}

    def waiting(self) -> int:
        with self.database.reading() as db:
            return unencoded(db, self.matcher.encoder.fingerprint) if is_reindexing(db) else 0

    def reasons(
        self, asked: str, found: Sequence[str], language: str, *, titles: Sequence[str] = (), seeking: bool = False
    ) -> list[dict[str, object]]:
        remembering = self.remembering
        # All sentences in one batch first: the explanations then find every vector remembered.
        remembering.encode_passages([span.text for text in found for span in sentences(text)[:MOST_SENTENCES]])
        return [_as_json(why) for why in self.matcher.reasons(asked, found, titles=titles, seeking=seeking)]


def entry_of(row: IndexEntry | Row[Any], dimension: int) -> Entry:
    """A stored row as the matcher holds it; nothing is encoded."""
    facets = {name: frozenset(values) for name, values in row.facets.items()}
    names = (row.title, *row.names)
    return Entry.from_bytes(
        row.id, sys.intern(row.kind), sys.intern(row.language), dimension, row.vectors, row.tokens, facets, names
    )


def stale_entries(db: Session, fingerprint: str) -> list[tuple[str, int]]:
    """(object_kind, object_id) of rows that another model encoded: they must be encoded again to be found."""
    query = select(IndexEntry.object_kind, IndexEntry.object_id).where(
        IndexEntry.fingerprint != fingerprint, col(IndexEntry.removed).is_(False)
    )
    return list(db.exec(query).all())


def known_ids(db: Session, object_kind: str) -> list[int]:
    """Objects of a kind that have an entry which is not a tombstone."""
    query = select(IndexEntry.object_id).where(
        IndexEntry.object_kind == object_kind, col(IndexEntry.removed).is_(False)
    )
    return list(db.exec(query).all())


def _row(db: Session, object_kind: str, object_id: int) -> IndexEntry | None:
    query = select(IndexEntry).where(
        IndexEntry.object_kind == object_kind, IndexEntry.object_id == object_id, col(IndexEntry.removed).is_(False)
    )
    return db.exec(query).first()


def _as_json(explanation: Explanation) -> dict[str, object]:
    return {
        "pairs": [
            {"asked": pair.query.text, "found": pair.document.text, "similarity": round(pair.similarity, 4)}
            for pair in explanation.pairs
        ],
        "terms": list(explanation.shared_terms),
        "against": [{"asked": asked.text, "found": said.text} for asked, said in explanation.against],
    }
