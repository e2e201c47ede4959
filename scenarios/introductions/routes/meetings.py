"""对接会: planning one, seating who has said yes, calendar files, attendance and outcome of each talk."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.accounts.access import Doer, Me
from app.accounts.models import Role
from app.accounts.policy import Principal
from app.core.db import Db
from app.core.deeds import open_to
from app.core.errors import NotFound
from app.core.forms import Form, Posted, bind, blank
from app.core.html import redirect, render
from app.core.i18n import gettext as _
from app.core.i18n import sentences
from app.core.personal.declaring import declare
from app.core.routing import Router
from app.core.site import Now, Site, TheSite
from app.vocabulary.queries import codes
from scenarios.introductions.access import AMeeting, ATalk, load_organiser
from scenarios.introductions.actions.meetings import SEATABLE, instant_of, plan_meeting, seat
from scenarios.introductions.calendars import Event, calendar
from scenarios.introductions.deeds import MEETINGS, SLOTS, AtTable, meeting_moved_on, slot_moved_on
from scenarios.introductions.forms import AttendanceForm, MeetingForm, MoveForm, SeatingForm
from scenarios.introductions.labels import meeting_tag, slot_tag
from scenarios.introductions.lifecycle import SlotState
from scenarios.introductions.policy import lacks_to_run_meeting, may_see_report
from scenarios.introductions.queries.meetings import Held, Talk, meetings, ready_to_meet, room
from scenarios.matches.access import load_curator

router = Router()
PAGE = "scenarios/introductions/meeting.html"


@router.get("/meetings", name="meetings.list", dependencies=[Depends(load_curator)])
def show_list(request: Request, db: Db) -> Response:
    rows = [(one, meeting_tag(one.state)) for one in meetings(db)]
    return render(request, "scenarios/introductions/meetings.html", meetings=rows)


@router.get("/meetings/new", name="meetings.new", dependencies=[Depends(load_organiser)])
def show_form(request: Request) -> Response:
    usual = blank(MeetingForm, start="14:00", end="17:00", minutes=20, tables=4)
    return render(request, "scenarios/introductions/meeting_new.html", block="form", form=usual)


@router.post("/meetings", name="meetings.plan", dependencies=[Depends(load_organiser)])
def plan(request: Request, data: Posted, doer: Doer) -> Response:
    form = bind(MeetingForm, data)
    said = form.cleaned
    if said is not None and said.end <= said.start:
        form.add_error("end", _("结束时间要晚于开始时间。"))
    if said is not None and instant_of(said, said.end) - instant_of(said, said.start) < timedelta(minutes=said.minutes):
        form.add_error("minutes", _("这段时间排不下一场。"))
    if said is not None and instant_of(said, said.start) <= doer.now:
        form.add_error("day", _("开始时间已经过去了。"))
    if said is None or not form.valid:
        return render(request, "scenarios/introductions/meeting_new.html", block="form", status=422, form=form)
    act = doer.act(role=Role.CURATOR.value)
    meeting = plan_meeting(act, said)
    declare(act, meeting, said.declared)
    return redirect(request, f"/meetings/{meeting.public_id}", _("对接会已建好，请勾选要见面的双方。"))


@router.get("/meetings/{public_id}", name="meetings.show")
def show(request: Request, viewer: Me, meeting: AMeeting, db: Db, now: Now) -> Response:
    return _page(request, db, viewer, meeting, now)


@router.post("/meetings/{public_id}/seats", name="meetings.seat")
def seat_pairs(request: Request, meeting: AMeeting, data: Posted, doer: Doer) -> Response:
    if not _seats(doer.viewer, meeting):
        MEETINGS["cancel"].require(doer.viewer, meeting, lambda: meeting_moved_on(meeting))
    form = bind(SeatingForm, data)
    wanted = set(form.cleaned.pick) if form.cleaned is not None else set()
    pairs = [(match, sides) for match, sides in ready_to_meet(doer.db, doer.viewer) if match.public_id in wanted]
    if not pairs:
        form.add_error("pick", _("请勾选要见面的双方；已经排过或不再有意向的不在列表里。"))
        return _page(request, doer.db, doer.viewer, meeting, doer.now, seating=form)
    left = seat(doer.act(role=Role.CURATOR.value), meeting.meeting, pairs)
    said = _("已排好 {count} 场。").format(count=len(pairs) - left)
    late = _("有 {count} 对没有排上：时段或桌数不够，或者有人那时已有安排。").format(count=left) if left else ""
    return redirect(request, _url(meeting), sentences(said, late), "warning" if left else "success")


@router.get("/meetings/{public_id}/calendar.ics", name="meetings.calendar")
def calendar_file(meeting: AMeeting, viewer: Me, site: TheSite) -> Response:
    """The viewer's own talks, or all that she may know of."""
    own = [one for one in meeting.talks if _own(viewer, one)]
    events = [_event(site, meeting, one) for one in own or meeting.talks]
    headers = {"Content-Disposition": f'attachment; filename="meeting-{meeting.meeting.public_id}.ics"'}
    return Response(calendar(events), media_type="text/calendar; charset=utf-8", headers=headers)


