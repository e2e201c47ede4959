"""A meeting is planned, its talks are seated, announced, held and recorded."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from app.core.acting import Act
from app.core.clock import CITY
from app.core.errors import Conflict
from app.core.history import audit, move, next_number
from app.core.i18n import gettext as _
from scenarios.introductions import occasions
from scenarios.introductions.forms import AttendanceForm, MeetingForm
from scenarios.introductions.lifecycle import MEETING, SLOT, MeetingEvent, MeetingState, SlotEvent, SlotState
from scenarios.introductions.models import Meeting, MeetingSlot
from scenarios.introductions.planning import Seat, spans, timetable
from scenarios.introductions.queries.meetings import Talk, engagements, room, tables_in_use, wish
from scenarios.matches.actions.deciding import decide
from scenarios.matches.actions.offering import venue_of
from scenarios.matches.lifecycle import MatchEvent, MatchState
from scenarios.matches.models import Match
from scenarios.matches.queries.sides import Both, both

SEATABLE = (MeetingState.PLANNED, MeetingState.ANNOUNCED)
"""States of a meeting in which talks may still be added."""


def instant_of(said: MeetingForm, time: str) -> datetime:
    hours, minutes = map(int, time.split(":"))
    return datetime(said.day.year, said.day.month, said.day.day, hours, minutes, tzinfo=CITY)


def plan_meeting(act: Act, said: MeetingForm) -> Meeting:
    meeting = Meeting(
        title=said.title,
        place=said.place,
        starts_at=instant_of(said, said.start),
        ends_at=instant_of(said, said.end),
        minutes=said.minutes,
        tables=said.tables,
        organiser_id=act.actor.person_id or 0,
        venue_id=venue_of(act),
        created_at=act.now,
    )
    act.db.add(meeting)
    act.db.flush()
    act.db.refresh(meeting)
    audit(act, "meeting_planned", row=meeting)
    return meeting


def seat(act: Act, meeting: Meeting, pairs: Sequence[tuple[Match, Both]]) -> int:
    """Give each pair a time and a table; returns how many found no time. Those of a meeting that is announced are told."""
    _hold_still(act, meeting)
    if meeting.state not in SEATABLE:
        raise Conflict
    busy = engagements(act.db, meeting.starts_at, meeting.ends_at)
    times = [one for one in spans(meeting.starts_at, meeting.ends_at, meeting.minutes) if one.start > act.now]
    wishes = [wish(match, sides) for match, sides in pairs]
    seats, left = timetable(wishes, times, meeting.tables, busy, tables_in_use(act.db, meeting))
    slots = [_slot(act, meeting, one) for one in seats]
    try:
        act.db.add_all(slots)
        act.db.flush()
    except IntegrityError as collision:
        raise Conflict(_("有的组合刚刚被别人排进了对接会，请刷新后重试。")) from collision
    if meeting.state is MeetingState.ANNOUNCED:
        for slot in slots:
            _tell_seated(act, meeting, slot)
    return len(left)


def _hold_still(act: Act, meeting: Meeting) -> None:
    """One at a time seats, announces or cancels, also between meetings: nobody is promised to two tables at once, and
    nobody is seated in a meeting that is being called off. The meeting is as it stands then."""
    next_number(act.db, "seating")
    act.db.refresh(meeting)


def _slot(act: Act, meeting: Meeting, one: Seat) -> MeetingSlot:
    return MeetingSlot(
        meeting_id=meeting.id,
        match_id=one.match_id,
        starts_at=one.span.start,
        ends_at=one.span.end,
        table_number=one.table,
        created_at=act.now,
        updated_at=act.now,
    )


def announce(act: Act, meeting: Meeting) -> None:
    """Everybody learns when and where she talks with whom."""
    _hold_still(act, meeting)
    move(act, meeting, MEETING, MeetingEvent.ANNOUNCE)
    for slot in _waiting(act, meeting):
        _tell_seated(act, meeting, slot)


def cancel(act: Act, meeting: Meeting) -> None:
    """It does not take place; whoever had been told is told so."""
    _hold_still(act, meeting)
    move(act, meeting, MEETING, MeetingEvent.CANCEL)
    for slot in _waiting(act, meeting):
        call_off(act, meeting, slot)


def close(act: Act, meeting: Meeting) -> None:
    """Attendance and outcomes are complete."""
    move(act, meeting, MEETING, MeetingEvent.CLOSE)


def record(act: Act, slot: MeetingSlot, said: AttendanceForm) -> None:
    """Who came and what came of it; where both did, the match has met. What the organiser heard ends nothing: that the two
    do not fit is for the owner to say."""
    came: dict[str, Any] = {"owner_came": said.owner_came, "supplier_came": said.supplier_came, "updated_at": act.now}
    both_came = said.owner_came and said.supplier_came
    move(act, slot, SLOT, SlotEvent.HOLD if both_came else SlotEvent.MISS, note=said.note, reason=said.outcome, **came)
    slot.outcome, slot.note = said.outcome if both_came else "", said.note
    act.db.add(slot)
    act.db.flush()
    if not both_came:
        return
    match = act.db.get_one(Match, slot.match_id)
    if match.state is MatchState.MUTUAL:
        decide(act, match, MatchEvent.HOLD_MEETING)


def reseat(act: Act, meeting: Meeting, talk: Talk, start: str) -> None:
    """One talk is held at another time of the meeting; whoever had been told is told so, and calendars follow. Raises
    `Conflict` where that time is not free any more."""
    _hold_still(act, meeting)
    slot, before = talk.slot, talk.slot.starts_at
    act.db.refresh(slot)
    free = {one.span.start.isoformat(): one for one in room(act.db, meeting).free_times(talk, act.now)}
    if start not in free or meeting.state not in SEATABLE:
        raise Conflict(_("这个时间已经不空了，请刷新后另选一个。"))
    span, table = free[start].span, free[start].table
    values: dict[str, Any] = {"starts_at": span.start, "ends_at": span.end, "table_number": table}
    evidence = {"from": before.isoformat(), "to": start, "table": table}
    move(act, slot, SLOT, SlotEvent.MOVE, evidence=evidence, sequence=slot.sequence + 1, updated_at=act.now, **values)
    if slot.told_at is not None:
        act.tell(occasions.MOVED_OWNER, slot, meeting, talk.sides, before)
        act.tell(occasions.MOVED_SUPPLIER, slot, meeting, talk.sides, before)


def call_off(act: Act, meeting: Meeting, slot: MeetingSlot) -> None:
    """One talk does not take place; whoever had been told is told so."""
    move(act, slot, SLOT, SlotEvent.CANCEL, sequence=slot.sequence + 1, updated_at=act.now)
    if slot.told_at is not None:
        sides = _sides(act, slot)
        act.tell(occasions.OFF_OWNER, slot, meeting, sides)
        act.tell(occasions.OFF_SUPPLIER, slot, meeting, sides)


def _tell_seated(act: Act, meeting: Meeting, slot: MeetingSlot) -> None:
    slot.told_at = act.now
    act.db.add(slot)
    act.db.flush()
    sides = _sides(act, slot)
    act.tell(occasions.SEATED_OWNER, slot, meeting, sides)
    act.tell(occasions.SEATED_SUPPLIER, slot, meeting, sides)


def _sides(act: Act, slot: MeetingSlot) -> Both:
    match = act.db.get_one(Match, slot.match_id)
    return both(act.db, match.scenario_id, match.supply_id)


def _waiting(act: Act, meeting: Meeting) -> Sequence[MeetingSlot]:
    query = select(MeetingSlot).where(MeetingSlot.meeting_id == meeting.id, MeetingSlot.state == SlotState.SET)
    return act.db.exec(query.order_by(col(MeetingSlot.id))).all()
