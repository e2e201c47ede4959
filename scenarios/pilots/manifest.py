"""Pilots as a part of the site."""

from app.core.occasions import mails_of
from app.core.slices import Slice
from scenarios.pilots import occasions
from scenarios.pilots.told import RULES

PILOTS = Slice(
    routes="scenarios.pilots.routes",
    work=["scenarios.pilots.actions.clockwork"],
    mails=mails_of(occasions),
    samples="scenarios.pilots.samples",
    may_know=RULES,
)
