"""Needs as a part of the site."""

from sqlmodel import col

from app.core.i18n import N_
from app.core.occasions import mails_of
from app.core.slices import Kept, Slice
from scenarios import occasions
from scenarios.models import Scenario
from scenarios.told import AHEAD, RULES

NEEDS = Slice(
    routes="scenarios.routes",
    work=["scenarios.actions.clockwork"],
    # Who looks after a need is its holder; who wrote it stays in `created_by`.
    kept=[Kept(N_("需求"), Scenario, col(Scenario.holder_id), col(Scenario.organisation_id))],
    mails=mails_of(occasions),
    samples="scenarios.samples",
    may_know=RULES,
    ahead=AHEAD,
)
