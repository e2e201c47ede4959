"""Whom the owner's side could ask about what, before anything is sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlmodel import Session

from app.core.limits import MOST_ROWS
from app.core.site import Words
from scenarios.lifecycle import Route
from scenarios.matches.inquiries import Key, open_demands
from scenarios.matches.labels import demand
from scenarios.matches.lifecycle import InquiryState
from scenarios.matches.queries.cards import MatchCard
from scenarios.matches.queries.comparing import among, candidates, picked
from scenarios.matches.queries.inquiries import Asking, askings_of_need
from scenarios.matches.queries.people import reached_supplies
from scenarios.models import Scenario

Points = Mapping[Key, Mapping[str, Any]]


@dataclass(frozen=True)
class Question:
    """What one supplier would be asked, as much as its form holds; `later` is how many points are left for another
    time. `waits`: it has not answered the last question; `unreached`: nobody there may be told."""

    card: MatchCard
    points: Points
    later: int
    waits: bool
    unreached: bool

    @property
    def possible(self) -> bool:
        return bool(self.points) and not self.waits and not self.unreached


@dataclass(frozen=True)
class Plan:
    """`labels` says each point in the need's words."""

    questions: Sequence[Question]
    labels: Mapping[Key, str]
    tender: bool

    @property
    def asked(self) -> Sequence[Question]:
        return [one for one in self.questions if one.possible]

    @property
    def firm_count(self) -> int:
        return len({one.card.card.organisation.id for one in self.asked})

    @property
    def point_count(self) -> int:
        return len({key for one in self.asked for key in one.points})

    @property
    def names(self) -> frozenset[str]:
        """The public ids of the supplies that would be asked: what somebody confirms."""
        return frozenset(one.card.card.supply.public_id for one in self.asked)


@dataclass(frozen=True)
class Planning:
    """Who plans when: `allowed` says of a supplier's organisation whether this person may ask it."""

    words: Words
    now: datetime
    allowed: Callable[[int], bool]


def plan(db: Session, need: Scenario, chosen: Sequence[str], by: Planning) -> Plan:
    """The chosen ones (public ids of supplies), or who would be compared where nobody chose; see `_planned`."""
    cards = candidates(db, need, by.words)
    return _planned(db, need, cards if need.route is Route.TENDER else picked(cards, chosen), by)


def plan_again(db: Session, need: Scenario, confirmed: Sequence[str], by: Planning) -> Plan:
    """What somebody has confirmed as it stands now: nobody else is put in the place of one that is gone."""
    cards = candidates(db, need, by.words)
    return _planned(db, need, cards if need.route is Route.TENDER else among(cards, confirmed), by)


def _planned(db: Session, need: Scenario, cards: Sequence[MatchCard], by: Planning) -> Plan:
    """Each its own open points; on a tender every candidate the points that are open with any."""
    tender = need.route is Route.TENDER
    shown = [card for card in cards if by.allowed(card.card.organisation.id)]
    askings = askings_of_need(db, need.id)
    reached = reached_supplies(db, need, [card.card.supply for card in shown], by.now)
    everything: dict[Key, Mapping[str, Any]] = {}
    for card in shown:
        everything |= open_demands(card.evidence, ())
    questions = []
    for card in shown:
        supply_id = card.card.supply.id
        questions.append(_question(card, askings.get(supply_id), everything if tender else None, supply_id in reached))
    labels = {key: demand(stored, by.words) for key, stored in everything.items()}
    return Plan([one for one in questions if one.points or one.waits], labels, tender)


def _question(card: MatchCard, asking: Asking | None, everything: Points | None, reached: bool) -> Question:
    known = asking.asked if asking is not None else frozenset()
    own = open_demands(card.evidence, known)
    points = own if everything is None else {key: one for key, one in everything.items() if key not in known}
    waits = asking is not None and asking.newest.state is InquiryState.ASKED
    some = dict(islice(points.items(), MOST_ROWS))
    return Question(card, some, len(points) - len(some), waits, not reached)
