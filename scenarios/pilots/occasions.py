"""What people are told of a pilot by mail: each occasion, whom it concerns, and what they read. Nobody is written to about
what she did herself."""

from collections.abc import Callable, Iterable
from typing import Any

from app.accounts.models import Person
from app.core.acting import Act, Occasion
from scenarios.pilots.emails import beginning
from scenarios.pilots.models import Side
from scenarios.pilots.policy import SIDES
from scenarios.pilots.queries.cases import Case
from scenarios.pilots.queries.people import people_of, unique


def _others(act: Act, case: Case, *_said: Any) -> Iterable[Person]:
    """The side that did not act."""
    sides = [one.side for one in case.parties if one.side in SIDES and one.organisation_id != act.actor.organisation_id]
    return unique(people_of(act.db, case, *sides))


def _on(*sides: Side) -> Callable[..., Iterable[Person]]:
    """Everybody on these sides but for her who does it."""

    def audience(act: Act, case: Case, *_said: Any) -> Iterable[Person]:
        return [one for one in unique(people_of(act.db, case, *sides)) if one.id != act.actor.person_id]

    return audience


_BOTH = _on(*SIDES)

PROPOSED = Occasion(_others, beginning.proposed)
CONFIRMED = Occasion(_BOTH, beginning.confirmed)
CALLED_OFF = Occasion(_others, beginning.called_off)
TO_COUNTERSIGN = Occasion(_others, beginning.to_countersign)
SIGNED = Occasion(_BOTH, beginning.signed)
