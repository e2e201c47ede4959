"""Mails about talks: when and where, that one is held at another time, and that one is off."""

from collections.abc import Sequence
from datetime import datetime

from app.accounts.models import Person
from app.core.html import format_instant
from app.core.i18n import gettext as _
from app.core.i18n import speaking
from app.core.mail import About, Email
from scenarios.introductions.models import Meeting, MeetingSlot
from scenarios.matches.emails.notes import letter
from scenarios.matches.queries.sides import Both


def seated_owner(person: Person, slot: MeetingSlot, meeting: Meeting, sides: Both) -> Email:
    """To the owner: when and where she meets the supplier."""
    return _seated(person, slot, meeting, sides, sides.supplier.name)


def seated_supplier(person: Person, slot: MeetingSlot, meeting: Meeting, sides: Both) -> Email:
    """To the supplier likewise."""
    return _seated(person, slot, meeting, sides, sides.owner.name)


def _place(slot: MeetingSlot, meeting: Meeting) -> str:
    return _("时间：{at}；地点：{place}，第 {table} 桌；时长 {minutes} 分钟。").format(
        at=format_instant(slot.starts_at), place=meeting.place, table=slot.table_number, minutes=meeting.minutes
    )


def _of_slot(
    person: Person, slot: MeetingSlot, meeting: Meeting, event: str, subject: str, lines: Sequence[str]
) -> Email:
    about, page = About("match", slot.match_id), f"/meetings/{meeting.public_id}"
    return letter(person, about, f"slot:{slot.id}:{event}", subject, lines, page, _("查看安排"))


def _seated(person: Person, slot: MeetingSlot, meeting: Meeting, sides: Both, other: str) -> Email:
    with speaking(person.language):
        subject = _("对接会安排：{at} 与{other}见面").format(at=format_instant(slot.starts_at), other=other)
        what = _("您将在“{meeting}”上就需求“{title}”与{other}见面。").format(
            meeting=meeting.title, title=sides.need.title, other=other
        )
        more = _("页面上可以下载日历文件；来不了请尽早联系场景经理人。")
        return _of_slot(person, slot, meeting, "seated", subject, [what, _place(slot, meeting), more])


def moved_owner(person: Person, slot: MeetingSlot, meeting: Meeting, sides: Both, before: datetime) -> Email:
    """To the owner: a talk that was announced is held at another time; `before` is when it was to be."""
    return _moved(person, slot, meeting, sides.supplier.name, before)


def moved_supplier(person: Person, slot: MeetingSlot, meeting: Meeting, sides: Both, before: datetime) -> Email:
    """To the supplier likewise."""
    return _moved(person, slot, meeting, sides.owner.name, before)


def _moved(person: Person, slot: MeetingSlot, meeting: Meeting, other: str, before: datetime) -> Email:
    with speaking(person.language):
        at = format_instant(slot.starts_at)
        subject = _("对接会改时间：与{other}的见面改到 {at}").format(other=other, at=at)
        what = _("“{meeting}”上与{other}的见面原定 {before}，现改到 {at}。").format(
            meeting=meeting.title, other=other, before=format_instant(before), at=at
        )
        more = _("请重新下载日历文件，日程会自动更新；来不了请尽早联系场景经理人。")
        event = f"moved:{slot.sequence}"
        return _of_slot(person, slot, meeting, event, subject, [what, _place(slot, meeting), more])


def off_owner(person: Person, slot: MeetingSlot, meeting: Meeting, sides: Both) -> Email:
    """To the owner: a talk that was announced does not take place."""
    return _off(person, slot, meeting, sides, sides.supplier.name)


def off_supplier(person: Person, slot: MeetingSlot, meeting: Meeting, sides: Both) -> Email:
    """To the supplier likewise."""
    return _off(person, slot, meeting, sides, sides.owner.name)


def _off(person: Person, slot: MeetingSlot, meeting: Meeting, sides: Both, other: str) -> Email:
    with speaking(person.language):
        subject = _("对接会取消：{at} 与{other}的见面").format(at=format_instant(slot.starts_at), other=other)
        what = _("“{meeting}”上就需求“{title}”与{other}的见面取消了。双方的联系方式仍然开放，可以自行约见。").format(
            meeting=meeting.title, title=sides.need.title, other=other
        )
        return _of_slot(person, slot, meeting, "off", subject, [what])
