"""People who get weekly mails, in a country rather than a city: houses, needs, capabilities, and what happened in a week.

Everything is written as rows by a seeded generator, so that planning and sending alone are measured. Vectors are derived:
each is near that of one of the demo's texts. Matches come of them as on the site, of every need with every capability, but
many needs in one product of matrices, and with reasons that are ready, as the worker leaves them.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count, cycle, islice
from typing import Any, Final

import faiss as typed_faiss
import numpy as np
from sqlalchemy import insert
from sqlmodel import Session, SQLModel, col, func, select

from app.accounts.models import Membership, Organisation, OrganisationState, Person, Role, RoleGrant
from app.core.models import StatusChange
from app.core.site import Site
from app.core.words import name_key
from app.demo.reading import read
from app.digests.windows import Week
from matching import Encoder
from matching.bench import near
from matching.calibrate import Tier
from matching.encoders.base import Matrix
from scenarios.lifecycle import Route, ScenarioState
from scenarios.matches.lifecycle import ANSWER, AnswerEvent, AnswerState
from scenarios.matches.models import Answer, Match, Watch
from scenarios.models import Addendum, HouseView, Scenario
from suppliers.lifecycle import SupplyState
from suppliers.models import Supply, SupplyKind

faiss: Any = typed_faiss  # its stubs want the C signatures

CHUNK: Final = 5_000
NEIGHBOURS, SURE = 10, 3
"""Capabilities that each need is matched with, and how many of them surely."""
ROLES: Final = ((Role.CURATOR, 2_000), (Role.REVIEWER, 1_000), (Role.OFFICE, 10_000))
"""One of so many people has this role; curators and reviewers have a field each."""
FIELDS: Final = ("health", "education", "research", "industry", "agriculture", "culture", "transport", "logistics")


@dataclass(frozen=True)
class Crowd:
    """How many of each; of the people three in five belong to firms, the others to owners."""

    people: int = 100_000
    needs: int = 20_000
    capabilities: int = 100_000

    @property
    def firms(self) -> int:
        return max(1, self.capabilities // 2)

    @property
    def owners(self) -> int:
        return max(1, self.needs // 2)


@dataclass
class Making:
    """What has been written so far; ids are given out here, a table's own beginning behind what is there."""

    db: Session
    week: Week
    size: Crowd
    chance: random.Random
    vectors: Mapping[str, Matrix]
    first: dict[type[SQLModel], int] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.week.end

    def ids(self, table: Any) -> Iterator[int]:
        return count(self.first.setdefault(table, (self.db.exec(select(func.max(col(table.id)))).one() or 0) + 1))

    def in_week(self) -> datetime:
        return self.week.start + timedelta(seconds=self.chance.uniform(0, 7 * 86_400 - 1))

    def ago(self, least: float, most: float) -> datetime:
        return self.week.start - timedelta(days=self.chance.uniform(least, most))

    def keep(self, table: type[SQLModel], rows: Iterator[dict[str, Any]]) -> None:
        while some := list(islice(rows, CHUNK)):
            self.db.connection().execute(insert(table), some)


def people_come(site: Site, encoder: Encoder, size: Crowd, week: Week, seed: int = 5) -> None:
    """Write all of it, as of the end of this week; the demo's texts are encoded, nothing else."""
    known = {name: encoder.encode_passages([one["description"] for one in read(name)]) for name in SIDES}
    with site.database.writing() as db:
        making = Making(db, week, size, random.Random(seed), known)  # noqa: S311 - repeatable, not secret
        for table, rows in ROWS:
            making.keep(table, rows(making))


SIDES: Final = ("needs", "capabilities")


def _houses(one: Making) -> Iterator[dict[str, Any]]:
    kinds = ["hospital"] * one.size.owners + ["firm"] * one.size.firms
    for number, kind in zip(one.ids(Organisation), kinds, strict=False):
        name = f"第 {number} 家单位"
        yield {
            "id": number,
            "name": name,
            "name_key": name_key(name),
            "kind": kind,
            "state": OrganisationState.VERIFIED,
            "district": "jinshui",
            "created_at": one.ago(60, 300),
        }


