"""Creating and rewriting supplies with all their rows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import column, delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from app.core import history
from app.core.acting import Act
from app.core.actors import Actor
from app.core.errors import Conflict
from app.core.ids import public_id
from app.core.listing import packed
from app.core.words import name_key, sort_key
from suppliers.actions.listing import reindex
from suppliers.completeness import assess
from suppliers.lifecycle import SupplyState
from suppliers.models import PACKED_TERMS, Case, Parameter, Qualification, ResultDetail, Supply, SupplyKind, SupplyTerm
from suppliers.queries import values_of
from suppliers.queries.rows import PLAIN
from suppliers.values import ResultValue, SupplyValues, public_content


@dataclass(frozen=True)
class Origin:
    """Where rows come from that nobody typed: an upload's file and line, or the demo."""

    code: str | None = None
    source_key: str = ""
    source_file: str = ""
    source_row: int | None = None
    upload_id: int | None = None
    demo: bool = False


TYPED = Origin()
CHILDREN: dict[type[SQLModel], str] = {Parameter: "parameters", Case: "cases", Qualification: "qualifications"}
"""Tables of repeated rows, and where the values have them."""


def create_supply(
    act: Act, organisation_id: int, values: SupplyValues, *, ticket: str | None = None, origin: Origin = TYPED
) -> Supply:
    """A draft. `ticket` is a public id handed out with the form: the same form sent twice gives the same row."""
    items = [(organisation_id, values, origin)]
    if ticket is None:
        return create_supplies(act, items)[0]
    if made := _made_with(act.db, ticket, act.actor):
        return made
    try:
        with act.db.begin_nested():
            return create_supplies(act, items, ticket=ticket)[0]
    except IntegrityError:  # the second click was on its way at the same time
        if made := _made_with(act.db, ticket, act.actor):
            return made
        raise


def _made_with(db: Session, ticket: str, actor: Actor) -> Supply | None:
    query = select(Supply).where(Supply.public_id == ticket, Supply.created_by == actor.person_id)
    return db.exec(query).first()


def create_supplies(
    act: Act, items: Sequence[tuple[int, SupplyValues, Origin]], *, ticket: str | None = None
) -> list[Supply]:
    """Drafts in the order of `items` (organisation, values, origin); what hangs on them goes in a statement a table."""
    supplies = [
        Supply(
            public_id=ticket or public_id(),
            organisation_id=organisation_id,
            created_by=act.actor.person_id,
            created_at=act.now,
            updated_at=act.now,
            **_columns(values),
            **vars(origin),
        )
        for organisation_id, values, origin in items
    ]
    act.db.add_all(supplies)
    act.db.flush()
    pairs = zip(supplies, items, strict=True)
    _insert(act.db, *(_rows(supply.id, values) for supply, (_house, values, _origin) in pairs))
    return supplies


def update_supply(act: Act, supply: Supply, values: SupplyValues) -> bool:
    """Let `supply` say `values`; False when it already does.

    Raises `Conflict` when somebody else saved it since it was read. A listed one is revised and indexed
    again; what a researcher confirmed counts only for what she saw.
    """
    before = values_of(act.db, supply)
    if values == before:
        return False
    _take_turn(act.db, supply)
    for name, value in _columns(values).items():
        setattr(supply, name, value)
    supply.updated_at = act.now
    act.db.add(supply)
    material = public_content(values) != public_content(before)
    _rewrite_rows(act.db, supply, before, values, material)
    act.db.flush()
    if material and supply.state is SupplyState.LISTED:
        history.revise(act, "supply", supply.id, "changed", public_content(values))
        reindex(act.db, supply, act.now)
    return True


def _take_turn(db: Session, supply: Supply) -> None:
    """Compare-and-set on the version: the loser of two simultaneous saves is told, not overwritten."""
    db.flush()
    hit = db.connection().execute(
        update(Supply)
        .where(col(Supply.id) == supply.id, col(Supply.version) == supply.version)
        .values(version=supply.version + 1)
    )
    if hit.rowcount != 1:
        raise Conflict
    db.refresh(supply)


def _columns(values: SupplyValues) -> dict[str, Any]:
    plain: dict[str, Any] = {name: getattr(values, name) for name in PLAIN}
    plain["extra"] = dict(values.extra) if values.extra else None
    return plain | {
        "name_key": name_key(values.name),
        "sort_key": sort_key(values.name),
        "language": values.language,
        "completeness": assess(values).score,
        **{f"{kind}_codes": packed(values.words(kind)) for kind in PACKED_TERMS},
    }


Rows = dict[type[SQLModel], list[dict[str, Any]]]


def _rows(supply_id: int, values: SupplyValues) -> Rows:
    """What hangs on a supply, by table."""
    rows: Rows = {SupplyTerm: [row for kind in values.terms for row in _term_rows(supply_id, kind, values)]}
    rows |= {table: _child_rows(supply_id, table, values) for table in CHILDREN}
    if values.kind is SupplyKind.RESULT:
        rows[ResultDetail] = [{"supply_id": supply_id, **vars(values.result or ResultValue())}]
    return rows


def _insert(db: Session, *batches: Rows) -> None:
    """All rows of a table in one statement: as objects, a long import would spend most of its time making them."""
    together: Rows = defaultdict(list)
    for batch in batches:
        for table, rows in batch.items():
            together[table] += rows
    for table, rows in together.items():
        if rows:
            db.connection().execute(insert(table), rows)


def _term_rows(supply_id: int, kind: str, values: SupplyValues) -> list[dict[str, Any]]:
    return [{"supply_id": supply_id, "kind": kind, "code": code} for code in dict.fromkeys(values.words(kind))]


def _child_rows(supply_id: int, table: type[SQLModel], values: SupplyValues) -> list[dict[str, Any]]:
    said: Sequence[Any] = getattr(values, CHILDREN[table])
    return [{"supply_id": supply_id, "position": place, **vars(row)} for place, row in enumerate(said)]


def _rewrite_rows(db: Session, supply: Supply, before: SupplyValues, values: SupplyValues, material: bool) -> None:
    """Replace the rows of whatever differs; the rest keeps its ids."""
    key = supply.id
    for kind in {*before.terms, *values.terms}:
        if before.words(kind) != values.words(kind):
            _remove(db, SupplyTerm, col(SupplyTerm.supply_id) == key, col(SupplyTerm.kind) == kind)
            _insert(db, {SupplyTerm: _term_rows(key, kind, values)})
    for table, name in CHILDREN.items():
        if getattr(before, name) != getattr(values, name):
            _remove(db, table, column("supply_id") == key)
            _insert(db, {table: _child_rows(key, table, values)})
    if values.kind is SupplyKind.RESULT:
        _rewrite_result(db, key, values.result or ResultValue(), material)


def _rewrite_result(db: Session, supply_id: int, result: ResultValue, material: bool) -> None:
    detail = db.get(ResultDetail, supply_id) or ResultDetail(supply_id=supply_id)
    new_address = detail.researcher_email != result.researcher_email
    for name, value in vars(result).items():
        setattr(detail, name, value)
    if material or new_address:
        detail.confirmed_at = None
    if new_address:
        detail.confirm_hash = detail.confirm_expires_at = None
    db.add(detail)


def _remove(db: Session, table: type[SQLModel], *where: Any) -> None:
    db.connection().execute(delete(table).where(*where))
