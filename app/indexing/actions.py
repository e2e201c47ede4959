"""Writing the index rows: what is public and alive has one, what vanished leaves a tombstone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.core.finding import text_hash
from app.core.history import next_number
from app.indexing.models import IndexEntry
from matching import Encoder, Source, build_entries

SEQUENCE = "index"


@dataclass(frozen=True)
class Text:
    """What is to be indexed of one row. `kind` is one of `finding.KINDS`; facets map a name to codes; `names`
    are what it is found by besides its title."""

    object_kind: str
    object_id: int
    kind: str
    title: str
    text: str
    language: str
    facets: Mapping[str, Sequence[str]]
    names: Sequence[str] = ()

    @property
    def hash(self) -> str:
        """Identity of the text version that a match is made from."""
        return text_hash(self.title, self.text)


@dataclass(frozen=True)
class Encoded:
    """A text with its vectors and words, made outside any transaction."""

    text: Text
    fingerprint: str
    vectors: bytes
    tokens: bytes


def encode(encoder: Encoder, texts: Sequence[Text]) -> list[Encoded]:
    """Vectors and words of `texts`, in one batch."""
    sources = [Source(number, text.kind, text.title, text.text, {}) for number, text in enumerate(texts)]
    return [
        Encoded(text, encoder.fingerprint, entry.vector_bytes(), entry.term_bytes())
        for text, entry in zip(texts, build_entries(encoder, sources), strict=True)
    ]


def rows_for(db: Session, object_kind: str, ids: Sequence[int]) -> dict[int, IndexEntry]:
    """The rows there are, by object id."""
    query = select(IndexEntry).where(IndexEntry.object_kind == object_kind, col(IndexEntry.object_id).in_(ids))
    return {row.object_id: row for row in db.exec(query).all()}


def needs_encoding(row: IndexEntry | None, text: Text, fingerprint: str) -> bool:
    """Whether the stored vectors are of another text or model."""
    return row is None or not row.vectors or row.text_hash != text.hash or row.fingerprint != fingerprint


def write(db: Session, encoded: Sequence[Encoded], now: datetime) -> None:
    """Store fresh vectors; each row gets a new sequence, so that every process takes it in."""
    for item in encoded:
        row = rows_for(db, item.text.object_kind, [item.text.object_id]).get(item.text.object_id) or IndexEntry(
            object_kind=item.text.object_kind,
            object_id=item.text.object_id,
            kind=item.text.kind,
            text_hash="",
            fingerprint="",
            sequence=0,
            updated_at=now,
        )
        _describe(row, item.text)
        row.fingerprint, row.vectors, row.tokens = item.fingerprint, item.vectors, item.tokens
        _publish(db, row, now)


def describe_again(db: Session, row: IndexEntry, text: Text, now: datetime) -> None:
    """The text is the same and its facets or names changed, or it came back: no encoding is needed."""
    same = _canonical(row.facets) == _canonical(text.facets) and row.names == list(text.names)
    if row.removed or not same or row.kind != text.kind:
        _describe(row, text)
        _publish(db, row, now)


def remove(db: Session, row: IndexEntry, now: datetime) -> None:
    """Leave a tombstone. The vectors stay, so that a need that opens again is found at once; the words do not."""
    if not row.removed:
        row.removed, row.title, row.names, row.text = True, "", [], ""
        _publish(db, row, now)


def _describe(row: IndexEntry, text: Text) -> None:
    row.kind, row.title, row.text, row.language = text.kind, text.title, text.text, text.language
    row.names, row.text_hash, row.removed = list(text.names), text.hash, False
    row.facets = {name: sorted(values) for name, values in text.facets.items()}


def _publish(db: Session, row: IndexEntry, now: datetime) -> None:
    row.sequence, row.updated_at = next_number(db, SEQUENCE), now
    db.add(row)
    db.flush()


def _canonical(facets: Mapping[str, Sequence[str]]) -> str:
    return json.dumps({name: sorted(values) for name, values in facets.items()}, sort_keys=True)
