"""What of the rows is indexed: needs that are open and public, supply that is listed, of organisations in good
standing. Whatever is not among these has no text here, so that it leaves the index."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, select

from app.accounts.models import Organisation
from app.core.finding import SCENARIO, SUPPLY
from app.core.site import Words
from app.indexing.actions import Text
from scenarios.documents import to_document as need_document
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario, Secrecy
from scenarios.queries.said import values_of
from suppliers.documents import to_document as supply_document
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply
from suppliers.queries import public, values_of_many


def texts(db: Session, object_kind: str, ids: Sequence[int], words: Words) -> dict[int, Text]:
    """The texts of those of `ids` that may be found, by id."""
    found = _needs(db, ids, words) if object_kind == SCENARIO else _supplies(db, ids, words)
    return {text.object_id: text for text in found}


def ids_to_index(db: Session, object_kind: str) -> list[int]:
    """Everything of a kind that belongs into the index now."""
    if object_kind == SCENARIO:
        found = db.exec(select(Scenario.id).where(needs_to_index()).order_by(col(Scenario.id))).all()
    else:
        found = db.exec(select(Supply.id).where(public()).order_by(col(Supply.id))).all()
    return [number for number in found if number is not None]


def needs_to_index() -> ColumnElement[bool]:
    """Needs that everybody may find. Of supply that is what is `public`."""
    return and_(col(Scenario.state) == ScenarioState.OPEN, col(Scenario.secrecy) == Secrecy.PUBLIC)


def listed_by(db: Session, organisation_id: int) -> list[int]:
    """The supplies that an organisation has listed, in good standing or not."""
    query = select(Supply.id).where(Supply.organisation_id == organisation_id, Supply.state == SupplyState.LISTED)
    return [number for number in db.exec(query.order_by(col(Supply.id))).all() if number is not None]


def opened_by(db: Session, organisation_id: int) -> list[int]:
    """The open needs of an organisation."""
    query = select(Scenario.id).where(Scenario.organisation_id == organisation_id, Scenario.state == ScenarioState.OPEN)
    return [number for number in db.exec(query.order_by(col(Scenario.id))).all() if number is not None]


def _needs(db: Session, ids: Sequence[int], words: Words) -> Iterable[Text]:
    rows = db.exec(
        select(Scenario, Organisation)
        .join(Organisation, col(Organisation.id) == Scenario.organisation_id)
        .where(col(Scenario.id).in_(ids), Scenario.state == ScenarioState.OPEN)
    ).all()
    for row, owner in rows:
        document = need_document(row, values_of(db, row), owner.kind, words)
        if document is not None:
            yield Text(SCENARIO, row.id, **vars(document), names=_said([owner.name, row.code]))


def _supplies(db: Session, ids: Sequence[int], words: Words) -> Iterable[Text]:
    rows = db.exec(
        select(Supply, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(Supply.organisation_id))
        .where(col(Supply.id).in_(ids), public())
    ).all()
    values = values_of_many(db, [row for row, _ in rows])
    for row, owner in rows:
        document = supply_document(values[row.id], row.organisation_id, words)
        yield Text(SUPPLY, row.id, **vars(document), names=_said([owner]))


def _said(names: Iterable[str | None]) -> list[str]:
    return [name for name in names if name]
