"""Demonstrations for tests: a pilot that has been verified, and one brought on by the deeds themselves."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.models import MemberRole, Membership, Organisation, OrganisationState, Person
from app.core.acting import Act
from app.core.actors import SYSTEM
from app.core.clock import FixedClock
from app.core.history import move
from app.core.site import Site
from matching.requirements import Relation
from scenarios.demonstrations.actions.clockwork import tick
from scenarios.demonstrations.models import Adoption, Demonstration, DemoObjection
from scenarios.lifecycle import SCENARIO, ScenarioEvent
from scenarios.models import Scenario
from scenarios.pilots.lifecycle import PILOT, VERIFICATION, PilotEvent, PilotState, VerificationEvent
from scenarios.pilots.models import (
    Disclosure,
    Origin,
    Pilot,
    PilotAgreement,
    PilotKpi,
    PilotParty,
    Purchase,
    Reading,
    Side,
    Verification,
    VerificationKind,
)
from tests.scenarios.helpers import opened, outbox, values
from tests.support import Browser, Cast, Mailbox

SignedIn = Callable[[int], Browser]
ADOPTED = {"live_on": "2026-11-30", "days": "45", "cost": "38.5", "place": "二号厂区医务室", "named": "true"}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
APPLICATION = {
    "title": "急诊心电图分级预警",
    "summary": "夜间心电图上传后一分钟内给出分级，高危病例直接提醒值班医生，由医生复核后处置。",
    "conditions": "需要联网的心电图机和院内推理服务器一台。",
}
OPINION = {"opinion": "材料齐全，同意公示。"}
OPEN_TO_SAY = (Disclosure.VALUE, Disclosure.CHANGE, Disclosure.VERDICT)
FIGURES = (
    ("报告出具时间", "分钟", "down", 30.0, 5.0, 4.2),
    ("漏诊率", "‰", "down", 3.0, 1.0, 0.7),
    ("日均判读量", "份", "up", 120.0, 300.0, 341.0),
)
"""Name, unit, good side, baseline, target, reading; they are told by value, by change, by verdict."""


def verified(
    site: Site,
    cast: Cast,
    *,
    readings: Sequence[float] | None = None,
    completed: bool = True,
    event: PilotEvent = PilotEvent.FIND_MET,
) -> str:
    """A pilot of the hospital and the firm that a third party has found to meet all; its address."""
    need = opened(site, cast, content=values())
    with site.database.writing() as db:
        act = Act(db, site, SYSTEM, site.clock.now())
        row = db.exec(select(Scenario).where(Scenario.public_id == need)).one()
        pilot = _pilot(db, act, row, cast)
        for step in PILOT.path_to(PilotState.UNDER_VERIFICATION):
            move(act, pilot, PILOT, step)
        measured(act, pilot, _verifier(db, act).id, readings or [one[5] for one in FIGURES], event)
        move(act, row, SCENARIO, ScenarioEvent.START_PILOT)
        move(act, row, SCENARIO, ScenarioEvent.COMPLETE)
        if completed:
            move(act, pilot, PILOT, PilotEvent.COMPLETE, completed_at=act.now)
        return f"/pilots/{pilot.public_id}"


def _pilot(db: Session, act: Act, need: Scenario, cast: Cast) -> Pilot:
    pilot = Pilot(
        scenario_id=need.id, origin=Origin.AGREEMENT, created_at=act.now, updated_at=act.now, locked_at=act.now
    )
    db.add(pilot)
    db.flush()
    db.add(PilotAgreement(pilot_id=pilot.id, purchase=Purchase.FREE, no_promise=True))
    for side, house, person in ((Side.OWNER, cast.hospital, cast.owner), (Side.SUPPLIER, cast.firm, cast.supplier)):
        db.add(PilotParty(pilot_id=pilot.id, organisation_id=house, side=side, person_id=person, at=act.now))
    for place, (name, unit, good, baseline, target, _reading) in enumerate(FIGURES):
        kpi = PilotKpi(
            pilot_id=pilot.id,
            position=place,
            name=name,
            unit=unit,
            direction=good,
            target_text=f"{target:g}",
            target_value=target,
            relation=(Relation.AT_LEAST if good == "up" else Relation.AT_MOST).value,
            baseline_value=baseline,
            baseline_text=f"{baseline:g}",
            disclosure=OPEN_TO_SAY[place],
        )
        db.add(kpi)
    db.flush()
    return pilot


def _verifier(db: Session, act: Act) -> Organisation:
    found = db.exec(select(Organisation).where(Organisation.name == "中原智测中心")).one_or_none()
    house = found or Organisation(
        name="中原智测中心",
        name_key="中原智测中心",
        kind="verifier",
        state=OrganisationState.VERIFIED,
        created_at=act.now,
    )
    db.add(house)
    db.flush()
    return house


def measured(
    act: Act, pilot: Pilot, house: int, readings: Sequence[float], event: PilotEvent = PilotEvent.FIND_MET
) -> Verification:
    """A report of a third party on a pilot that waits for one."""
    report = Verification(
        pilot_id=pilot.id,
        kind=VerificationKind.THIRD_PARTY,
        organisation_id=house,
        report_number="ZC-2026-118",
        method="现场抽测",
        sample="连续两周 1200 份",
        measured_from=date(2026, 11, 2),
        measured_to=date(2026, 11, 15),
        raw_sha256="ab" * 32,
        created_at=act.now,
    )
    act.db.add(report)
    act.db.flush()
    kpis = act.db.exec(select(PilotKpi).where(PilotKpi.pilot_id == pilot.id).order_by(col(PilotKpi.position))).all()
    for kpi, value in zip(kpis, readings, strict=True):
        act.db.add(Reading(verification_id=report.id, kpi_id=kpi.id, text=f"{value:g}", value=value))
    move(act, report, VERIFICATION, VerificationEvent.APPOINT)
    move(act, report, VERIFICATION, VerificationEvent.REPORT, reported_at=act.now)
    move(act, pilot, PILOT, event)
    return report


def measured_again(site: Site, readings: Sequence[float]) -> None:
    """A fresh reading while the record stands."""
    with site.database.writing() as db:
        pilot = db.exec(select(Pilot)).one()
        act = Act(db, site, SYSTEM, site.clock.now())
        measured(act, pilot, _verifier(db, act).id, readings)


def factory_hand(site: Site, cast: Cast) -> int:
    """Somebody who speaks for the factory, another owner."""
    now = site.clock.now()
    with site.database.writing() as db:
        person = Person(name="江帆", email="factory@example.com", email_verified_at=now, created_at=now)
        db.add(person)
        db.flush()
        db.add(Membership(person_id=person.id, organisation_id=cast.factory, role=MemberRole.MANAGER, started_at=now))
        return person.id


def demonstration(site: Site) -> Demonstration:
    found: Demonstration = _newest(site, Demonstration)
    return found


def objection(site: Site) -> DemoObjection:
    found: DemoObjection = _newest(site, DemoObjection)
    return found


def adoption(site: Site) -> Adoption:
    found: Adoption = _newest(site, Adoption)
    return found


def _newest(site: Site, table: type[Any]) -> Any:
    with site.database.reading() as db:
        row = db.exec(select(table).order_by(col(table.id).desc())).first()
        assert row is not None
        db.expunge(row)
        return row


def state_of(site: Site) -> PilotState:
    with site.database.reading() as db:
        return db.exec(select(Pilot)).one().state


def applied(site: Site, cast: Cast, signed_in: SignedIn, **more: Any) -> str:
    """Put forward by the owner; the address of the demonstration."""
    pilot = verified(site, cast, **more).rpartition("/")[2]
    signed_in(cast.owner).post(f"/demonstrations/new?pilot={pilot}", data=APPLICATION)
    return f"/demonstrations/{demonstration(site).public_id}"


def announced(site: Site, cast: Cast, signed_in: SignedIn, **more: Any) -> str:
    here = applied(site, cast, signed_in, **more)
    signed_in(cast.reviewer).post(f"{here}/announce", data=OPINION)
    return here


def recorded(site: Site, cast: Cast, signed_in: SignedIn, clock: FixedClock, **more: Any) -> str:
    """In publicity until nobody objected, then numbered by the clock."""
    here = announced(site, cast, signed_in, **more)
    clock.advance(days=8)
    tick(site, clock.now())
    return here


def subjects(site: Site, mailbox: Mailbox) -> list[str]:
    outbox(site, mailbox)
    return [str(mail["Subject"]) for mail in mailbox.messages]
