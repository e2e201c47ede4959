"""What people can do with pilots, by the kind of row it is done with; `pilot` is the whole."""

from collections.abc import Mapping
from typing import Final

from scenarios.pilots.deeds import pilots
from scenarios.pilots.deeds.base import PilotDeed, Row, moved_on

__all__ = ["DEEDS", "PilotDeed", "Row", "moved_on"]

DEEDS: Final[Mapping[str, Mapping[str, PilotDeed]]] = {"pilot": {**pilots.BEGIN}}
