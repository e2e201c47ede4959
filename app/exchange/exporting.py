"""Rows of the site as a list, walked through without holding it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session, col, select

from app.accounts.models import Organisation
from app.accounts.policy import Viewer
from app.core.clock import city_date
from app.exchange.columns import export_header
from app.exchange.drafts import Draft
from app.exchange.fields import ListKind
from app.exchange.houses import is_unnamed
from app.exchange.lookups import lookups
from app.exchange.record import write_record
from app.exchange.stores import STORES, Line, Scope
from app.exchange.values.shapes import Lookups, Value
from app.exchange.writing import write_csv, write_xlsx
from suppliers.models import Supply

PAGE: Final = 500
CONTACTS: Final = ("contact_name", "contact_phone", "contact_email")
INSIDE: Final = (*CONTACTS, "incumbent")
"""Never in a row for a stranger."""
SHEETS: Final = {ListKind.OPPORTUNITIES: "机会清单", ListKind.CAPABILITIES: "能力清单", ListKind.RESULTS: "成果清单"}
FORMATS: Final = ("csv", "xlsx")


def export_rows(db: Session, kind: ListKind, viewer: Viewer, scope: Scope) -> Iterator[tuple[str, ...]]:
    """The rows of the scope that `viewer` may see, in the order of their making, under `export_header(kind)`."""
    store, words, last = STORES[kind], lookups(db), 0
    while rows := store.page(db, viewer, scope, last, PAGE):
        houses = _houses(db, rows)
        drafts = store.drafts(db, rows)
        for row in rows:
            inside = scope is Scope.EVERYTHING or (scope is not Scope.PUBLIC and store.shows_contact(viewer, row))
            yield _cells(kind, row, drafts[row.id], houses[row.organisation_id], words, inside=inside)
        last = rows[-1].id
        db.expunge_all()


def _houses(db: Session, rows: Sequence[Line]) -> dict[int, Organisation]:
    ids = {row.organisation_id for row in rows}
    return {house.id: house for house in db.exec(select(Organisation).where(col(Organisation.id).in_(ids))).all()}


def _cells(
    kind: ListKind, row: Line, draft: Draft[Any], house: Organisation, words: Lookups, *, inside: bool
) -> tuple[str, ...]:
    said = STORES[kind].said_by(draft)
    if not inside:
        said = {code: value for code, value in said.items() if code not in INSIDE}
    if isinstance(row, Supply):
        said["updated_on"] = city_date(row.updated_at)
    return write_record(kind, said | _unit(house), words)


def _unit(house: Organisation) -> dict[str, Value]:
    """What identifies the organisation; the one that stands for unnamed units leaves the cells blank."""
    if is_unnamed(house):
        return {}
    unit: dict[str, Value] = {"organisation": house.name, "organisation_kind": house.kind}
    return unit | ({"uscc": house.uscc} if house.uscc else {})


def write_list(db: Session, kind: ListKind, viewer: Viewer, scope: Scope, path: Path, file_format: str) -> int:
    """Write the list to `path`; returns the number of rows. Raises CellTooLong for XLSX."""
    rows = export_rows(db, kind, viewer, scope)
    if file_format == "csv":
        return write_csv(path, export_header(kind), rows)
    return write_xlsx(path, export_header(kind), rows, SHEETS[kind])


def write_template(kind: ListKind, path: Path, file_format: str) -> None:
    """An empty list with its header, to be filled in."""
    if file_format == "csv":
        write_csv(path, export_header(kind), ())
    else:
        write_xlsx(path, export_header(kind), (), SHEETS[kind])