def _people(one: Making) -> Iterator[dict[str, Any]]:
    then = one.ago(30, 31)
    for number, _place in zip(one.ids(Person), range(one.size.people), strict=False):
        yield {
            "id": number,
            "name": f"林月{number}",
            "email": f"reader{number}@d{number % 400}.example.com",
            "language": "en" if number % 10 == 0 else "zh",
            "email_verified_at": then,
            "mail_consent_at": then,
            "created_at": then,
        }


def house_of(one: Making, place: int) -> int:
    """The house of a person, by her place: three of five are in firms."""
    first = one.first[Organisation]
    if place % 5 < 3:
        return first + one.size.owners + (place // 5 * 3 + place % 5) % one.size.firms
    return first + (place // 5 * 2 + place % 5 - 3) % one.size.owners


def _memberships(one: Making) -> Iterator[dict[str, Any]]:
    for place in range(one.size.people):
        yield {
            "person_id": one.first[Person] + place,
            "organisation_id": house_of(one, place),
            "started_at": one.ago(29, 30),
        }


def _grants(one: Making) -> Iterator[dict[str, Any]]:
    for role, of in ROLES:
        for number, place in enumerate(range(0, one.size.people, of)):
            within = "" if role is Role.OFFICE else FIELDS[number % len(FIELDS)]
            person = one.first[Person] + place + (3 if role is Role.REVIEWER else 4)
            yield {"person_id": person, "role": role, "field": within, "starts_at": one.ago(20, 30)}


def _supplies(one: Making) -> Iterator[dict[str, Any]]:
    houses = one.first[Organisation] + one.size.owners
    texts = cycle(read("capabilities"))
    for number, place, item in zip(one.ids(Supply), range(one.size.capabilities), texts, strict=False):
        listed = one.in_week() if place % 50 == 0 else one.ago(1, 200)
        name = f"{item['name']}（{place}）"
        yield {
            "id": number,
            "kind": SupplyKind.PRODUCT,
            "organisation_id": houses + place % one.size.firms,
            "state": SupplyState.LISTED,
            "name": name,
            "name_key": name_key(name),
            "description": item["description"],
            "created_at": listed,
            "updated_at": listed,
            "listed_at": listed,
        }


def opened_at(one: Making, place: int) -> datetime:
    """One need of ten was opened in the week."""
    moment = one.week.start + timedelta(seconds=place * 7919 % 604_800)
    return moment if place % 10 == 0 else moment - timedelta(days=7 + place % 23)


def _needs(one: Making) -> Iterator[dict[str, Any]]:
    texts = cycle(read("needs"))
    for number, place, item in zip(one.ids(Scenario), range(one.size.needs), texts, strict=False):
        opened = opened_at(one, place)
        title = f"{item['title']}（{place // 100 if place % 100 == 0 else place}）"
        yield {
            "id": number,
            "organisation_id": one.first[Organisation] + place % one.size.owners,
            "state": ScenarioState.OPEN,
            "route": Route.MATCH_ONLY,
            "title": title,
            "title_key": name_key(title)[:120],
            "field": FIELDS[place % len(FIELDS)],
            "family": item["family"],
            "district": "jinshui",
            "description": item["description"],
            "deadline": one.now + timedelta(days=8 + place % 80),
            "opened_at": opened,
            "submitted_at": opened,
            "readiness": 80,
            "created_at": opened,
            "updated_at": opened,
        }


def _matches(one: Making) -> Iterator[dict[str, Any]]:
    generator = np.random.default_rng(5)
    found = faiss.IndexFlatIP(one.vectors["needs"].shape[1])
    for some in _derived(one.vectors["capabilities"], one.size.capabilities, generator):
        found.add(some)
    asked, offered = read("needs"), read("capabilities")
    needs, place = _derived(one.vectors["needs"], one.size.needs, generator), 0
    for some in needs:
        for scores, places in zip(*found.search(some, NEIGHBOURS), strict=True):
            for rank, (score, supply) in enumerate(zip(scores, places, strict=True)):
                yield _match(one, place, int(supply), rank, float(score), asked, offered)
            place += 1


def _match(
    one: Making, need: int, supply: int, rank: int, score: float, asked: Sequence[Any], offered: Sequence[Any]
) -> dict[str, Any]:
    since = opened_at(one, need) if supply % 50 else one.in_week()
    said = [side[place % len(side)]["description"][:60] for side, place in ((asked, need), (offered, supply))]
    return {
        "scenario_id": one.first[Scenario] + need,
        "supply_id": one.first[Supply] + supply,
        "tier": Tier.SURE if rank < SURE else Tier.MAYBE,
        "score": round(100 * score, 2),
        "rank": rank + 1,
        "evidence": {
            "verdicts": [VERDICT | {"kind": kind, "origin": kind} for kind in ("deployment", "certificate", "region")],
            "pairs": [{"asked": said[0], "found": said[1], "similarity": round(score, 4)}],
            "terms": [],
        },
        "created_at": since,
        "updated_at": since,
    }


VERDICT: Final = {
    "text": "等保三级",
    "better": "",
    "hard": False,
    "outcome": "unclear",
    "reason": "not_stated",
    "quote": "",
}


def _derived(known: Matrix, wanted: int, generator: np.random.Generator) -> Iterator[Matrix]:
    """So many vectors near these in turn, some hundreds together."""
    for first in range(0, wanted, 500):
        places = [place % len(known) for place in range(first, min(first + 500, wanted))]
        yield near(known[places], generator).astype(np.float32)


def _answers(one: Making) -> Iterator[dict[str, Any]]:
    """One need in four has one; half of these wait, half have been replied to in the week."""
    numbers = one.ids(Answer)
    for place in range(1, one.size.needs, 4):
        supply = place * 7 % one.size.capabilities
        waits = place % 8 == 1
        at = one.ago(0, 6)
        yield {
            "id": next(numbers),
            "scenario_id": one.first[Scenario] + place,
            "supply_id": one.first[Supply] + supply,
            "organisation_id": one.first[Organisation] + one.size.owners + supply % one.size.firms,
            "person_id": one.first[Person],
            "state": AnswerState.SENT if waits else AnswerState.WANTED,
            "body": "我们做过三家同类单位，两周可以上线试用。",
            "reply_due_at": one.now + timedelta(days=4),
            "created_at": at,
        }


def _replies(one: Making) -> Iterator[dict[str, Any]]:
    for number in range(1, len(range(1, one.size.needs, 4)), 2):
        yield {
            "object_kind": ANSWER.name,
            "object_id": one.first[Answer] + number,
            "event": AnswerEvent.WANT.value,
            "from_state": AnswerState.SENT.value,
            "to_state": AnswerState.WANTED.value,
            "at": one.in_week(),
        }


def _watches(one: Making) -> Iterator[dict[str, Any]]:
    """Everybody in a firm follows a need."""
    for place in range(one.size.people):
        if place % 5 < 3:
            need = one.first[Scenario] + place * 13 % one.size.needs
            yield {"person_id": one.first[Person] + place, "scenario_id": need, "at": one.ago(1, 9)}


def _addenda(one: Making) -> Iterator[dict[str, Any]]:
    """One need in five says something else now."""
    for place in range(0, one.size.needs, 5):
        changes = {"budget_text": {"old": "面议", "new": "200 万元"}}
        need = one.first[Scenario] + place
        yield {"scenario_id": need, "number": 1, "changes": changes, "at": one.in_week()}


def _looks(one: Making) -> Iterator[dict[str, Any]]:
    houses = one.first[Organisation] + one.size.owners
    for place in range(one.size.needs):
        for look in range(place % 4):
            house = houses + (place * 3 + look) % one.size.firms
            day = one.week.monday + timedelta(days=look)
            yield {"scenario_id": one.first[Scenario] + place, "organisation_id": house, "day": day}


ROWS: Final[Sequence[tuple[type[SQLModel], Any]]] = (
    (Organisation, _houses),
    (Person, _people),
    (Membership, _memberships),
    (RoleGrant, _grants),
    (Supply, _supplies),
    (Scenario, _needs),
    (Match, _matches),
    (Answer, _answers),
    (StatusChange, _replies),
    (Watch, _watches),
    (Addendum, _addenda),
    (HouseView, _looks),
)
