"""The introductions behind a figure of the monthly report: as many rows as it counts, told as far as she may know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from app.accounts.models import Organisation, Person
from app.accounts.policy import Viewer
from app.core.listing import Page, address, page_number
from app.core.slices import Slices
from scenarios.introductions.policy import may_see_offer
from scenarios.introductions.queries.report import ROWS, taken_in
from scenarios.matches.models import Introduction, Match
from scenarios.models import Scenario
from suppliers.models import Supply

SIZE = 50


@dataclass(frozen=True)
class Wanted:
    """What the address of a figure asks for: the step, and one curator or house (public ids, "none" for no house)."""

    first: date
    step: str
    curator: str = ""
    venue: str = ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        said = [("month", f"{self.first:%Y-%m}"), ("step", self.step), ("curator", self.curator), ("venue", self.venue)]
        return [(name, value) for name, value in said if value]


@dataclass(frozen=True)
class Row:
    """`open`: whether its reader may know which need and which house it is about; else there is only that it was."""

    introduction: Introduction
    need: Scenario
    supplier: Organisation
    curator: Person
    venue: Organisation | None
    open: bool


def rows_behind(db: Session, viewer: Viewer, slices: Slices, wanted: Wanted, page: str) -> Page[Row]:
    """Newest first; an introduction that took the step twice stands there twice, as it is counted."""
    taken = taken_in(db, slices, wanted.first, wanted.step)
    query = select(Introduction.id).where(col(Introduction.id).in_(set(taken)))
    if wanted.curator:
        query = query.join(Person, col(Person.id) == Introduction.curator_id).where(Person.public_id == wanted.curator)
    if wanted.venue == "none":
        query = query.where(col(Introduction.venue_id).is_(None))
    elif wanted.venue:
        query = query.join(Organisation, col(Organisation.id) == Introduction.venue_id)
        query = query.where(Organisation.public_id == wanted.venue)
    hers = set(db.exec(query).all())
    ids = sorted((number for number in taken if number in hers), reverse=True)
    number = page_number(page, len(ids), SIZE)
    shown = ids[(number - 1) * SIZE : number * SIZE]
    found = _rows(db, viewer, shown)
    items = [found[one] for one in shown]
    return Page(items, number, SIZE, len(ids), lambda n: address(ROWS, [*wanted.pairs, ("page", n)]))


def _rows(db: Session, viewer: Viewer, ids: Sequence[int]) -> dict[int, Row]:
    query = (
        select(Introduction, Scenario, Organisation, Person)
        .join(Match, col(Match.id) == Introduction.match_id)
        .join(Scenario, col(Scenario.id) == Match.scenario_id)
        .join(Supply, col(Supply.id) == Match.supply_id)
        .join(Organisation, col(Organisation.id) == Supply.organisation_id)
        .join(Person, col(Person.id) == Introduction.curator_id)
        .where(col(Introduction.id).in_(ids))
    )
    rows = db.exec(query).all()
    venues = {offer.venue_id for offer, *_rest in rows}
    houses = {one.id: one for one in db.exec(select(Organisation).where(col(Organisation.id).in_(venues))).all()}
    return {
        offer.id: Row(
            offer, need, supplier, curator, houses.get(offer.venue_id or 0), may_see_offer(viewer, need, supplier.id)
        )
        for offer, need, supplier, curator in rows
    }
