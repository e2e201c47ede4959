"""The demo's curator keeps her cases and holds her meetings, through the same actions that her clicks call."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.accounts.access import principal_of
from app.accounts.models import Person, Role
from app.core.acting import Act
from app.core.clock import city_date
from app.core.site import Site
from app.demo.reading import read
from scenarios.introductions.actions.cases import finish_step, note, plan_step
from scenarios.introductions.actions.meetings import announce, close, plan_meeting, record, seat
from scenarios.introductions.forms import AttendanceForm, EntryForm, MeetingForm, StepForm
from scenarios.introductions.models import CaseEntry, CaseStep, EntryKind, Meeting, MeetingSlot
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match
from scenarios.matches.queries.sides import Both, both, live_match
from scenarios.models import Scenario
from suppliers.models import Supply


def introduce_demo(db: Session, site: Site, names: Mapping[str, str], now: datetime) -> None:
    """What is told of needs and of meetings, unless there is something of that already."""
    if any(db.exec(select(table).limit(1)).first() is not None for table in (CaseEntry, Meeting)):
        return
    for item in read("cases"):
        _case(db, site, item, names, now)
    for item in read("meetings"):
        _meeting(db, site, item, names, now)


def _acting(db: Session, site: Site, email: str, at: datetime, now: datetime) -> Act:
    person = db.exec(select(Person).where(Person.email == f"{email}@example.com", col(Person.demo))).one()
    return Act(db, site, principal_of(db, person, now).acting(role=Role.CURATOR.value), at)


def _need(db: Session, names: Mapping[str, str], key: str) -> Scenario | None:
    return db.exec(select(Scenario).where(Scenario.title == names[key], col(Scenario.demo))).first()


def _match(db: Session, names: Mapping[str, str], need: Scenario, key: str) -> Match | None:
    supply = db.exec(select(Supply).where(Supply.name == names[key], col(Supply.demo))).first()
    return live_match(db, need.id, supply.id) if supply is not None else None


def _case(db: Session, site: Site, item: dict[str, Any], names: Mapping[str, str], now: datetime) -> None:
    need = _need(db, names, item["need"])
    if need is None:
        return
    for row in item["entries"]:
        at = now - timedelta(days=row["days_ago"])
        match = _match(db, names, need, row["supply"]) if "supply" in row else None
        said = EntryForm(kind=EntryKind(row["kind"]), happened_on=city_date(at), body=row["body"])
        note(_acting(db, site, item["by"], at, now), need, match, said)
    for row in item["steps"]:
        act = _acting(db, site, item["by"], now - timedelta(days=row["days_ago"]), now)
        due = city_date(now) + timedelta(days=row["in_days"])
        plan_step(act, need, StepForm(body=row["body"], due_on=due))
        if row.get("done"):
            step = db.exec(select(CaseStep).order_by(col(CaseStep.id).desc())).first()
            assert step is not None
            finish_step(_acting(db, site, item["by"], now - timedelta(days=4), now), step)


def _meeting(db: Session, site: Site, item: dict[str, Any], names: Mapping[str, str], now: datetime) -> None:
    pairs = [(row, pair) for row in item["pairs"] if (pair := _mutual(db, names, row)) is not None]
    if not pairs:
        return
    act = _acting(db, site, item["by"], now + timedelta(days=item["planned_days"]), now)
    said = {key: item[key] for key in ("title", "place", "start", "end", "minutes", "tables")}
    meeting = plan_meeting(act, MeetingForm(day=city_date(now) + timedelta(days=item["in_days"]), **said))
    seat(act, meeting, [pair for _row, pair in pairs])
    announce(act, meeting)
    if meeting.ends_at <= now:
        _held(db, _acting(db, site, item["by"], meeting.ends_at, now), meeting, pairs)


def _mutual(db: Session, names: Mapping[str, str], row: dict[str, Any]) -> tuple[Match, Both] | None:
    need = _need(db, names, row["need"])
    match = _match(db, names, need, row["supply"]) if need is not None else None
    if match is None or match.state is not MatchState.MUTUAL:
        return None
    return match, both(db, match.scenario_id, match.supply_id)


def _held(db: Session, act: Act, meeting: Meeting, pairs: list[tuple[dict[str, Any], tuple[Match, Both]]]) -> None:
    for row, (match, _sides) in pairs:
        slot = db.exec(select(MeetingSlot).where(MeetingSlot.match_id == match.id)).one()
        said = {key: row[key] for key in ("owner_came", "supplier_came", "outcome", "note")}
        record(act, slot, AttendanceForm(**said))
    close(act, meeting)
