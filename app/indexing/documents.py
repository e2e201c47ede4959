"""What of the rows is indexed: needs that are open and public, supply that is listed, of organisations in good
standing, and demonstrations that everybody reads. Whatever is not among these has no text here, so that it leaves the
index."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, select

from app.accounts.models import Organisation
from app.core.finding import DEMONSTRATION, SCENARIO, SUPPLY
from app.core.site import Words
from app.indexing.actions import Text
from scenarios.demonstrations.documents import to_document as demonstration_document
from scenarios.demonstrations.models import Demonstration
from scenarios.demonstrations.queries.cases import is_published
from scenarios.demonstrations.queries.figures import names_of, told_to_everybody
from scenarios.documents import to_document as need_document
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario, Secrecy
from scenarios.pilots.models import Pilot, PilotParty
from scenarios.pilots.policy import SIDES
from scenarios.queries.said import values_of
from suppliers.documents import to_document as supply_document
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply
from suppliers.queries import public, values_of_many


def texts(db: Session, object_kind: str, ids: Sequence[int], words: Words) -> dict[int, Text]:
    """The texts of those of `ids` that may be found, by id."""
    return {text.object_id: text for text in SOURCES[object_kind].texts(db, ids, words)}


def ids_to_index(db: Session, object_kind: str) -> list[int]:
    """Everything of a kind that belongs into the index now."""
    source = SOURCES[object_kind]
    return list(db.exec(select(source.table.id).where(source.belongs()).order_by(source.table.id)).all())


def _open_to_all() -> ColumnElement[bool]:
    return and_(col(Scenario.state) == ScenarioState.OPEN, col(Scenario.secrecy) == Secrecy.PUBLIC)


def listed_by(db: Session, organisation_id: int) -> list[int]:
    """The supplies that an organisation has listed, in good standing or not."""
    query = select(Supply.id).where(Supply.organisation_id == organisation_id, Supply.state == SupplyState.LISTED)
    return [number for number in db.exec(query.order_by(col(Supply.id))).all() if number is not None]


def opened_by(db: Session, organisation_id: int) -> list[int]:
    """The open needs of an organisation."""
    query = select(Scenario.id).where(Scenario.organisation_id == organisation_id, Scenario.state == ScenarioState.OPEN)
    return [number for number in db.exec(query.order_by(col(Scenario.id))).all() if number is not None]


def demonstrated_by(db: Session, organisation_id: int) -> list[int]:
    """The demonstrations in which an organisation takes part."""
    query = select(Demonstration.id).join(PilotParty, col(PilotParty.pilot_id) == Demonstration.pilot_id)
    query = query.where(PilotParty.organisation_id == organisation_id).distinct()
    return sorted(db.exec(query).all())


def demonstrations_of(db: Session, scenario_ids: Sequence[int]) -> list[int]:
    """The demonstrations that came of these needs, and are seen as long as everybody sees them."""
    query = select(Demonstration.id).join(Pilot, col(Pilot.id) == Demonstration.pilot_id)
    return list(db.exec(query.where(col(Pilot.scenario_id).in_(scenario_ids)).order_by(col(Demonstration.id))).all())


def _needs(db: Session, ids: Sequence[int], words: Words) -> Iterable[Text]:
    rows = db.exec(
        select(Scenario, Organisation)
        .join(Organisation, col(Organisation.id) == Scenario.organisation_id)
        .where(col(Scenario.id).in_(ids), Scenario.state == ScenarioState.OPEN)
    ).all()
    for row, owner in rows:
        document = need_document(row, values_of(db, row), owner.kind, words)
        if document is not None:
            yield Text(SCENARIO, row.id, **vars(document), names=_said([owner.name, row.code, row.source_key]))


def _supplies(db: Session, ids: Sequence[int], words: Words) -> Iterable[Text]:
    rows = db.exec(
        select(Supply, Organisation.name)
        .join(Organisation, col(Organisation.id) == col(Supply.organisation_id))
        .where(col(Supply.id).in_(ids), public())
    ).all()
    values = values_of_many(db, [row for row, _ in rows])
    for row, owner in rows:
        document = supply_document(values[row.id], row.organisation_id, words)
        yield Text(SUPPLY, row.id, **vars(document), names=_said([owner, row.source_key]))


def _said(names: Iterable[str | None]) -> list[str]:
    return [name for name in names if name]


def _demonstrations(db: Session, ids: Sequence[int], words: Words) -> Iterable[Text]:
    rows = db.exec(
        select(Demonstration, Scenario)
        .join(Pilot, col(Pilot.id) == Demonstration.pilot_id)
        .join(Scenario, col(Scenario.id) == col(Pilot.scenario_id))
        .where(col(Demonstration.id).in_(ids), is_published())
    ).all()
    pilots = {row.pilot_id: row.verification_id for row, _need in rows}
    figures, houses = told_to_everybody(db, pilots), names_of(db, list(pilots))
    for row, need in rows:
        document = demonstration_document(row, need, [told for told, _kpi in figures.get(row.pilot_id, ())], words)
        names = [houses.get((row.pilot_id, side)) for side in SIDES]
        yield Text(DEMONSTRATION, row.id, **vars(document), names=_said([row.number, *names]))


@dataclass(frozen=True)
class Source:
    """The rows of a kind: their table, which of them belong into the index, and the texts of some."""

    table: Any
    belongs: Callable[[], ColumnElement[bool]]
    texts: Callable[[Session, Sequence[int], Words], Iterable[Text]]


SOURCES: Final[Mapping[str, Source]] = {
    SUPPLY: Source(Supply, public, _supplies),
    SCENARIO: Source(Scenario, _open_to_all, _needs),
    DEMONSTRATION: Source(Demonstration, is_published, _demonstrations),
}
