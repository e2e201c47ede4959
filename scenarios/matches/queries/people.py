"""Whom to tell on each side: whoever looks after the thing, else the managers of her house."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.accounts.access import principal_of
from app.accounts.models import MemberRole, Membership, Person, Role, RoleGrant
from scenarios.matches.lifecycle import AnswerState
from scenarios.matches.models import Answer, Watch
from scenarios.models import Scenario
from scenarios.policy import is_public, may_see
from suppliers.models import Supply


@dataclass(frozen=True)
class News:
    """What a house is told of new strong matches: for each of its people her needs with how many matches are new."""

    organisation_id: int
    at: datetime
    people: dict[int, Person] = field(default_factory=dict)
    needs: dict[int, list[tuple[Scenario, int]]] = field(default_factory=lambda: defaultdict(list))


def owner_people(db: Session, scenario: Scenario) -> Sequence[Person]:
    """Who looks after a need; nobody for an imported one whose unit has no account."""
    return _keepers(db, scenario.organisation_id, scenario.holder_id or scenario.created_by)


def supplier_people(db: Session, supply: Supply) -> Sequence[Person]:
    """Who looks after a supply; nobody for an imported one whose unit has no account."""
    return _keepers(db, supply.organisation_id, supply.created_by)


def reached_supplies(db: Session, need: Scenario, supplies: Sequence[Supply], now: datetime) -> frozenset[int]:
    """The supplies of which somebody may be told about `need`: she has an account, and sees the need."""
    members: dict[int, list[tuple[Person, Membership]]] = defaultdict(list)
    for person, membership in _members(db, {supply.organisation_id for supply in supplies}):
        members[membership.organisation_id].append((person, membership))
    keepers = {one.id: _among(members[one.organisation_id], one.created_by) for one in supplies}
    if is_public(need):
        return frozenset(number for number, people in keepers.items() if people)
    everybody = {person.id: person for people in keepers.values() for person in people}
    seeing = {number for number, person in everybody.items() if may_see(principal_of(db, person, now), need)}
    return frozenset(n for n, people in keepers.items() if any(person.id in seeing for person in people))


def answerers(db: Session, answer: Answer) -> Sequence[Person]:
    """Who answered, or her house when she has left."""
    return _keepers(db, answer.organisation_id, answer.person_id)


def audience(db: Session, scenario_id: int) -> Iterable[int]:
    """Everybody who watches a need or waits for its reply: told of addenda and of its end."""
    watching = select(Watch.person_id).where(Watch.scenario_id == scenario_id)
    answered = select(Answer.person_id).where(Answer.scenario_id == scenario_id, Answer.state != AnswerState.WITHDRAWN)
    return {*db.exec(watching).all(), *db.exec(answered).all()}


def curators_for(db: Session, scenario: Scenario, now: datetime) -> Sequence[Person]:
    """Curators in whose scope the need lies, without those who belong to its house."""
    grants = db.exec(
        select(Person, RoleGrant)
        .join(RoleGrant, col(RoleGrant.person_id) == Person.id)
        .where(
            RoleGrant.role == Role.CURATOR,
            RoleGrant.starts_at <= now,
            col(RoleGrant.ends_at).is_(None) | (col(RoleGrant.ends_at) > now),
            col(RoleGrant.field).in_(["", scenario.field]),
            col(RoleGrant.district).in_(["", scenario.district]),
            *_reachable(),
        )
    ).all()
    members = set(_member_ids(db, scenario.organisation_id))
    return list({person.id: person for person, _grant in grants if person.id not in members}.values())


def _keepers(db: Session, organisation_id: int, person_id: int | None) -> Sequence[Person]:
    return _among(_members(db, [organisation_id]), person_id)


def _among(members: Sequence[tuple[Person, Membership]], person_id: int | None) -> Sequence[Person]:
    hers = [person for person, _membership in members if person.id == person_id]
    return hers or [person for person, membership in members if membership.role is MemberRole.MANAGER]


def _members(db: Session, organisation_ids: Collection[int]) -> Sequence[tuple[Person, Membership]]:
    return db.exec(
        select(Person, Membership)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(col(Membership.organisation_id).in_(organisation_ids), col(Membership.ended_at).is_(None), *_reachable())
        .order_by(col(Membership.id))
    ).all()


def _member_ids(db: Session, organisation_id: int) -> Sequence[int]:
    return db.exec(
        select(Membership.person_id).where(
            Membership.organisation_id == organisation_id, col(Membership.ended_at).is_(None)
        )
    ).all()


def _reachable() -> tuple[ColumnElement[bool], ...]:
    return (col(Person.deleted_at).is_(None), col(Person.locked_at).is_(None))
