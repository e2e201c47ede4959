"""What people can do with demonstrations, by the kind of row it is done with."""

from collections.abc import Mapping
from typing import Final

from scenarios.demonstrations.deeds.adopting import ADOPTIONS
from scenarios.demonstrations.deeds.base import DemoDeed, moved_on
from scenarios.demonstrations.deeds.reviewing import DEMONSTRATION, OBJECTIONS

__all__ = ["DEEDS", "DemoDeed", "moved_on"]

DEEDS: Final[Mapping[str, Mapping[str, DemoDeed]]] = {
    "demonstration": DEMONSTRATION,
    "objections": OBJECTIONS,
    "adoption": ADOPTIONS,
}