@router.post("/meetings/{public_id}/slots/{slot_id}/record", name="meetings.record")
def record(request: Request, meeting: AMeeting, talk: ATalk, data: Posted, doer: Doer) -> Response:
    deed, at = SLOTS["record"], AtTable(meeting, talk)
    deed.require(doer.viewer, at, lambda: slot_moved_on(at))
    form = bind(AttendanceForm, data)
    said = form.cleaned
    if said is not None and said.owner_came and said.supplier_came and not said.outcome:
        form.add_error("outcome", _("双方都到场时请选择结果。"))
    if said is not None and said.outcome and said.outcome not in codes(doer.db, "meeting_outcome"):
        form.add_error("outcome", _("请从列表中选择。"))
    if said is None or not form.valid:
        return _page(request, doer.db, doer.viewer, meeting, doer.now, refused=(talk.slot.public_id, form))
    return redirect(request, _url(meeting), deed.carry_out(doer.act(role=Role.CURATOR.value), at, said))


@router.post("/meetings/{public_id}/slots/{slot_id}/move", name="meetings.move")
def move(request: Request, meeting: AMeeting, talk: ATalk, data: Posted, doer: Doer) -> Response:
    deed, at = SLOTS["move"], AtTable(meeting, talk)
    deed.require(doer.viewer, at, lambda: slot_moved_on(at))
    form = bind(MoveForm, data)
    if form.cleaned is None:
        return _page(request, doer.db, doer.viewer, meeting, doer.now, moving=(talk.slot.public_id, form))
    return redirect(request, _url(meeting), deed.carry_out(doer.act(role=Role.CURATOR.value), at, form.cleaned))


@router.post("/meetings/{public_id}/slots/{slot_id}/call-off", name="meetings.call_off")
def call_off(request: Request, meeting: AMeeting, talk: ATalk, doer: Doer) -> Response:
    deed, at = SLOTS["call-off"], AtTable(meeting, talk)
    deed.require(doer.viewer, at, lambda: slot_moved_on(at))
    return redirect(request, _url(meeting), deed.carry_out(doer.act(role=Role.CURATOR.value), at, deed.form()))


@router.post("/meetings/{public_id}/{deed}", name="meetings.deed")
def carry_out(request: Request, meeting: AMeeting, deed: str, doer: Doer) -> Response:
    chosen = MEETINGS.get(deed)
    if chosen is None:
        raise NotFound
    chosen.require(doer.viewer, meeting, lambda: meeting_moved_on(meeting))
    return redirect(request, _url(meeting), chosen.carry_out(doer.act(role=Role.CURATOR.value), meeting, chosen.form()))


def _url(meeting: Held) -> str:
    return f"/meetings/{meeting.meeting.public_id}"


def _own(viewer: Principal, talk: Talk) -> bool:
    return viewer.belongs_to(talk.sides.owner.id) or viewer.belongs_to(talk.sides.supplier.id)


def _seats(viewer: Principal, meeting: Held) -> bool:
    return meeting.state in SEATABLE and not lacks_to_run_meeting(viewer, meeting.meeting.organiser_id)


def _event(site: Site, meeting: Held, talk: Talk) -> Event:
    slot, origin = talk.slot, site.settings.origin
    return Event(
        uid=f"slot-{slot.public_id}@{urlsplit(origin).hostname}",
        sequence=slot.sequence,
        cancelled=slot.state is SlotState.CANCELLED,
        start=slot.starts_at,
        end=slot.ends_at,
        at=slot.updated_at,
        title=_("对接：{owner}与{supplier}").format(owner=talk.sides.owner.name, supplier=talk.sides.supplier.name),
        place=_("{place}，第 {table} 桌").format(place=meeting.meeting.place, table=slot.table_number),
        text=talk.sides.need.title,
        url=f"{origin}{_url(meeting)}",
    )


def _page(
    request: Request,
    db: Session,
    viewer: Principal,
    meeting: Held,
    now: datetime,
    seating: Form[SeatingForm] | None = None,
    refused: tuple[str, Form[AttendanceForm]] | None = None,
    moving: tuple[str, Form[MoveForm]] | None = None,
) -> Response:
    """The meeting; a refused form stands where it was typed."""
    at, form = refused or ("", blank(AttendanceForm))
    moved, start = moving or ("", blank(MoveForm))
    seats = _seats(viewer, meeting)
    taken = room(db, meeting.meeting) if seats else None
    return render(
        request,
        PAGE,
        status=422 if refused or seating or moving else 200,
        held=meeting,
        tag=meeting_tag(meeting.state),
        slot_tag=slot_tag,
        deeds=open_to(MEETINGS, viewer, meeting),
        slot_deeds=lambda talk: open_to(SLOTS, viewer, AtTable(meeting, talk)),
        ready=ready_to_meet(db, viewer) if seats else [],
        seats=seats,
        seating=seating or blank(SeatingForm),
        inside=may_see_report(viewer),
        keeps=lambda talk: not SLOTS["record"].lacks(viewer, AtTable(meeting, talk)),
        attendance=lambda talk: (form if talk.slot.public_id == at else blank(AttendanceForm)).at(talk.slot.public_id),
        moving=lambda talk: (start if talk.slot.public_id == moved else blank(MoveForm)).at(talk.slot.public_id),
        free_times=lambda talk: taken.free_times(talk, now) if taken is not None else [],
        own=lambda talk: _own(viewer, talk),
    )
