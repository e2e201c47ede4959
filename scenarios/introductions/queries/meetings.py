"""Meetings and their talks, as their organiser and those who talk see them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, exists, select

from app.accounts.models import Organisation, Person
from app.accounts.policy import Principal
from scenarios.introductions.lifecycle import MeetingState, SlotState
from scenarios.introductions.models import Meeting, MeetingSlot
from scenarios.introductions.planning import Seat, Span, Who, Wish, openings, spans
from scenarios.introductions.policy import may_see_report, may_see_talk
from scenarios.introductions.queries.work import curated_by
from scenarios.matches.lifecycle import MatchState
from scenarios.matches.models import Match
from scenarios.matches.queries.introductions import RUNNING
from scenarios.matches.queries.sides import Both
from scenarios.models import Scenario
from suppliers.models import Supply

SHOWN = 100


@dataclass(frozen=True)
class Talk:
    """One talk with both sides around it."""

    slot: MeetingSlot
    match: Match
    sides: Both
    started: bool


@dataclass(frozen=True)
class Held:
    """A meeting with the talks that the viewer may know of; `waiting` is how many of all have no outcome yet."""

    meeting: Meeting
    organiser: Person
    talks: Sequence[Talk]
    waiting: int

    @property
    def state(self) -> MeetingState:
        return self.meeting.state


def meeting_by_public_id(db: Session, public_id: str) -> Meeting | None:
    return db.exec(select(Meeting).where(Meeting.public_id == public_id)).one_or_none()


def meetings(db: Session) -> Sequence[Meeting]:
    """The latest, those to come first."""
    query = select(Meeting).order_by(col(Meeting.starts_at).desc(), col(Meeting.id).desc())
    return db.exec(query.limit(SHOWN)).all()


def held(db: Session, viewer: Principal, meeting: Meeting, now: datetime) -> Held | None:
    """None for somebody who may not know that there is one: neither a curator nor, once she has been told, a side."""
    talks = _talks(db, col(MeetingSlot.meeting_id) == meeting.id, now)
    inside = may_see_report(viewer)
    seen = [
        one
        for one in talks
        if may_see_talk(viewer, one.sides.need, one.sides.supplier.id, meeting.organiser_id)
        and (inside or one.slot.told_at is not None)
    ]
    if not inside and not seen:
        return None
    waiting = sum(one.slot.state is SlotState.SET for one in talks)
    return Held(meeting, db.get_one(Person, meeting.organiser_id), seen, waiting)


def talks_of_match(db: Session, match_id: int, now: datetime) -> list[tuple[Talk, Meeting]]:
    """The talks of a pair of which both sides have been told, with their meeting."""
    talks = _talks(db, (col(MeetingSlot.match_id) == match_id) & col(MeetingSlot.told_at).is_not(None), now)
    found = {
        one.id: one for one in db.exec(select(Meeting).where(col(Meeting.id).in_({t.slot.meeting_id for t in talks})))
    }
    return [(talk, found[talk.slot.meeting_id]) for talk in talks]


def _talks(db: Session, where: Any, now: datetime) -> list[Talk]:
    rows = db.exec(
        select(MeetingSlot, Match, Scenario, Supply)
        .join(Match, col(Match.id) == MeetingSlot.match_id)
        .join(Scenario, col(Scenario.id) == Match.scenario_id)
        .join(Supply, col(Supply.id) == Match.supply_id)
        .where(where)
        .order_by(col(MeetingSlot.starts_at), col(MeetingSlot.table_number), col(MeetingSlot.id))
    ).all()
    ids = {number for _slot, _match, need, supply in rows for number in (need.organisation_id, supply.organisation_id)}
    houses = _houses(db, ids)
    return [
        Talk(
            slot,
            match,
            Both(need, houses[need.organisation_id], supply, houses[supply.organisation_id]),
            slot.starts_at <= now,
        )
        for slot, match, need, supply in rows
    ]


def ready_to_meet(db: Session, viewer: Principal) -> list[tuple[Match, Both]]:
    """Pairs in her scope that have both said yes and have no talk yet, the longest waiting first."""
    seated = exists().where(col(MeetingSlot.match_id) == Match.id, col(MeetingSlot.state) == SlotState.SET)
    rows = db.exec(
        select(Match, Scenario, Supply)
        .join(Scenario, col(Scenario.id) == Match.scenario_id)
        .join(Supply, col(Supply.id) == Match.supply_id)
        .where(
            Match.state == MatchState.MUTUAL,
            col(Scenario.state).in_(RUNNING),
            ~seated,
            curated_by(viewer),
            col(Supply.organisation_id).not_in(viewer.concerns),
        )
        .order_by(col(Match.updated_at), col(Match.id))
    ).all()
    houses = _houses(
        db, {number for _m, need, supply in rows for number in (need.organisation_id, supply.organisation_id)}
    )
    return [
        (match, Both(need, houses[need.organisation_id], supply, houses[supply.organisation_id]))
        for match, need, supply in rows
    ]


def _houses(db: Session, ids: Collection[int]) -> dict[int, Organisation]:
    return {one.id: one for one in db.exec(select(Organisation).where(col(Organisation.id).in_(ids))).all()}


def who_talks(need: Scenario, supply: Supply) -> frozenset[Who]:
    """Everybody who has to be there: both houses, and whoever looks after the need and the supply, who may work for
    more than one."""
    people = (need.holder_id or need.created_by, supply.created_by)
    houses = (need.organisation_id, supply.organisation_id)
    return frozenset([*(("house", one) for one in houses), *(("person", one) for one in people if one)])


def wish(match: Match, sides: Both) -> Wish:
    return Wish(match.id, who_talks(sides.need, sides.supply))


def engagements(db: Session, first: datetime, last: datetime) -> dict[Who, list[Span]]:
    """Who has a talk between these moments, in whatever meeting."""
    rows = db.exec(
        select(MeetingSlot, Scenario, Supply)
        .join(Match, col(Match.id) == MeetingSlot.match_id)
        .join(Scenario, col(Scenario.id) == Match.scenario_id)
        .join(Supply, col(Supply.id) == Match.supply_id)
        .where(MeetingSlot.state != SlotState.CANCELLED, MeetingSlot.starts_at < last, MeetingSlot.ends_at > first)
    ).all()
    found: dict[Who, list[Span]] = {}
    for slot, need, supply in rows:
        for who in who_talks(need, supply):
            found.setdefault(who, []).append(Span(slot.starts_at, slot.ends_at))
    return found


def tables_in_use(db: Session, meeting: Meeting) -> list[tuple[Span, int]]:
    query = select(MeetingSlot).where(MeetingSlot.meeting_id == meeting.id, MeetingSlot.state != SlotState.CANCELLED)
    return [(Span(one.starts_at, one.ends_at), one.table_number) for one in db.exec(query).all()]


@dataclass(frozen=True)
class Room:
    """What is taken at the time of a meeting: people, there and elsewhere, and its tables."""

    meeting: Meeting
    busy: dict[Who, list[Span]]
    used: list[tuple[Span, int]]

    def free_times(self, talk: Talk, now: datetime) -> list[Seat]:
        """Where a talk could be moved to without a clash for anybody: its own table where that is free, else the first."""
        hers, own = wish(talk.match, talk.sides), Span(talk.slot.starts_at, talk.slot.ends_at)
        calendar = {who: [one for one in self.busy.get(who, ()) if one != own] for who in hers.who}
        times = spans(self.meeting.starts_at, self.meeting.ends_at, self.meeting.minutes)
        to_come = [one for one in times if one.start > now and one != own]
        tables = [talk.slot.table_number, *range(1, self.meeting.tables + 1)]
        return list(openings(hers, to_come, tables, calendar, self.used))


def room(db: Session, meeting: Meeting) -> Room:
    return Room(meeting, engagements(db, meeting.starts_at, meeting.ends_at), tables_in_use(db, meeting))
