"""What import and export need of a kind of row; one store for needs, one for supply."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, col, func, select

from app.accounts.models import Organisation
from app.accounts.policy import Viewer
from app.core.acting import Act
from app.core.models import Revision
from app.exchange.drafts import Draft, Overlay
from app.exchange.fields import ListKind
from app.exchange.models import Upload
from app.exchange.record import Record
from app.exchange.values.shapes import Value

Values = TypeVar("Values")

BY_IMPORT = "import"
"""Reason of the moves that an import makes: they do not count as somebody's touch."""


class Line(Protocol):
    """What needs and supplies have in common as rows."""

    id: int
    public_id: str
    organisation_id: int
    code: str | None
    source_key: str
    description: str
    version: int
    state: Any
    upload_id: int | None


@dataclass(frozen=True)
class New:
    """A row to be made: whose, what, and where in the file it stands."""

    house_id: int
    draft: Draft[Any]
    number: int


@dataclass(frozen=True)
class Publication:
    """The act by which the office publishes an import, and its reason."""

    act: Act
    waiver: str


class Scope(StrEnum):
    """Which rows an export asks for; the rule of visibility holds in each."""

    PUBLIC = "public"
    MINE = "mine"
    ALL = "all"
    EVERYTHING = "everything"  # without a viewer: the command line


class Store(Protocol):
    """Rows of one list, many at a time."""

    kind: ListKind
    object_kind: str
    table: type[SQLModel]
    own_tables: frozenset[str]
    """Tables whose rows go with the row: its parts, and what the site worked out about it."""

    def lay_over(self, record: Record, base: Draft[Any] | None, labels: Mapping[str, str]) -> Overlay[Any]:
        """The draft after the record."""
        ...

    def said_by(self, draft: Draft[Any]) -> dict[str, Value]:
        """The draft as a record, contacts included."""
        ...

    def name_of(self, draft: Draft[Any]) -> str:
        """What people call it."""
        ...

    def public_texts(self, draft: Draft[Any]) -> Iterable[tuple[str, str]]:
        """The texts that strangers may read, with the code of their field."""
        ...

    def candidates(
        self,
        db: Session,
        codes: Collection[str],
        house_ids: Collection[int],
        names: Collection[str],
        keys: Collection[str],
    ) -> list[Line]:
        """Rows with one of these codes, or of these organisations with one of these names (as keys) or own numbers."""
        ...

    def key_of(self, row: Line) -> tuple[int, str, str]:
        """Organisation, name as key, batch as published."""
        ...

    def drafts(self, db: Session, rows: Sequence[Line]) -> dict[int, Draft[Any]]:
        """What rows say, by id."""
        ...

    def create(self, act: Act, items: Sequence[New], upload: Upload) -> list[Line]:
        """New drafts in the order of `items`."""
        ...

    def rewrite(self, act: Act, row: Line, draft: Draft[Any]) -> None:
        """Let the row say what the draft says; its version goes up by one."""
        ...

    def note_beside(self, act: Act, row: Line, draft: Draft[Any]) -> None:
        """Keep the draft's own number and unknown columns with the row; what it says and its version stay."""
        ...

    def may_change(self, row: Line) -> bool:
        """Whether its state lets an import change it."""
        ...

    def is_draft(self, row: Line) -> bool:
        """Whether it could be published now."""
        ...

    def obstacles(self, draft: Draft[Any], house: Organisation, with_: Publication) -> list[str]:
        """Sentences (msgids) that keep it from being published; none when it may be."""
        ...

    def publish(self, rows: Sequence[Line], drafts: Mapping[int, Draft[Any]], with_: Publication) -> None:
        """Open or list drafts, with their history and revisions; indexing follows by a job."""
        ...

    def as_json(self, draft: Draft[Any]) -> dict[str, Any]:
        """The draft to be kept beside a change; `from_json` is its inverse."""
        ...

    def from_json(self, stored: Mapping[str, Any]) -> Draft[Any]:
        """The draft of `as_json`."""
        ...

    def names(self, db: Session, viewer: Viewer, *, everything: bool) -> Iterable[tuple[str, str, str]]:
        """Name as key, public id and name of every row that `viewer` may see."""
        ...

    def page(self, db: Session, viewer: Viewer, scope: Scope, after: int, size: int) -> list[Line]:
        """The next `size` rows of `scope` behind the id `after`, in the order of their making."""
        ...

    def shows_contact(self, viewer: Viewer, row: Line) -> bool:
        """Whether `viewer` may read its contacts without a mutual match."""
        ...


def revise_many(object_kind: str, occasion: str, contents: Mapping[int, Mapping[str, Any]], with_: Publication) -> None:
    """One more numbered revision of each row, in two statements."""
    kept = select(Revision.object_id, func.max(Revision.number)).where(
        Revision.object_kind == object_kind, col(Revision.object_id).in_(contents)
    )
    numbers = dict(with_.act.db.exec(kept.group_by(col(Revision.object_id))).all())
    rows = [
        {
            "object_kind": object_kind,
            "object_id": key,
            "number": numbers.get(key, 0) + 1,
            "occasion": occasion,
            "content": dict(content),
            "note": with_.waiver,
            "by_person_id": with_.act.actor.person_id,
            "by_name": with_.act.actor.name,
            "at": with_.act.now,
        }
        for key, content in contents.items()
    ]
    if rows:
        with_.act.db.connection().execute(insert(Revision), rows)
