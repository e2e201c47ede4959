"""A pilot with all that decides about it, and the visibility of pilots as SQL: `policy` said to the database."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, false, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import Organisation
from app.accounts.policy import Viewer
from app.core.clock import city_date
from app.core.db import for_change
from scenarios.models import Scenario
from scenarios.pilots.lifecycle import LESSONS, SHOWN, PilotState
from scenarios.pilots.models import Consent, Pilot, PilotAgreement, PilotKpi, PilotParty, ReadinessItem, Side
from scenarios.pilots.policy import ENTRUSTED
from scenarios.queries.visibility import covered_by, handed_to, publicly_visible


@dataclass(frozen=True)
class Case:
    """A pilot as its deeds and pages need it; parties are those that still take part. `today` is a day of the city."""

    pilot: Pilot
    need: Scenario
    agreement: PilotAgreement
    parties: Sequence[PilotParty]
    organisations: dict[int, Organisation]
    today: date
    kpis: Sequence[PilotKpi] = ()
    items: Sequence[ReadinessItem] = ()
    consents: Sequence[Consent] = field(default_factory=tuple)

    @property
    def state(self) -> PilotState:
        return self.pilot.state

    @property
    def named(self) -> bool:
        return self.pilot.named

    def houses(self, *sides: Side) -> list[int]:
        return [one.organisation_id for one in self.parties if not sides or one.side in sides]

    def house(self, side: Side) -> Organisation:
        """The one organisation on this side."""
        return self.organisations[self.houses(side)[0]]

    def party(self, side: Side) -> PilotParty:
        return next(one for one in self.parties if one.side is side)

    def given(self, what: str, digest: str) -> set[Side]:
        """The sides that have said yes to this very content."""
        return {one.side for one in self.consents if one.what == what and one.digest == digest}


def case_of(db: Session, pilot: Pilot, now: datetime) -> Case:
    parties = db.exec(
        select(PilotParty)
        .where(PilotParty.pilot_id == pilot.id, col(PilotParty.ended_at).is_(None))
        .order_by(col(PilotParty.id))
    ).all()
    ids = [one.organisation_id for one in parties]
    houses = db.exec(select(Organisation).where(col(Organisation.id).in_(ids))).all()
    kpis = db.exec(
        select(PilotKpi).where(PilotKpi.pilot_id == pilot.id).order_by(col(PilotKpi.position), col(PilotKpi.id))
    ).all()
    items = db.exec(
        select(ReadinessItem).where(ReadinessItem.pilot_id == pilot.id).order_by(col(ReadinessItem.id))
    ).all()
    return Case(
        pilot=pilot,
        need=db.get_one(Scenario, pilot.scenario_id),
        agreement=db.get_one(PilotAgreement, pilot.id),
        parties=parties,
        organisations={house.id: house for house in houses},
        today=city_date(now),
        kpis=kpis,
        items=items,
        consents=db.exec(select(Consent).where(Consent.pilot_id == pilot.id).order_by(col(Consent.id))).all(),
    )


def inside(viewer: Viewer) -> ColumnElement[bool]:
    """Pilots of which `viewer` sees the inside; for a query that joins `Scenario`."""
    if viewer is None:
        return false()
    hers = exists().where(
        col(PilotParty.pilot_id) == col(Pilot.id),
        col(PilotParty.ended_at).is_(None),
        col(PilotParty.organisation_id).in_([home.organisation_id for home in viewer.belongings]),
    )
    return or_(hers, covered_by(viewer, *ENTRUSTED), handed_to(viewer))


def shown() -> ColumnElement[bool]:
    """Pilots of which everybody may read by name; for a query that joins `Scenario`."""
    lesson = and_(col(Pilot.state).in_(LESSONS), col(Pilot.named))
    return and_(or_(col(Pilot.state).in_(SHOWN), lesson), publicly_visible())


def visible(viewer: Viewer) -> SelectOfScalar[Pilot]:
    """The pilots that `viewer` may see, cell by cell equal to `policy.may_see`."""
    query = select(Pilot).join(Scenario, col(Scenario.id) == col(Pilot.scenario_id))
    return query.where(or_(shown(), inside(viewer)))


def seen_pilot(db: Session, viewer: Viewer, public_id: str) -> Pilot | None:
    """The pilot of this address if she may see it, held for a change by a request that writes."""
    seen = db.exec(visible(viewer).where(Pilot.public_id == public_id)).one_or_none()
    return db.exec(for_change(db, select(Pilot).where(Pilot.id == seen.id))).one() if seen is not None else None


def pilots_of_need(db: Session, scenario_id: int) -> Sequence[Pilot]:
    return db.exec(select(Pilot).where(Pilot.scenario_id == scenario_id).order_by(col(Pilot.id))).all()
