"""Who may be told about a pilot: whoever sees its inside; of the end of a commission, whoever had it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, select

from app.accounts.policy import Viewer
from app.core.mail import Telling
from app.core.slices import Ahead, Rule, ahead
from scenarios.pilots.models import Pilot, PilotPartner, Verification
from scenarios.pilots.policy import may_see_inside
from scenarios.pilots.queries.cases import held_case, hold_cases


def _of_pilot(db: Session, viewer: Viewer, _telling: Telling, pilot_id: int, now: datetime) -> bool:
    pilot = db.get(Pilot, pilot_id)
    return pilot is not None and may_see_inside(viewer, held_case(db, pilot, now))


def _of_verification(db: Session, viewer: Viewer, _telling: Telling, number: int, _now: datetime) -> bool:
    """Whoever was to measure hears that she is not, although the pilot is closed to her now."""
    row = db.get(Verification, number)
    return row is not None and viewer is not None and viewer.belongs_to(row.organisation_id)


def _of_partner(db: Session, viewer: Viewer, _telling: Telling, number: int, _now: datetime) -> bool:
    """The house that is or was asked, although the pilot is closed to it."""
    row = db.get(PilotPartner, number)
    return (
        row is not None and row.asked_at is not None and viewer is not None and viewer.belongs_to(row.organisation_id)
    )


def _verifications(db: Session, ids: Collection[int]) -> Sequence[object]:
    return ahead(db, Verification, ids, select(Verification))


def _partners(db: Session, ids: Collection[int]) -> Sequence[object]:
    return ahead(db, PilotPartner, ids, select(PilotPartner))


RULES: Mapping[str, Rule] = {
    "pilot": _of_pilot,
    "pilot_verification": _of_verification,
    "pilot_partner": _of_partner,
}
AHEAD: Mapping[str, Ahead] = {
    "pilot": hold_cases,
    "pilot_verification": _verifications,
    "pilot_partner": _partners,
}
