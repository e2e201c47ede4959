"""Rows that sheets of the same file would make, for the dry run of a further one: nothing of them is written yet."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, select

from app.core.words import name_key
from app.exchange.cells import cell_text, compact, is_blank
from app.exchange.columns import Mapped, Part
from app.exchange.drafts import Draft
from app.exchange.models import Outcome, Upload, UploadState
from app.exchange.reading import Row
from app.exchange.steps import Step

TELLING = frozenset({"title", "name", "public_code", "source_key"})
"""By what a row is found; rows that share none of these never meet."""
WAITING = (UploadState.CHECKING, UploadState.READ, UploadState.CONFIRMED, UploadState.RUNNING)


@dataclass(frozen=True)
class Place:
    """Where in the file a row stands."""

    sheet: str
    row: int

    def __str__(self) -> str:
        return f"{self.sheet}:{self.row}"


@dataclass
class Pencilled:
    """A row as an earlier sheet would make it: a `Line` with an id that no row of the site has."""

    id: int
    organisation_id: int
    key: tuple[Any, str, str]
    draft: Draft[Any]
    place: Place
    public_id: str = ""
    version: int = 0
    state: Any = None
    upload_id: int | None = None

    @property
    def code(self) -> str | None:
        return self.draft.code or None

    @property
    def source_key(self) -> str:
        return self.draft.source_key

    @property
    def description(self) -> str:
        return str(self.draft.values.description)


@dataclass
class Earlier:
    """What the sheets before would have done: rows made, by all that finds them, and what rows of the site would say."""

    made: dict[tuple[str, str], list[Pencilled]] = field(default_factory=lambda: defaultdict(list))
    changed: dict[int, tuple[Draft[Any], Place]] = field(default_factory=dict)
    count: int = 0

    def take(self, step: Step, name: str, house: Any, sheet: str) -> None:
        """Remember what the step of a sheet would do."""
        draft, place = step.draft, Place(sheet, step.number)
        if draft is None:
            return
        if step.row is not None and step.outcome is Outcome.UPDATED:
            step_id = step.row.id
            self.changed[step_id] = draft, place
        if step.outcome is not Outcome.CREATED:
            return
        self.count += 1
        row = Pencilled(-self.count, house, (house, name_key(name), draft.batch), draft, place)
        for found_by in {("name", row.key[1]), ("code", draft.code), ("number", draft.source_key)}:
            if found_by[1]:
                self.made[found_by].append(row)

    def candidates(self, codes: Collection[str], names: Collection[str], numbers: Collection[str]) -> list[Pencilled]:
        """As `Store.candidates`, in the order of the file."""
        asked = [
            *(("code", one) for one in codes),
            *(("name", one) for one in names),
            *(("number", one) for one in numbers),
        ]
        found = {row.id: row for one in asked for row in self.made.get(one, ())}
        return sorted(found.values(), key=lambda row: -row.id)


def told_by(mapped: Mapped, rows: Iterable[Row]) -> Iterator[str]:
    """By what the rows of a sheet can be found, as texts to compare."""
    columns = [one.index for one in mapped.columns if one.field and one.field.code in TELLING and one.part is Part.MAIN]
    for row in rows:
        for index in columns:
            if index < len(row.cells) and not is_blank(row.cells[index]):
                yield compact(cell_text(row.cells[index])[:400])


def sheets_before(db: Session, upload: Upload) -> list[Upload]:
    """The sheets of the same file that were handed in with this one before it, and are not carried out yet."""
    family = upload.columns.get("family")
    if family is None:
        return []
    rows = db.exec(
        select(Upload)
        .where(Upload.sha256 == upload.sha256, Upload.list_kind == upload.list_kind, col(Upload.id) < upload.id)
        .where(col(Upload.state).in_(WAITING))
        .order_by(col(Upload.id))
    )
    return [one for one in rows if one.id == family or one.columns.get("family") == family]
