"""Both sides of a match as they are judged: their texts, what the need demands, what the supply states."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlmodel import Session, col, select

from app.core.finding import text_hash
from app.core.site import Words
from matching.entry import full_text
from matching.requirements import Fact, Requirement
from matching.sides import Side
from scenarios.documents import requirements, text_of
from scenarios.models import Scenario, Secrecy
from scenarios.queries.said import values_of
from scenarios.timing import is_listed
from suppliers.documents import facts
from suppliers.documents import to_document as supply_document
from suppliers.models import Supply
from suppliers.queries import public, values_of_many


@dataclass(frozen=True)
class NeedSide:
    """A need that is open now. A restricted one is in no index, so it is searched for by its words."""

    scenario_id: int
    organisation_id: int
    title: str
    text: str
    language: str
    restricted: bool
    demands: Sequence[Requirement]

    @property
    def hash(self) -> str:
        return text_hash(self.title, self.text)

    @property
    def whole(self) -> str:
        return full_text(self.title, self.text)

    @cached_property
    def side(self) -> Side:
        """Its sentences, read once for all it is held against."""
        return Side.of(self.whole)


@dataclass(frozen=True)
class SupplySide:
    """A public supply; `kind` is `supply` or `result`."""

    supply_id: int
    organisation_id: int
    kind: str
    title: str
    text: str
    language: str
    statements: Sequence[Fact]

    @property
    def hash(self) -> str:
        return text_hash(self.title, self.text)

    @property
    def whole(self) -> str:
        return full_text(self.title, self.text)

    @cached_property
    def side(self) -> Side:
        """Its sentences, read once for all it is held against."""
        return Side.of(self.whole)


def need_side(db: Session, scenario: Scenario, words: Words) -> NeedSide:
    values = values_of(db, scenario)
    return NeedSide(
        scenario_id=scenario.id,
        organisation_id=scenario.organisation_id,
        title=values.title,
        text=text_of(values, words, scenario.language),
        language=scenario.language,
        restricted=scenario.secrecy is not Secrecy.PUBLIC,
        demands=requirements(values),
    )


def listed_need(db: Session, scenario_id: int, words: Words, now: datetime) -> NeedSide | None:
    """The need if the clock holds it open."""
    scenario = db.get(Scenario, scenario_id)
    return need_side(db, scenario, words) if scenario is not None and is_listed(scenario, now) else None


def listed_needs(db: Session, ids: Collection[int], words: Words, now: datetime) -> dict[int, NeedSide]:
    """Those of `ids` that the clock holds open."""
    rows = db.exec(select(Scenario).where(col(Scenario.id).in_(ids))).all()
    return {row.id: need_side(db, row, words) for row in rows if is_listed(row, now)}


def listed_supplies(db: Session, ids: Collection[int], words: Words) -> dict[int, SupplySide]:
    """Those of `ids` that everybody may see."""
    rows = db.exec(select(Supply).where(col(Supply.id).in_(ids), public())).all()
    values = values_of_many(db, rows)
    sides = {}
    for row in rows:
        said = values[row.id]
        document = supply_document(said, row.organisation_id, words)
        sides[row.id] = SupplySide(
            supply_id=row.id,
            organisation_id=row.organisation_id,
            kind=document.kind,
            title=document.title,
            text=document.text,
            language=document.language,
            statements=facts(said, words),
        )
    return sides
