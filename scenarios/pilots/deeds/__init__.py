"""What people can do with pilots, by the kind of row it is done with; `pilot` is the whole."""

from collections.abc import Mapping
from typing import Final

from scenarios.pilots.deeds import measuring, partners, pilots, preparing, running, verifying
from scenarios.pilots.deeds.base import PilotDeed, Row, moved_on

__all__ = ["DEEDS", "PilotDeed", "Row", "moved_on"]

DEEDS: Final[Mapping[str, Mapping[str, PilotDeed]]] = {
    "pilot": {
        **pilots.BEGIN,
        **partners.PROPOSING,
        **preparing.PREPARING,
        **measuring.MEASURING,
        **running.RUNNING,
        **verifying.VERIFYING,
    },
    "readiness": preparing.READINESS,
    "kpis": measuring.KPIS,
    "amendments": measuring.AMENDMENTS,
    "milestones": running.MILESTONES,
    "surveys": running.SURVEYS,
    "alarms": running.ALARMS,
    "verifications": verifying.VERIFICATIONS,
    "papers": verifying.PAPERS,
    "partners": partners.PARTNERS,
    "invitations": partners.INVITATIONS,
}
