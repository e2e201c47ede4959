"""What people are told of a need by mail: each occasion, whom it concerns, and what they read."""

from collections.abc import Iterable
from typing import Any

from app.accounts.models import Person
from app.core.acting import Act, Occasion
from app.core.finding import SCENARIO
from app.core.models import StatusChange
from scenarios.emails import owning, reviewing
from scenarios.models import Scenario
from scenarios.queries.owning import approvers, people
from scenarios.queries.people import keepers_of, office_of, reviewer_of


def _keepers(act: Act, need: Scenario, *_said: Any) -> Iterable[Person]:
    return keepers_of(act.db, need)


def _helpers(act: Act, need: Scenario, *_said: Any) -> Iterable[Person]:
    """Those who can do something about what keeps it from opening."""
    reviewer = reviewer_of(act.db, need)
    return [*keepers_of(act.db, need), *([reviewer] if reviewer else [])]


def _office(act: Act, need: Scenario, *_said: Any) -> Iterable[Person]:
    return office_of(act.db, need, act.now)


def _followers(act: Act, need: Scenario, *_said: Any) -> Iterable[Person]:
    """Whoever watches it or has answered, but for her who does it."""
    return people(act.db, act.site.slices.followers(act.db, SCENARIO, need.id) - {act.actor.person_id or 0})


def _other_followers(act: Act, need: Scenario, *_said: Any) -> Iterable[Person]:
    keepers = {person.id for person in keepers_of(act.db, need)}
    return people(act.db, act.site.slices.followers(act.db, SCENARIO, need.id) - keepers)


def _approvers(act: Act, need: Scenario, _change: StatusChange) -> Iterable[Person]:
    return approvers(act.db, need.organisation_id, besides=(act.actor.person_id, need.created_by))


def _both_in_house(act: Act, need: Scenario, _change: StatusChange) -> Iterable[Person]:
    """Author and holder, and as a receipt whoever decided."""
    return people(act.db, {need.sent_by, need.holder_id, act.actor.person_id})


def _holder(act: Act, need: Scenario, *_said: Any) -> Iterable[Person]:
    return people(act.db, {need.holder_id})


APPROVAL_ASKED = Occasion(_approvers, owning.approval_asked)
APPROVAL_DECIDED = Occasion(_both_in_house, owning.approval_decided)
EDITS_REQUESTED = Occasion(_keepers, reviewing.edits_requested)
REJECTED = Occasion(_keepers, reviewing.rejected)
APPROVED = Occasion(_keepers, reviewing.approved)
OPENED = Occasion(_keepers, reviewing.opened)
OPENING_BLOCKED = Occasion(_helpers, reviewing.opening_blocked)
REVIEW_OVERDUE = Occasion(_office, reviewing.overdue)
ENDING = Occasion(_keepers, reviewing.ending)
ENDED = Occasion(_keepers, reviewing.ended)
ENDED_FOR_OTHERS = Occasion(_other_followers, reviewing.ended_for_others)
ADDENDUM = Occasion(_followers, owning.addendum_published)
STOPPED = Occasion(_followers, owning.stopped)
HANDED_OVER = Occasion(_holder, owning.handed_over)
