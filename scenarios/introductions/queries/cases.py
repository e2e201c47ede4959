"""What curators keep of a need: notes and next steps, beside its introductions and the pairs that are in talks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, exists, or_, select

from app.accounts.models import Organisation, Person
from app.accounts.policy import Principal
from scenarios.introductions.models import CaseEntry, CaseStep
from scenarios.matches.labels import match_tag
from scenarios.matches.lifecycle import UNDER_WAY
from scenarios.matches.models import Introduction, Match
from scenarios.models import Scenario
from suppliers.models import Supply

MOST = 200
"""Introductions, talks and notes of one need that a page shows, the newest."""


@dataclass(frozen=True)
class Introduced:
    """One introduction of the need: who made it for which house, and where its pair stands."""

    introduction: Introduction
    supplier: Organisation
    supply: Supply
    curator: Person
    venue: Organisation | None
    tag: tuple[str, str]


@dataclass(frozen=True)
class Talking:
    """A pair that somebody has taken up."""

    match: Match
    supplier: Organisation
    supply: Supply
    tag: tuple[str, str]


@dataclass(frozen=True)
class Step:
    step: CaseStep
    person: Person
    late: bool


@dataclass(frozen=True)
class Entry:
    entry: CaseEntry
    person: Person
    supplier: Organisation | None


@dataclass(frozen=True)
class Case:
    need: Scenario
    owner: Organisation
    introduced: Sequence[Introduced]
    talking: Sequence[Talking]
    steps: Sequence[Step]
    entries: Sequence[Entry]


def houses_in_talks(db: Session, need: Scenario) -> list[int]:
    """The suppliers that are or were introduced, invited or in contact, or of whom something is noted."""
    query = (
        select(Supply.organisation_id)
        .join(Match, col(Match.supply_id) == Supply.id)
        .where(Match.scenario_id == need.id, _talked_about())
    )
    return list(db.exec(query.distinct()).all())


def partial_to(db: Session, viewer: Principal, ids: Collection[int]) -> frozenset[int]:
    """Of these needs those of which she may not read the notes: she has to do with a house in talks; see
    `houses_in_talks`."""
    query = (
        select(Match.scenario_id)
        .join(Supply, col(Supply.id) == Match.supply_id)
        .where(col(Match.scenario_id).in_(ids), col(Supply.organisation_id).in_(viewer.concerns), _talked_about())
    )
    return frozenset(db.exec(query.distinct()).all())


def _talked_about() -> ColumnElement[bool]:
    introduced = exists().where(col(Introduction.match_id) == Match.id)
    noted = exists().where(col(CaseEntry.match_id) == Match.id)
    return or_(col(Match.state).in_(UNDER_WAY), introduced, noted)


def case_of(db: Session, need: Scenario, now: datetime) -> Case:
    return Case(
        need=need,
        owner=db.get_one(Organisation, need.organisation_id),
        introduced=_introduced(db, need),
        talking=_talking(db, need),
        steps=_steps(db, need, now),
        entries=_entries(db, need),
    )


def _introduced(db: Session, need: Scenario) -> list[Introduced]:
    rows = db.exec(
        select(Introduction, Match, Supply, Organisation)
        .join(Match, col(Match.id) == Introduction.match_id)
        .join(Supply, col(Supply.id) == Match.supply_id)
        .join(Organisation, col(Organisation.id) == Supply.organisation_id)
        .where(Match.scenario_id == need.id)
        .order_by(col(Introduction.id).desc())
        .limit(MOST)
    ).all()
    venues = _houses(db, {offer.venue_id for offer, *_rest in rows if offer.venue_id})
    curators = db.exec(select(Person).where(col(Person.id).in_({offer.curator_id for offer, *_rest in rows}))).all()
    people = {person.id: person for person in curators}
    return [
        Introduced(
            offer, house, supply, people[offer.curator_id], venues.get(offer.venue_id or 0), match_tag(match.state)
        )
        for offer, match, supply, house in rows
    ]


def _houses(db: Session, ids: set[int]) -> dict[int, Organisation]:
    return {house.id: house for house in db.exec(select(Organisation).where(col(Organisation.id).in_(ids))).all()}


def _talking(db: Session, need: Scenario) -> list[Talking]:
    rows = db.exec(
        select(Match, Supply, Organisation)
        .join(Supply, col(Supply.id) == Match.supply_id)
        .join(Organisation, col(Organisation.id) == Supply.organisation_id)
        .where(Match.scenario_id == need.id, col(Match.state).in_(UNDER_WAY))
        .order_by(col(Match.updated_at).desc(), col(Match.id))
        .limit(MOST)
    ).all()
    return [Talking(match, house, supply, match_tag(match.state)) for match, supply, house in rows]


def _steps(db: Session, need: Scenario, now: datetime) -> list[Step]:
    """Open ones first, by their day; then what was done, the newest first."""
    rows = db.exec(
        select(CaseStep, Person)
        .join(Person, col(Person.id) == CaseStep.person_id)
        .where(CaseStep.scenario_id == need.id)
        .order_by(col(CaseStep.due_at), col(CaseStep.id))
    ).all()
    open_ones = [Step(step, person, step.due_at <= now) for step, person in rows if step.done_at is None]
    done = [Step(step, person, late=False) for step, person in rows if step.done_at is not None]
    return [*open_ones, *reversed(done)]


def _entries(db: Session, need: Scenario) -> list[Entry]:
    rows = db.exec(
        select(CaseEntry, Person)
        .join(Person, col(Person.id) == CaseEntry.person_id)
        .where(CaseEntry.scenario_id == need.id)
        .order_by(col(CaseEntry.happened_on).desc(), col(CaseEntry.id).desc())
        .limit(MOST)
    ).all()
    about = db.exec(
        select(Match.id, Organisation)
        .join(Supply, col(Supply.id) == Match.supply_id)
        .join(Organisation, col(Organisation.id) == Supply.organisation_id)
        .where(col(Match.id).in_({entry.match_id for entry, _person in rows if entry.match_id}))
    ).all()
    houses: dict[int, Organisation] = {number: house for number, house in about}  # noqa: C416 - rows, not pairs
    return [Entry(entry, person, houses.get(entry.match_id or 0)) for entry, person in rows]


def step_by_public_id(db: Session, public_id: str) -> CaseStep | None:
    return db.exec(select(CaseStep).where(CaseStep.public_id == public_id)).one_or_none()


def match_of_need(db: Session, need: Scenario, public_id: str) -> Match | None:
    """A pair of this need that somebody has taken up."""
    query = select(Match).where(Match.public_id == public_id, Match.scenario_id == need.id)
    return db.exec(query.where(col(Match.state).in_(UNDER_WAY))).one_or_none()
