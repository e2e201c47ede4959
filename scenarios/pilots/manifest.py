"""Pilots as a part of the site."""

from sqlmodel import col

from app.core.i18n import N_
from app.core.occasions import mails_of
from app.core.slices import Kept, Slice
from scenarios.pilots import occasions
from scenarios.pilots.models import PilotParty
from scenarios.pilots.told import AHEAD, RULES

PILOTS = Slice(
    routes="scenarios.pilots.routes",
    work=["scenarios.pilots.actions.clockwork"],
    # Each side has somebody who looks after the pilot for her house; when she passes on her work, a colleague does.
    kept=[Kept(N_("试点"), PilotParty, col(PilotParty.person_id), col(PilotParty.organisation_id))],
    mails=mails_of(occasions),
    samples="scenarios.pilots.samples",
    may_know=RULES,
    ahead=AHEAD,
)
