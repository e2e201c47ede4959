"""Pilots in every state with what was measured, and the demonstrations that came of some."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle, islice
from typing import Any, Final

from sqlmodel import select

from app.bench.city.base import City, Made, made, moved
from scenarios.demonstrations.lifecycle import AdoptionState
from scenarios.demonstrations.models import Adoption, Demonstration, DemoObjection
from scenarios.matches.lifecycle import MatchState
from scenarios.pilots.lifecycle import LESSONS, PILOT, SHOWN, MilestoneState, PilotState, VerificationState
from scenarios.pilots.models import (
    Alarm,
    AlarmKind,
    Disclosure,
    Milestone,
    Origin,
    Pilot,
    PilotAgreement,
    PilotKpi,
    PilotParty,
    Purchase,
    ReadinessItem,
    Reading,
    Side,
    Survey,
    Verification,
    VerificationKind,
)

P = PilotState
DEMONSTRATED: Final = (
    P.DEMONSTRATED,
    P.REPLICATING,
    P.DEMONSTRATED,
    P.PUBLICITY,
    P.REPLICATING,
    P.EXPIRED,
    P.DEMO_CANDIDATE,
    P.REVOKED,
)
PILOTED: Final = tuple(one for one in P if one not in DEMONSTRATED)
FIGURES: Final = (("处理时间", "分钟", "down", 30.0, 5.0), ("漏检率", "%", "down", 3.0, 1.0))
"""Name, unit, good side, baseline, target; the first is told by value, the second by its change."""


def pilot(city: City) -> None:
    size = city.size
    states = [*islice(cycle(DEMONSTRATED), size.demonstrations)]
    states += islice(cycle(PILOTED), size.pilots - size.demonstrations)
    linked = [one for one in city.matches if one.state is MatchState.PILOT_LINKED]
    for number, (state, match) in enumerate(zip(states, linked, strict=True)):
        begun = city.ago(city.chance.uniform(120, 400))
        learnt = state in LESSONS
        city.pilots.append(
            made(
                Pilot,
                scenario_id=match.scenario_id,
                origin=Origin.MATCH,
                match_id=match.id,
                supply_id=match.supply_id,
                state=state,
                runs_from=begun.date(),
                runs_until=begun + timedelta(weeks=16) if state is not P.RUNNING else city.now + timedelta(days=30),
                locked_at=begun,
                completed_at=city.ago(20) if state in SHOWN | LESSONS else None,
                reason="data" if learnt else "",
                lesson="夜间数据缺失过多，先补采集再试。" if learnt else "",
                named=number % 2 == 0,
                created_at=begun,
                updated_at=begun + timedelta(days=city.chance.uniform(1, 100)),
            )
        )
    city.keep(city.pilots)
    rows: list[Made] = []
    for pilot, match in zip(city.pilots, linked, strict=True):
        rows += [
            made(PilotAgreement, pilot_id=pilot.id, purchase=Purchase.FREE, no_promise=True),
            *_parties(city, pilot, match),
        ]
        rows += _history(pilot)
    city.keep(rows)


def _parties(city: City, pilot: Any, match: Any) -> list[Made]:
    need = city.needs[match.scenario_id - city.needs[0].id]
    supply = city.supplies[match.supply_id - city.supplies[0].id]
    houses = ((Side.OWNER, need.organisation_id), (Side.SUPPLIER, supply.organisation_id))
    return [
        made(PilotParty, pilot_id=pilot.id, organisation_id=house, side=side, at=pilot.created_at)
        for side, house in houses
    ]


def _history(pilot: Any) -> Iterator[Made]:
    state: PilotState = PILOT.initial
    for event in PILOT.path_to(pilot.state):
        after = PILOT.moves[state, event]
        yield moved(PILOT.name, pilot.id, event, state, after, pilot)
        state = after


def measure(city: City) -> None:
    """Figures of all, and a report on those that were measured."""
    figures: dict[int, list[Made]] = {one.id: _figures(one) for one in city.pilots}
    city.keep([kpi for kpis in figures.values() for kpi in kpis])
    measured = [one for one in city.pilots if one.state in SHOWN | {P.NOT_VERIFIED}]
    reports = [_report(city, one) for one in measured]
    city.keep(reports)
    readings = [
        made(Reading, verification_id=report.id, kpi_id=kpi.id, text=f"{value:g}", value=value)
        for report in reports
        for kpi in figures[report.pilot_id]
        for value in [round(city.chance.uniform(0.5, 1.2) * (kpi.target_value or 1), 2)]
    ]
    city.keep(readings)


def _figures(pilot: Any) -> list[Made]:
    told = (Disclosure.VALUE, Disclosure.CHANGE)
    return [
        made(
            PilotKpi,
            pilot_id=pilot.id,
            position=place,
            name=name,
            unit=unit,
            direction=good,
            target_text=f"≤{target:g}",
            target_value=target,
            relation="at_most",
            baseline_value=baseline,
            baseline_text=f"{baseline:g}",
            disclosure=told[place],
        )
        for place, (name, unit, good, baseline, target) in enumerate(FIGURES)
    ]


def _report(city: City, pilot: Any) -> Made:
    kinds = (VerificationKind.THIRD_PARTY, VerificationKind.PANEL)
    return made(
        Verification,
        pilot_id=pilot.id,
        kind=kinds[pilot.id % 2],
        organisation_id=city.verifiers[pilot.id % len(city.verifiers)].id,
        state=VerificationState.REPORTED,
        report_number=f"BG-{pilot.id}",
        method="现场抽测",
        measured_from=city.day(60),
        measured_to=city.day(40),
        raw_sha256="ab" * 32,
        created_at=city.ago(70),
        reported_at=city.ago(40),
    )


def run(city: City) -> None:
    """What must be ready, milestones, two rounds of surveys, and alarms, some of which wait."""
    rows: list[Made] = []
    for number, pilot in enumerate(city.pilots):
        rows.append(made(ReadinessItem, pilot_id=pilot.id, code="rollback"))
        rows.append(
            made(Milestone, pilot_id=pilot.id, name="并行运行两周", due_on=city.day(50), state=MilestoneState.MET)
        )
        for side in (Side.OWNER, Side.SUPPLIER):
            answered = None if pilot.state is P.RUNNING and number % 3 else city.ago(20)
            times: dict[str, Any] = {"asked_at": city.ago(28), "due_at": city.ago(21), "answered_at": answered}
            rows.append(made(Survey, pilot_id=pilot.id, round=1, side=side, **times))
        if number % 4 == 0:
            said = {"day": city.day(2).isoformat()}
            rows.append(
                made(Alarm, pilot_id=pilot.id, kind=AlarmKind.OVERDUE, key="overdue", said=said, at=city.ago(2))
            )
    city.keep(rows)


def demonstrate(city: City) -> None:
    reports = {one.pilot_id: one.id for one in city.db.exec(select(Verification)).all()}
    shown = city.pilots[: city.size.demonstrations]
    rows = [_demonstration(city, pilot, reports[pilot.id]) for pilot in shown]
    city.keep(rows)
    more: list[Made] = []
    for number, (row, pilot) in enumerate(zip(rows, shown, strict=True)):
        if pilot.state is P.REPLICATING:
            more += [_copy(city, row, house) for house in city.owners[number % 3 : number % 3 + 2]]
        if pilot.state is P.PUBLICITY:
            said: dict[str, Any] = {"person_id": city.people[0], "body": "数据口径与公示不一致。", "at": city.now}
            more.append(made(DemoObjection, demonstration_id=row.id, **said))
    city.keep(more)


def _demonstration(city: City, pilot: Any, report: int) -> Made:
    need = city.needs[pilot.scenario_id - city.needs[0].id]
    numbered = pilot.state not in {P.DEMO_CANDIDATE, P.PUBLICITY}
    since = city.ago(city.chance.uniform(5, 300))
    return made(
        Demonstration,
        pilot_id=pilot.id,
        title=need.title[:120],
        summary=need.description[:300],
        applied_at=since,
        publicity_from=None if pilot.state is P.DEMO_CANDIDATE else since,
        publicity_until=city.now + timedelta(days=3),
        number=f"JH-YZ-B-{pilot.id:05d}" if numbered else None,
        recorded_at=since if numbered else None,
        valid_until=city.now + timedelta(days=city.chance.uniform(1, 700)) if numbered else None,
        verification_id=report,
        designation_number="豫数示〔2026〕8 号" if numbered and pilot.id % 3 == 0 else "",
        revocation_code="not_kept" if pilot.state is P.REVOKED else "",
        revoked_at=city.now if pilot.state is P.REVOKED else None,
    )


def _copy(city: City, row: Any, house: Any) -> Made:
    return made(
        Adoption,
        demonstration_id=row.id,
        organisation_id=house.id,
        state=AdoptionState.ADOPTED,
        begun_at=city.ago(60),
        cost=city.chance.randint(5, 90) * 10_000,
        days=city.chance.randint(10, 90),
        live_on=city.day(10),
        place="二号楼",
        named=house.id % 2 == 0,
        adopted_at=city.ago(10),
    )
