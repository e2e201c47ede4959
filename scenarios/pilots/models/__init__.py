"""Pilots with their parties, agreement, readiness, figures, milestones, surveys, alarms, verifications and papers."""

from scenarios.pilots.models.figures import (
    Amendment,
    Disclosure,
    PilotComment,
    PilotKpi,
    Reading,
    Verification,
    VerificationKind,
)
from scenarios.pilots.models.papers import Paper, PaperKind
from scenarios.pilots.models.pilots import (
    WEEKS,
    Consent,
    Origin,
    Pilot,
    PilotAgreement,
    PilotPartner,
    PilotParty,
    Purchase,
    Side,
)
from scenarios.pilots.models.running import Alarm, AlarmKind, Colour, Milestone, ReadinessItem, Survey

__all__ = [
    "WEEKS",
    "Alarm",
    "AlarmKind",
    "Amendment",
    "Colour",
    "Consent",
    "Disclosure",
    "Milestone",
    "Origin",
    "Paper",
    "PaperKind",
    "Pilot",
    "PilotAgreement",
    "PilotComment",
    "PilotKpi",
    "PilotPartner",
    "PilotParty",
    "Purchase",
    "ReadinessItem",
    "Reading",
    "Side",
    "Survey",
    "Verification",
    "VerificationKind",
]
