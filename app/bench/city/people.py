"""Who lives there, what they need and offer, and what curators make of it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import cycle
from typing import Any, Final

from sqlmodel import col, func, select

from app.accounts.models import Organisation, OrganisationState, Person
from app.accounts.policy import OWNER_KINDS, SUPPLIER_KINDS
from app.bench.city.base import City, Made, Size, made, moved
from app.core.words import name_key
from app.demo.reading import read
from scenarios.introductions.lifecycle import SlotState
from scenarios.introductions.models import CaseEntry, CaseStep, EntryKind, Meeting, MeetingSlot
from scenarios.lifecycle import Route, ScenarioState
from scenarios.matches.lifecycle import MATCH, MatchEvent, MatchState
from scenarios.matches.models import Answer, Introduction, Match
from scenarios.models import Scenario, Secrecy
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply, SupplyKind

M, N = MatchState, ScenarioState
NEEDED: Final = (N.OPEN, N.OPEN, N.OPEN, N.CLOSED, N.OPEN, N.EXPIRED, N.OPEN, N.DRAFT, N.SUBMITTED, N.UNDER_REVIEW)
MATCHED: Final = (M.SUGGESTED, M.OFFERED, M.MUTUAL, M.SHORTLISTED, M.INTERESTED_OWNER, M.MEETING_HELD, M.SUGGESTED)
OFFERED: Final = frozenset({M.OFFERED, M.MUTUAL, M.INTERESTED_OWNER, M.MEETING_HELD, M.PILOT_LINKED})
HOUSES: Final = 50
"""One house of each side for so many needs, beside those that are there."""


def inhabit(city: City) -> None:
    ids = city.db.exec(select(Person.id).order_by(col(Person.id)).limit(40)).all()
    if not ids:
        person = made(Person, name="林月", email="bench@example.com", email_verified_at=city.now, created_at=city.now)
        city.keep([person])
        ids = [person.id]
    city.people = list(ids)
    wanted = max(2, city.size.needs // HOUSES)
    city.owners = _houses(city, "hospital", OWNER_KINDS - SUPPLIER_KINDS, wanted)
    city.suppliers = _houses(city, "firm", SUPPLIER_KINDS - OWNER_KINDS, wanted)
    city.verifiers = _houses(city, "verifier", frozenset({"verifier"}), 1)


def _houses(city: City, kind: str, kinds: frozenset[str], wanted: int) -> list[Any]:
    verified = Organisation.state == OrganisationState.VERIFIED
    there = list(city.db.exec(select(Organisation).where(verified, col(Organisation.kind).in_(kinds))).all())
    last = city.db.exec(select(func.max(Organisation.id))).one() or 0
    names = [f"第 {last + number} 家单位" for number in range(1, wanted + 1)]
    fresh = [
        made(
            Organisation,
            name=name,
            name_key=name_key(name),
            kind=kind,
            state=OrganisationState.VERIFIED,
            created_at=city.now,
            district=place,
        )
        for name, place in zip(names, _cycled("district"), strict=False)
    ]
    city.keep(fresh)
    return [*there, *fresh]


def _cycled(name: str) -> Iterator[Any]:
    """A property of the demo's needs, again and again."""
    return cycle([item[name] for item in read("needs")])


def offer(city: City) -> None:
    texts = cycle(read("capabilities"))
    city.supplies = [
        made(
            Supply,
            kind=SupplyKind.PRODUCT,
            organisation_id=house.id,
            state=SupplyState.LISTED,
            name=item["name"],
            name_key=name_key(item["name"]),
            description=item["description"],
            district=house.district,
            created_at=city.now,
            updated_at=city.now,
            listed_at=city.ago(30),
        )
        for house, item in zip(city.suppliers, texts, strict=False)
    ]
    city.keep(city.supplies)


def ask(city: City) -> None:
    """Those of pilots first, then the others, over two years."""
    items, houses = cycle(read("needs")), cycle(city.owners)
    for number, item, house in zip(range(city.size.needs), items, houses, strict=False):
        opened, end = city.ago(city.chance.uniform(3, 700)), city.now + timedelta(days=city.chance.uniform(-20, 120))
        state = _state_of_need(city.size, number)
        public = state not in {N.DRAFT, N.SUBMITTED, N.UNDER_REVIEW}
        city.needs.append(
            made(
                Scenario,
                organisation_id=house.id,
                state=state,
                route=Route.MATCH_ONLY,
                secrecy=Secrecy.RESTRICTED if number % 20 == 7 else Secrecy.PUBLIC,
                title=f"{item['title']}（{number + 1}）",
                field=item["field"],
                family=item["family"],
                district=item["district"],
                description=item["description"],
                contact_name="陈工",
                deadline=end if public else None,
                opened_at=opened if public else None,
                submitted_at=None if state is N.DRAFT else opened,
                review_due_at=end if state in {N.SUBMITTED, N.UNDER_REVIEW} else None,
                holder_id=city.people[number % len(city.people)],
                readiness=80,
                created_at=opened,
                updated_at=opened,
            )
        )
    city.keep(city.needs)


