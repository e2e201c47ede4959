"""Whom the owner's side could ask about what, before anything is sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.core.site import Words
from scenarios.lifecycle import Route
from scenarios.matches.inquiries import Key, open_demands
from scenarios.matches.labels import demand
from scenarios.matches.lifecycle import InquiryState
from scenarios.matches.queries.cards import MatchCard
from scenarios.matches.queries.comparing import candidates, picked
from scenarios.matches.queries.inquiries import askings_of_need
from scenarios.matches.queries.people import supplier_people
from scenarios.models import Scenario

Points = Mapping[Key, Mapping[str, Any]]


@dataclass(frozen=True)
class Question:
    """What one supplier would be asked. `waits`: it has not answered the last question; `unreached`: it has no account."""

    card: MatchCard
    points: Points
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


def plan(db: Session, need: Scenario, chosen: Sequence[str], words: Words, allowed: Callable[[int], bool]) -> Plan:
    """Each of the chosen ones its own open points; on a tender every candidate the points that are open with any.

    `allowed` says of a supplier's organisation whether this person may ask it.
    """
    cards = candidates(db, need, words)
    tender = need.route is Route.TENDER
    shown = [card for card in (cards if tender else picked(cards, chosen)) if allowed(card.card.organisation.id)]
    askings = askings_of_need(db, need.id)
    everything: dict[Key, Mapping[str, Any]] = {}
    for card in shown:
        everything |= open_demands(card.evidence, ())
    questions = []
    for card in shown:
        asking = askings.get(card.card.supply.id)
        known = asking.asked if asking is not None else frozenset()
        own = open_demands(card.evidence, known)
        points = {key: stored for key, stored in everything.items() if key not in known} if tender else own
        waits = asking is not None and asking.newest.state is InquiryState.ASKED
        questions.append(Question(card, points, waits, not supplier_people(db, card.card.supply)))
    labels = {key: demand(stored, words) for key, stored in everything.items()}
    return Plan([one for one in questions if one.points or one.waits], labels, tender)
