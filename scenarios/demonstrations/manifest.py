"""Demonstrations as a part of the site."""

from app.core.finding import SCENARIO
from app.core.occasions import mails_of
from app.core.slices import Slice
from scenarios.demonstrations import occasions
from scenarios.demonstrations.queries.outcomes import designated, outcomes_of_need
from scenarios.demonstrations.told import AHEAD, RULES

DEMONSTRATIONS = Slice(
    routes="scenarios.demonstrations.routes",
    work=["scenarios.demonstrations.actions.clockwork"],
    mails=mails_of(occasions),
    samples="scenarios.demonstrations.samples",
    may_know=RULES,
    ahead=AHEAD,
    outcomes={SCENARIO: outcomes_of_need},
    credits={"demonstrations": designated},
)
