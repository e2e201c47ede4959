"""What the page of one demonstration shows, to everybody or to those who see more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from sqlmodel import Session, col, select

from app.accounts.models import Organisation, Person
from app.accounts.policy import Viewer
from app.core.chain import head_of
from app.core.history import timeline
from app.core.models import StatusChange, StoredFile
from scenarios.demonstrations.charts import Line, line_of
from scenarios.demonstrations.lifecycle import RECORDED, AdoptionState
from scenarios.demonstrations.models import Adoption, AdoptionReading, DemoObjection
from scenarios.demonstrations.policy import copying_houses, may_see_objections
from scenarios.demonstrations.queries.cases import Shown, newest_report, objections_of, readings_of
from scenarios.models import Scenario
from scenarios.pilots.disclosing import Told, told
from scenarios.pilots.labels import event_label
from scenarios.pilots.lifecycle import PILOT, PilotEvent
from scenarios.pilots.models import Disclosure, PilotKpi, Reading, Verification
from scenarios.pilots.policy import may_see_inside
from scenarios.pilots.queries.pages import Moment, partner_moments

E = PilotEvent
TOLD = frozenset({E.START, E.FIND_MET, E.ANNOUNCE, E.RECOGNISE, E.DESIGNATE, E.ADOPT, E.EXPIRE, E.RENEW, E.REVOKE})
"""Moves that everybody reads of."""


@dataclass(frozen=True)
class Copy:
    """Where it runs: a house by name where its owner lets it be told, else by kind and district."""

    adoption: Adoption
    house: Organisation
    readings: Sequence[tuple[Told, date]]
    mine: bool

    @property
    def told_by_name(self) -> bool:
        return self.adoption.named or self.mine


@dataclass(frozen=True)
class Spread:
    """The copies that run: how many, the median of their cost in 元 and of the days until they ran."""

    running: int
    cost: int | None
    days: float | None


@dataclass(frozen=True)
class DemonstrationPage:
    report: Verification | None
    verifier: Organisation | None
    lines: Sequence[Line]
    copies: Sequence[Copy]
    spread: Spread
    objections: Sequence[tuple[DemoObjection, str, StoredFile | None]]
    sees_objections: bool
    moments: Sequence[Moment]
    head: str
    inside: bool
    designation: StoredFile | None
    houses: Sequence[Organisation]
    mine: Adoption | None


def page_of(db: Session, viewer: Viewer, shown: Shown) -> DemonstrationPage:
    case, row = shown.case, shown.demonstration
    inside = may_see_inside(viewer, case)
    report = db.get(Verification, row.verification_id) if row.verification_id else newest_report(db, case.pilot.id)
    verifier = db.get(Organisation, report.organisation_id) if report is not None else None
    copies = copies_of(db, viewer, shown)
    sees = may_see_objections(viewer, case)
    moves = timeline(db, PILOT.name, case.pilot.id)
    return DemonstrationPage(
        report=report,
        verifier=verifier,
        lines=lines_of(case.kpis, readings_of(db, report.id if report is not None else None), inside=inside),
        copies=copies,
        spread=spread_of([one.adoption for one in copies]),
        objections=_objections(db, viewer, shown, sees=sees),
        sees_objections=sees,
        moments=_moments(db, case.pilot.id, moves, inside=inside),
        head=head_of(moves) if case.state in RECORDED else "",
        inside=inside,
        designation=db.get(StoredFile, row.designation_file_id) if row.designation_file_id else None,
        houses=_copying(db, viewer, shown),
        mine=next((one.adoption for one in copies if one.mine), None),
    )


def _moments(db: Session, pilot_id: int, moves: Sequence[StatusChange], *, inside: bool) -> list[Moment]:
    """What happened, in order: to the public what it may know of, and that a partner came or went, not which."""
    found = [Moment(event_label(one.event), one.at, "", "", "neutral") for one in moves if one.event in TOLD or inside]
    return sorted([*found, *partner_moments(db, pilot_id, inside=inside)], key=lambda one: one.at)


def lines_of(kpis: Sequence[PilotKpi], readings: Mapping[int, Reading], *, inside: bool) -> list[Line]:
    """Every figure as this reader may know it."""
    return [line_of(told(kpi, readings.get(kpi.id), inside=inside), kpi.target_value) for kpi in kpis]


def copies_of(db: Session, viewer: Viewer, shown: Shown) -> list[Copy]:
    """The copies that run, the first first; of one that is only wanted its own house knows."""
    rows = db.exec(
        select(Adoption, Organisation)
        .join(Organisation, col(Organisation.id) == Adoption.organisation_id)
        .where(Adoption.demonstration_id == shown.demonstration.id)
        .order_by(col(Adoption.adopted_at), col(Adoption.id))
    ).all()
    homes = {home.organisation_id for home in viewer.belongings} if viewer is not None else set()
    live = [
        (one, house)
        for one, house in rows
        if one.state is AdoptionState.ADOPTED or (one.state is AdoptionState.WANTED and house.id in homes)
    ]
    readings = _adopted_readings(db, shown, [one.id for one, _house in live])
    return [Copy(one, house, readings.get(one.id, ()), house.id in homes) for one, house in live]


def _adopted_readings(db: Session, shown: Shown, ids: Sequence[int]) -> dict[int, list[tuple[Told, date]]]:
    """What adopters measured of figures that are told by value: the baseline was not theirs, so no change is told. Of the
    others not even the verdict: who corrects her reading again and again would find the hidden target by it."""
    kpis = {kpi.id: kpi for kpi in shown.case.kpis if kpi.disclosure is Disclosure.VALUE}
    query = select(AdoptionReading).where(
        col(AdoptionReading.adoption_id).in_(ids), col(AdoptionReading.kpi_id).in_(list(kpis))
    )
    found: dict[int, list[tuple[Told, date]]] = {}
    for row in db.exec(query.order_by(col(AdoptionReading.id))).all():
        reading = Reading(verification_id=0, kpi_id=row.kpi_id, text=row.text, value=row.value)
        one = replace(told(kpis[row.kpi_id], reading, inside=False), change=None)
        found.setdefault(row.adoption_id, []).append((one, row.measured_on))
    return found


def spread_of(adoptions: Sequence[Adoption]) -> Spread:
    running = [one for one in adoptions if one.state is AdoptionState.ADOPTED]
    costs = [one.cost for one in running if one.cost is not None]
    days = [one.days for one in running if one.days is not None]
    return Spread(len(running), round(median(costs)) if costs else None, median(days) if days else None)


def _objections(
    db: Session, viewer: Viewer, shown: Shown, *, sees: bool
) -> list[tuple[DemoObjection, str, StoredFile | None]]:
    """All of them, for those who answer with the name of who objected and her evidence, which she sees as well."""
    names: dict[int, str] = {}
    rows = objections_of(db, shown.demonstration.id)
    if sees and rows:
        people = db.exec(select(Person).where(col(Person.id).in_([one.person_id for one in rows]))).all()
        names = {person.id: person.name for person in people}
    hers = viewer.person_id if viewer is not None else None
    shows = [one.file_id for one in rows if one.file_id is not None and (sees or one.person_id == hers)]
    files = {file.id: file for file in db.exec(select(StoredFile).where(col(StoredFile.id).in_(shows))).all()}
    return [(one, names.get(one.person_id, ""), files.get(one.file_id or 0)) for one in rows]


def _copying(db: Session, viewer: Viewer, shown: Shown) -> Sequence[Organisation]:
    """Houses of hers in whose name she could copy it."""
    ids = copying_houses(viewer, shown.case) if viewer is not None else []
    return db.exec(select(Organisation).where(col(Organisation.id).in_(ids)).order_by(col(Organisation.id))).all()


def need_of(db: Session, adoption: Adoption) -> Scenario | None:
    return db.get(Scenario, adoption.scenario_id) if adoption.scenario_id else None
