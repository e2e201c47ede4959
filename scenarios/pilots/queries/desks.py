"""What of pilots waits for somebody: her side's yes, a survey, a report, an alarm. A fixed number of statements."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, exists
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from app.accounts.policy import Principal
from app.core.i18n import gettext as _
from scenarios.models import Scenario
from scenarios.pilots.labels import ALARMS
from scenarios.pilots.lifecycle import PARTNERABLE, UNDER_WAY, PartnerState, PilotState, VerificationState
from scenarios.pilots.models import Alarm, Amendment, Consent, Pilot, PilotPartner, PilotParty, Survey, Verification
from scenarios.pilots.policy import SIDES
from scenarios.pilots.queries.cases import inside

MOST = 30
"""Things on a desk, the oldest first: of each kind no more are read."""


@dataclass(frozen=True)
class Waiting:
    """One thing that waits, since when, and where it is done."""

    pilot_id: int
    title: str
    what: str
    url: str
    since: datetime


def waiting(db: Session, viewer: Principal) -> list[Waiting]:
    """What waits for the viewer, the oldest first."""
    return sorted([*due(db, viewer), *alarms(db, viewer)], key=lambda one: one.since)[:MOST]


def due(db: Session, viewer: Principal) -> list[Waiting]:
    """What somebody of her houses has to do."""
    homes = [home.organisation_id for home in viewer.belongings]
    return [
        *_yeses(db, homes),
        *_surveys(db, homes),
        *_amendments(db, homes),
        *_partners(db, homes),
        *_reports(db, homes),
    ]


def _hers(row: Any, homes: Collection[int]) -> Select[Any, Any, Any]:
    """Rows of a table with need and party, where the party is a side and one of her houses."""
    query: Any = select(row, Scenario, Pilot)
    if row is not Pilot:
        query = query.join(Pilot, col(Pilot.id) == row.pilot_id)
    query = query.join(Scenario, col(Scenario.id) == col(Pilot.scenario_id))
    query = query.join(PilotParty, col(PilotParty.pilot_id) == col(Pilot.id))
    found: Select[Any, Any, Any] = query.where(
        col(PilotParty.organisation_id).in_(homes), col(PilotParty.side).in_(SIDES), col(PilotParty.ended_at).is_(None)
    )
    return found


def _oldest(db: Session, query: Any, since: Any) -> Sequence[tuple[Any, Scenario, Pilot]]:
    rows: Sequence[tuple[Any, Scenario, Pilot]] = db.exec(query.order_by(col(since), col(Pilot.id)).limit(MOST)).all()
    return rows


def _unsaid(what: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether her house has not said yes to this."""
    return ~exists().where(
        col(Consent.pilot_id) == col(Pilot.id),
        col(Consent.organisation_id) == col(PilotParty.organisation_id),
        what,
    )


def _yeses(db: Session, homes: Collection[int]) -> Sequence[Waiting]:
    query = _hers(Pilot, homes).where(Pilot.state == PilotState.PROPOSED, _unsaid(col(Consent.what) == "begin"))
    return [
        _line(need, pilot, _("请确认是否参加试点"), "", pilot.created_at)
        for _row, need, pilot in _oldest(db, query, Pilot.created_at)
    ]


def _surveys(db: Session, homes: Collection[int]) -> Sequence[Waiting]:
    query = _hers(Survey, homes).where(
        Survey.side == PilotParty.side, col(Survey.answered_at).is_(None), col(Pilot.state).in_(UNDER_WAY)
    )
    return [
        _line(need, pilot, _("请答复状态问询"), "running", row.asked_at)
        for row, need, pilot in _oldest(db, query, Survey.asked_at)
    ]


def _amendments(db: Session, homes: Collection[int]) -> Sequence[Waiting]:
    query = _hers(Amendment, homes).where(
        Amendment.side != PilotParty.side, col(Amendment.agreed_at).is_(None), col(Amendment.refused_at).is_(None)
    )
    return [
        _line(need, pilot, _("请确认对方提出的变更"), "kpis" if row.kpi_id else "running", row.at)
        for row, need, pilot in _oldest(db, query, Amendment.at)
    ]


def _partners(db: Session, homes: Collection[int]) -> Sequence[Waiting]:
    """A partner that the other side proposes; and a pilot that her house is asked to join, which it does not see yet."""
    unsaid = _unsaid(col(Consent.what) == "partner:" + cast(col(PilotPartner.id), String))
    proposed = _hers(PilotPartner, homes).where(PilotPartner.state == PartnerState.PROPOSED, unsaid)
    lines = [
        _line(need, pilot, _("请确认对方提议的参与单位"), "", row.at)
        for row, need, pilot in _oldest(db, proposed.where(col(Pilot.state).in_(PARTNERABLE)), PilotPartner.at)
    ]
    asked = (
        select(PilotPartner, Scenario, Pilot)
        .join(Pilot, col(Pilot.id) == PilotPartner.pilot_id)
        .join(Scenario, col(Scenario.id) == Pilot.scenario_id)
        .where(PilotPartner.state == PartnerState.ASKED, col(PilotPartner.organisation_id).in_(homes))
    )
    return lines + [
        Waiting(pilot.id, need.title, _("请决定是否参加试点"), f"/partners/{row.public_id}", row.asked_at or row.at)
        for row, need, pilot in _oldest(db, asked.where(col(Pilot.state).in_(PARTNERABLE)), PilotPartner.at)
    ]


def _reports(db: Session, homes: Collection[int]) -> Sequence[Waiting]:
    """A verifier that was proposed and not agreed to by her side; and what her house is appointed to measure."""
    unsaid = _unsaid(col(Consent.what) == "verifier:" + cast(col(Verification.id), String))
    proposed = _hers(Verification, homes).where(Verification.state == VerificationState.PROPOSED, unsaid)
    lines = [
        _line(need, pilot, _("请确认验证单位"), "verification", row.created_at)
        for row, need, pilot in _oldest(db, proposed, Verification.created_at)
    ]
    appointed = (
        select(Verification, Scenario, Pilot)
        .join(Pilot, col(Pilot.id) == Verification.pilot_id)
        .join(Scenario, col(Scenario.id) == Pilot.scenario_id)
        .where(Verification.state == VerificationState.APPOINTED, col(Verification.organisation_id).in_(homes))
    )
    return lines + [
        _line(need, pilot, _("请测量并填报结果"), "verification", row.created_at)
        for row, need, pilot in _oldest(db, appointed, Verification.created_at)
    ]


def alarms(db: Session, viewer: Principal) -> Sequence[Waiting]:
    """What is wrong in pilots of which she sees the inside."""
    query = (
        select(Alarm, Scenario, Pilot)
        .join(Pilot, col(Pilot.id) == Alarm.pilot_id)
        .join(Scenario, col(Scenario.id) == Pilot.scenario_id)
        .where(inside(viewer), col(Alarm.cleared_at).is_(None), col(Pilot.completed_at).is_(None))
    )
    return [
        _line(need, pilot, _(ALARMS[row.kind]), "running", row.at) for row, need, pilot in _oldest(db, query, Alarm.at)
    ]


def _line(need: Scenario, pilot: Pilot, what: str, tab: str, since: datetime) -> Waiting:
    return Waiting(pilot.id, need.title, what, f"/pilots/{pilot.public_id}" + (f"/{tab}" if tab else ""), since)
