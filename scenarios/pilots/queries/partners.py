"""Partners of a pilot, and an invitation as the house reads it that is asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.accounts.models import Organisation
from app.core.db import for_change
from app.core.models import StatusChange
from scenarios.pilots.labels import PARTNER_EVENTS
from scenarios.pilots.lifecycle import PARTNER, PartnerState
from scenarios.pilots.models import Pilot, PilotPartner
from scenarios.pilots.queries.cases import Case


@dataclass(frozen=True)
class Proposed:
    """One that was proposed, with its house."""

    partner: PilotPartner
    house: Organisation


def partners_of(db: Session, case: Case) -> Sequence[Proposed]:
    """Whoever is proposed, asked or there; the others have left their line in the history."""
    live = (PartnerState.PROPOSED, PartnerState.ASKED, PartnerState.JOINED)
    query = (
        select(PilotPartner, Organisation)
        .join(Organisation, col(Organisation.id) == PilotPartner.organisation_id)
        .where(PilotPartner.pilot_id == case.pilot.id, col(PilotPartner.state).in_(live))
        .order_by(col(PilotPartner.id))
    )
    return [Proposed(*row) for row in db.exec(query).all()]


def came_and_went(db: Session, pilot_id: int) -> Sequence[tuple[StatusChange, str]]:
    """The moves by which houses became partners and ceased to be, oldest first, with their names."""
    query = (
        select(StatusChange, Organisation.name)
        .join(PilotPartner, col(PilotPartner.id) == StatusChange.object_id)
        .join(Organisation, col(Organisation.id) == PilotPartner.organisation_id)
        .where(
            PilotPartner.pilot_id == pilot_id,
            StatusChange.object_kind == PARTNER.name,
            col(StatusChange.event).in_(list(PARTNER_EVENTS)),
        )
    )
    return db.exec(query.order_by(col(StatusChange.id))).all()


def invitation(db: Session, public_id: str) -> tuple[Pilot, PilotPartner] | None:
    """The pilot, held for a change by a request that writes, and then the row as whoever held it before has left it."""
    found = db.exec(select(PilotPartner.id, PilotPartner.pilot_id).where(PilotPartner.public_id == public_id)).first()
    if found is None:
        return None
    pilot = db.exec(for_change(db, select(Pilot).where(Pilot.id == found[1]))).one()
    return pilot, db.exec(for_change(db, select(PilotPartner).where(PilotPartner.id == found[0]))).one()
