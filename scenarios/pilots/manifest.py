"""Pilots as a part of the site."""

from app.core.slices import Slice
from scenarios.pilots.told import RULES

PILOTS = Slice(routes="scenarios.pilots.routes", work=["scenarios.pilots.actions.clockwork"], may_know=RULES)
