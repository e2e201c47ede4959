"""Demonstrations with the pilot that decides about them, and their visibility as SQL: `policy` said to the database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.accounts.policy import Viewer
from app.core.db import for_change
from scenarios.demonstrations.lifecycle import PUBLISHED, ObjectionState
from scenarios.demonstrations.models import Adoption, Demonstration, DemoObjection
from scenarios.models import Scenario
from scenarios.pilots.lifecycle import VerificationState
from scenarios.pilots.models import Pilot, Reading, Verification, VerificationKind
from scenarios.pilots.queries.cases import Case, case_of, held_case, hold_cases, inside
from scenarios.queries.visibility import publicly_visible

INDEPENDENT = (VerificationKind.THIRD_PARTY, VerificationKind.PANEL)
"""单位自测 never leads to a demonstration."""


@dataclass(frozen=True)
class Shown:
    """A demonstration with its pilot, and the row of it that a deed is about: itself, an objection, a copy."""

    case: Case
    demonstration: Demonstration
    one: Any

    @property
    def state(self) -> Any:
        return self.case.state

    def of(self, row: Any) -> "Shown":
        return Shown(self.case, self.demonstration, row)


def published() -> ColumnElement[bool]:
    """Demonstrations that everybody reads; for a query that joins `Pilot` and `Scenario`."""
    return and_(col(Pilot.state).in_(PUBLISHED), publicly_visible())


def is_published() -> ColumnElement[bool]:
    """The same for a query of `Demonstration` alone."""
    query = select(Demonstration.id).join(Pilot, col(Pilot.id) == Demonstration.pilot_id)
    query = query.join(Scenario, col(Scenario.id) == col(Pilot.scenario_id)).where(published())
    return col(Demonstration.id).in_(query)


def visible(viewer: Viewer) -> SelectOfScalar[Demonstration]:
    """The demonstrations that `viewer` may see, cell by cell equal to `policy.may_see`."""
    query = select(Demonstration).join(Pilot, col(Pilot.id) == Demonstration.pilot_id)
    query = query.join(Scenario, col(Scenario.id) == col(Pilot.scenario_id))
    return query.where(or_(published(), inside(viewer)))


def shown_of(db: Session, row: Demonstration, now: datetime) -> Shown:
    return Shown(case_of(db, db.get_one(Pilot, row.pilot_id), now), row, row)


def hold_shown(db: Session, ids: Collection[int]) -> Sequence[object]:
    """Read these demonstrations at once with their pilots, as `hold_cases` does."""
    rows = db.exec(select(Demonstration).where(col(Demonstration.id).in_(ids))).all()
    return [*rows, *hold_cases(db, {row.pilot_id for row in rows})]


def held_shown(db: Session, row: Demonstration, now: datetime) -> Shown:
    return Shown(held_case(db, db.get_one(Pilot, row.pilot_id), now), row, row)


def seen_demonstration(
    db: Session, viewer: Viewer, public_id: str = "", *, now: datetime, pilot: str = ""
) -> Shown | None:
    """The demonstration of this address, or of the pilot of this one, if she may see it; its pilot is held for a change by
    a request that writes."""
    named = Pilot.public_id == pilot if pilot else Demonstration.public_id == public_id
    row = db.exec(visible(viewer).where(named)).one_or_none()
    return held(db, row.id, now) if row is not None else None


def held(db: Session, number: int, now: datetime) -> Shown:
    """The demonstration with this id: first its pilot is held, by a transaction that writes, and then the row is read, as
    whoever held it before has left it."""
    pilot_id = select(Demonstration.pilot_id).where(Demonstration.id == number).scalar_subquery()
    pilot = db.exec(for_change(db, select(Pilot).where(Pilot.id == pilot_id))).one()
    row = db.exec(for_change(db, select(Demonstration).where(Demonstration.id == number))).one()
    return Shown(case_of(db, pilot, now), row, row)


def of_pilot(db: Session, pilot_id: int) -> Demonstration | None:
    return db.exec(select(Demonstration).where(Demonstration.pilot_id == pilot_id)).one_or_none()


def by_number(db: Session, number: str) -> Demonstration | None:
    """The record of this number, typed in any case and with any blanks."""
    plain = "".join(number.split()).upper()
    return db.exec(select(Demonstration).where(Demonstration.number == plain)).one_or_none()


def by_code(db: Session, code: str) -> Demonstration | None:
    """By its number, or by the end of its address."""
    return (
        by_number(db, code)
        or db.exec(select(Demonstration).where(Demonstration.public_id == code.strip())).one_or_none()
    )


def objections_of(db: Session, demonstration_id: int) -> Sequence[DemoObjection]:
    """Oldest first."""
    query = select(DemoObjection).where(DemoObjection.demonstration_id == demonstration_id)
    return db.exec(query.order_by(col(DemoObjection.id))).all()


def undecided(db: Session, demonstration_id: int) -> bool:
    """Whether an objection still waits for its answer: until then nothing is recorded."""
    return any(one.state is ObjectionState.SUBMITTED for one in objections_of(db, demonstration_id))


def newest_report(db: Session, pilot_id: int) -> Verification | None:
    """The last independent report on a pilot."""
    query = select(Verification).where(
        Verification.pilot_id == pilot_id,
        Verification.state == VerificationState.REPORTED,
        col(Verification.kind).in_(INDEPENDENT),
    )
    return db.exec(query.order_by(col(Verification.id).desc()).limit(1)).first()


def readings_of(db: Session, verification_id: int | None) -> dict[int, Reading]:
    """Readings of a report by the figure they are of."""
    if verification_id is None:
        return {}
    rows = db.exec(select(Reading).where(Reading.verification_id == verification_id)).all()
    return {row.kpi_id: row for row in rows}


def seen_adoption(db: Session, public_id: str, now: datetime) -> Shown | None:
    """A copy with the demonstration it is of, whoever asks; `access` decides."""
    row = db.exec(for_change(db, select(Adoption).where(Adoption.public_id == public_id))).one_or_none()
    if row is None:
        return None
    return held(db, row.demonstration_id, now).of(row)
