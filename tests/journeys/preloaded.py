"""What every process of the site imports, brought in once for all that are started: see `processes`."""

from app.cli import serving
from app.core.slices import Slices
from app.slices import SLICES

__all__ = ["serving"]

_parts = Slices(SLICES)
_parts.routers()
_parts.handlers()
_parts.timers()