def _state_of_need(size: Size, number: int) -> ScenarioState:
    if number < size.demonstrations:
        return N.DEMONSTRATED if number % 2 else N.COMPLETED
    if number < size.pilots:
        return N.PILOTING
    return NEEDED[number % len(NEEDED)]


def match(city: City) -> None:
    """Two for each need that everybody sees; the first of a need with a pilot is that pilot's."""
    public = [need for need in city.needs if need.opened_at is not None]
    for number, need in enumerate(public):
        for place in range(2):
            linked = number < city.size.pilots and place == 0
            state = M.PILOT_LINKED if linked else MATCHED[(number + place) % len(MATCHED)]
            supply = city.supplies[(number * 7 + place) % len(city.supplies)]
            since = city.ago(city.chance.uniform(1, 60))
            city.matches.append(
                made(
                    Match,
                    scenario_id=need.id,
                    supply_id=supply.id,
                    state=state,
                    score=city.chance.uniform(30, 95),
                    created_at=since,
                    updated_at=since,
                )
            )
    city.keep(city.matches)
    met = [one for one in city.matches if one.state in {M.PILOT_LINKED, M.MEETING_HELD}]
    city.keep([moved(MATCH.name, one.id, MatchEvent.HOLD_MEETING, M.MUTUAL, M.MEETING_HELD, one) for one in met])


def talk(city: City) -> None:
    """Introductions, answers, notes, next steps, and an afternoon of talks for every so many."""
    offered = [one for one in city.matches if one.state in OFFERED]
    rows: list[Made] = [_introduction(city, one) for one in offered]
    rows += [_answer(city, one) for one in city.matches[::6]]
    for need in city.needs[city.size.pilots :: 5]:
        said: dict[str, Any] = {"scenario_id": need.id, "person_id": city.people[0]}
        rows.append(
            made(CaseEntry, **said, kind=EntryKind.CALL, body="已电话沟通", happened_on=city.day(3), at=city.now)
        )
        due = city.now + timedelta(days=city.chance.uniform(-5, 30))
        rows.append(made(CaseStep, **said, body="约双方见面", due_at=due, created_at=city.ago(3)))
    city.keep(rows)
    mutual = [one for one in offered if one.state is M.MUTUAL][::4]
    for first in range(0, len(mutual), HOUSES):
        _meeting(city, mutual[first : first + HOUSES])


def _introduction(city: City, one: Any) -> Made:
    waits = one.state in {M.OFFERED, M.INTERESTED_OWNER}
    return made(
        Introduction,
        match_id=one.id,
        curator_id=city.people[one.id % len(city.people)],
        offered_at=one.created_at,
        due_at=one.created_at + timedelta(days=70),
        ended_at=None if waits else one.updated_at,
    )


def _answer(city: City, one: Any) -> Made:
    supply = city.supplies[one.supply_id - city.supplies[0].id]
    return made(
        Answer,
        scenario_id=one.scenario_id,
        supply_id=supply.id,
        organisation_id=supply.organisation_id,
        person_id=city.people[0],
        match_id=one.id,
        body="我们做过三家同类单位，两周可以上线试用。",
        reply_due_at=city.now + timedelta(days=city.chance.uniform(-5, 12)),
        created_at=one.created_at,
    )


def _meeting(city: City, matches: Sequence[Made]) -> None:
    start = city.now + timedelta(days=city.chance.uniform(-60, 60))
    meeting = made(
        Meeting,
        title="供需对接会",
        place="市民中心三楼",
        starts_at=start,
        ends_at=start + timedelta(hours=4),
        minutes=20,
        tables=len(matches),
        organiser_id=city.people[0],
        created_at=city.now,
    )
    city.keep([meeting])
    over = start < city.now
    slots = [
        made(
            MeetingSlot,
            meeting_id=meeting.id,
            match_id=one.id,
            state=SlotState.HELD if over and at % 2 else SlotState.SET,
            table_number=at,
            starts_at=start,
            ends_at=start + timedelta(minutes=20),
            created_at=city.now,
            updated_at=city.now,
        )
        for at, one in enumerate(matches, start=1)
    ]
    city.keep(slots)
