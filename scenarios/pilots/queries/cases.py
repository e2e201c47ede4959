"""A pilot with all that decides about it, and the visibility of pilots as SQL: `policy` said to the database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final, TypeVar
from weakref import WeakValueDictionary

from sqlalchemy import ColumnElement, and_, exists, false, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.models import Organisation
from app.accounts.policy import Viewer
from app.core.clock import city_date
from app.core.db import for_change
from app.core.slices import ahead
from scenarios.models import Scenario
from scenarios.pilots.lifecycle import LESSONS, SHOWN, PilotState
from scenarios.pilots.models import Consent, Pilot, PilotAgreement, PilotKpi, PilotParty, ReadinessItem, Side
from scenarios.pilots.policy import ENTRUSTED
from scenarios.queries.visibility import covered_by, handed_to, publicly_visible

Part = TypeVar("Part", PilotParty, PilotKpi, ReadinessItem, Consent)
HELD: Final = "pilot cases"


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
    return cases_of(db, [pilot], city_date(now))[pilot.id]


def cases_of(db: Session, pilots: Sequence[Pilot], today: date) -> dict[int, Case]:
    """By the id of each pilot, in so many statements however many there are."""
    ids = [pilot.id for pilot in pilots]
    needs = ahead(db, Scenario, {pilot.scenario_id for pilot in pilots}, select(Scenario))
    agreed = db.exec(select(PilotAgreement).where(col(PilotAgreement.pilot_id).in_(ids))).all()
    agreements = {one.pilot_id: one for one in agreed}
    parties = _rows(db, PilotParty, ids, col(PilotParty.ended_at).is_(None))
    kpis = _rows(db, PilotKpi, ids, order=[col(PilotKpi.position)])
    items, consents = _rows(db, ReadinessItem, ids), _rows(db, Consent, ids)
    taking_part = {one.organisation_id for rows in parties.values() for one in rows}
    houses = {one.id: one for one in db.exec(select(Organisation).where(col(Organisation.id).in_(taking_part))).all()}
    found = {
        pilot.id: Case(
            pilot=pilot,
            need=db.get_one(Scenario, pilot.scenario_id),
            agreement=agreements[pilot.id],
            parties=parties[pilot.id],
            organisations={one.organisation_id: houses[one.organisation_id] for one in parties[pilot.id]},
            today=today,
            kpis=kpis[pilot.id],
            items=items[pilot.id],
            consents=consents[pilot.id],
        )
        for pilot in pilots
    }
    del needs  # until here the session has found what was read at once
    return found


def _rows(
    db: Session, table: type[Part], ids: Sequence[int], *where: Any, order: Sequence[Any] = ()
) -> dict[int, list[Part]]:
    """What belongs to these pilots, by the id of each, in order."""
    query = select(table).where(col(table.pilot_id).in_(ids), *where).order_by(*order, col(table.id))
    found: dict[int, list[Part]] = {number: [] for number in ids}
    for row in db.exec(query).all():
        found[row.pilot_id].append(row)
    return found


def hold_cases(db: Session, ids: Collection[int]) -> Sequence[object]:
    """Read these pilots at once with all that decides about them: `held_case` finds them for as long as somebody holds what
    is given back, as the session itself finds rows."""
    held = db.info.setdefault(HELD, WeakValueDictionary())
    cases = {number: held[number] for number in ids if number in held}
    missing = db.exec(select(Pilot).where(col(Pilot.id).in_(set(ids) - cases.keys()))).all()
    read = cases_of(db, missing, date.min)
    held.update(read)
    return [*cases.values(), *read.values()]


def held_case(db: Session, pilot: Pilot, now: datetime) -> Case:
    """What was read ahead about a pilot, on the day of whoever asks; else what is read now."""
    case = db.info.get(HELD, {}).get(pilot.id)
    return case_of(db, pilot, now) if case is None else replace(case, today=city_date(now))


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
