"""What happens while a pilot runs: milestones, surveys, alarms, amendments; and what was measured at the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from app.accounts.models import Organisation
from scenarios.pilots.disclosing import Told, told
from scenarios.pilots.judging import Verdict, overall, share
from scenarios.pilots.lifecycle import VerificationState
from scenarios.pilots.models import (
    Alarm,
    Amendment,
    Milestone,
    Paper,
    PaperKind,
    PilotComment,
    PilotKpi,
    Reading,
    Survey,
    Verification,
)
from scenarios.pilots.queries.cases import Case


def milestone_count(db: Session, case: Case) -> int:
    return db.exec(select(func.count()).where(Milestone.pilot_id == case.pilot.id)).one()


def milestones(db: Session, case: Case) -> Sequence[Milestone]:
    query = select(Milestone).where(Milestone.pilot_id == case.pilot.id)
    return db.exec(query.order_by(col(Milestone.due_on), col(Milestone.id))).all()


def surveys(db: Session, case: Case) -> Sequence[Survey]:
    """The newest round first."""
    query = select(Survey).where(Survey.pilot_id == case.pilot.id)
    return db.exec(query.order_by(col(Survey.round).desc(), col(Survey.id))).all()


def alarms(db: Session, case: Case) -> Sequence[Alarm]:
    """Those nobody has seen to first."""
    query = select(Alarm).where(Alarm.pilot_id == case.pilot.id)
    return db.exec(query.order_by(col(Alarm.cleared_at).is_not(None), col(Alarm.id).desc())).all()


def amendments(db: Session, case: Case) -> Sequence[Amendment]:
    return db.exec(
        select(Amendment).where(Amendment.pilot_id == case.pilot.id).order_by(col(Amendment.number).desc())
    ).all()


def files_to_measure(db: Session, case: Case) -> set[int]:
    """The ids of the files that show how a figure was measured, at the beginning and at the end, and of the stamped
    reports on it."""
    ends = db.exec(select(Verification.file_id).where(Verification.pilot_id == case.pilot.id)).all()
    changed = [row.changes.get("file", {}).get("id") for row in amendments(db, case)]
    reports = (Paper.pilot_id == case.pilot.id, Paper.kind == PaperKind.REPORT)
    scans = db.exec(select(Paper.scan_file_id).where(*reports)).all()
    return {one for one in (*(kpi.file_id for kpi in case.kpis), *changed, *ends, *scans) if one is not None}


def files_of_course(db: Session, case: Case) -> set[int]:
    """The ids of the files that show what is ready and what was reached."""
    reached = db.exec(select(Milestone.file_id).where(Milestone.pilot_id == case.pilot.id)).all()
    return {one for one in (*(item.file_id for item in case.items), *reached) if one is not None}


@dataclass(frozen=True)
class Measured:
    """A verification with who did it, its readings by figure, what the sides say, and what follows from it."""

    verification: Verification
    house: Organisation
    readings: Mapping[int, Reading]
    comments: Sequence[PilotComment]
    figures: Sequence[Told]

    @property
    def judged(self) -> list[tuple[Verdict, int]]:
        return [(one.verdict, one.weight) for one in self.figures if one.verdict is not None]

    @property
    def overall(self) -> Verdict | None:
        return overall(self.judged) if self.judged else None

    @property
    def share(self) -> int:
        """The weighted share reached, 0 to 100."""
        return share(self.judged)


def verifications(db: Session, case: Case, *, inside: bool) -> list[Measured]:
    """The newest first; to those outside only what was reported, as both sides agreed to show it."""
    query = select(Verification).where(Verification.pilot_id == case.pilot.id)
    if not inside:
        query = query.where(Verification.state == VerificationState.REPORTED)
    rows = db.exec(query.order_by(col(Verification.id).desc())).all()
    ids = [row.id for row in rows]
    readings = db.exec(select(Reading).where(col(Reading.verification_id).in_(ids))).all()
    comments = db.exec(
        select(PilotComment).where(col(PilotComment.verification_id).in_(ids)).order_by(col(PilotComment.id))
    ).all()
    houses = {
        one.id: one
        for one in db.exec(
            select(Organisation).where(col(Organisation.id).in_([row.organisation_id for row in rows]))
        ).all()
    }
    return [
        _measured(
            row,
            houses[row.organisation_id],
            [one for one in readings if one.verification_id == row.id],
            [one for one in comments if one.verification_id == row.id],
            case.kpis,
            inside=inside,
        )
        for row in rows
    ]


def _measured(
    row: Verification,
    house: Organisation,
    readings: Sequence[Reading],
    comments: Sequence[PilotComment],
    kpis: Sequence[PilotKpi],
    *,
    inside: bool,
) -> Measured:
    by_kpi = {one.kpi_id: one for one in readings}
    figures = [told(kpi, by_kpi.get(kpi.id), inside=inside) for kpi in kpis]
    # A reading holds a value: outside, only what `figures` tell of it goes on.
    return Measured(row, house, by_kpi if inside else {}, comments if inside else (), figures)
