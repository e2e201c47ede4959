"""What exactly somebody says yes to, as plain content and its hash: a yes holds for this content and no other. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from scenarios.pilots.models import PilotAgreement, PilotKpi, PilotPartner, PilotParty, Side

BEGINNING, AGREEMENT, LOCK, NAMING = "begin", "agreement", "lock", "naming"
"""What both sides say yes to; an amendment and a verifier are named with their number."""
NOT_AGREED = frozenset({"pilot_id", "signed_at"})
SCANNED = frozenset({"signed_file_id", "signed_sha256"})
NOT_LOCKED = frozenset({"id", "pilot_id", "position"})


def digest(content: Mapping[str, Any] | Iterable[Any]) -> str:
    """The SHA-256 of content as JSON with sorted keys."""
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(plain.encode()).hexdigest()


def beginning(parties: Iterable[PilotParty], agreement: PilotAgreement) -> str:
    """Who takes part, and the nature of the purchase."""
    said = {name: getattr(agreement, name) for name in type(agreement).model_fields if "purchase" in name}
    houses = sorted((str(one.side), one.organisation_id) for one in parties)
    return digest({**said, "no_promise": agreement.no_promise, "parties": houses})


def partnership_key(row: PilotPartner) -> str:
    return f"partner:{row.id}"


def partnership(row: PilotPartner) -> str:
    """Which house, and what it shall do."""
    return digest([row.organisation_id, row.part])


def agreement(said: PilotAgreement) -> str:
    """The whole text with the hash of the scan."""
    return digest({name: getattr(said, name) for name in type(said).model_fields if name not in NOT_AGREED})


def printed_agreement(said: PilotAgreement, kpis: Iterable[PilotKpi], parties: Iterable[PilotParty]) -> str:
    """What the paper of an agreement says, without the scan of it."""
    text = {name: getattr(said, name) for name in type(said).model_fields if name not in {*NOT_AGREED, *SCANNED}}
    there = list(parties)
    houses = sorted(one.organisation_id for one in there if one.side in {Side.OWNER, Side.SUPPLIER})
    partners = sorted([one.organisation_id, one.part] for one in there if one.side is Side.PARTNER and not one.ended_at)
    figures = [(kpi.name, kpi.target_text, kpi.unit) for kpi in kpis]
    return digest([text, figures, houses, *([partners] if partners else [])])


def lock(kpis: Iterable[PilotKpi]) -> str:
    """Every figure with target, baseline, weight and what the public sees of it."""
    names = [name for name in PilotKpi.model_fields if name not in NOT_LOCKED]
    return digest([{name: getattr(kpi, name) for name in names} for kpi in kpis])
