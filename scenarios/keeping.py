"""Needs as something that can be handed over; registered where the site is put together."""

from sqlmodel import col

from app.accounts.handover import Kept
from app.core.i18n import N_
from scenarios.models import Scenario

NEEDS = Kept(N_("需求"), Scenario, col(Scenario.holder_id), col(Scenario.organisation_id))
"""Who looks after a need is `holder_id`; who wrote it stays in `created_by`."""
