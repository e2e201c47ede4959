"""The weekly mail as a value: what it is called, what stands in it, the deadlines as a calendar file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Final

from app.accounts.models import Person
from app.accounts.topics import DIGEST
from app.core.html import format_date
from app.core.i18n import current_language, speaking
from app.core.i18n import gettext as _
from app.core.mail import About, Email
from app.core.occasions import letter
from app.core.urls import site_name_of
from app.digests.items import KINDS, Item, news
from app.digests.models import Digest
from app.digests.windows import Week, parse
from scenarios.introductions.calendars import Event, calendar

NAME: Final = "digest"
MOST: Final = 5
"""Things of one kind that the mail names; the page has them all."""


@dataclass(frozen=True)
class Section:
    """One kind of things: those that are named, those that were mailed at once, and how many more the page has."""

    kind: str
    label: str
    items: Sequence[Item]
    told: Sequence[Item]
    more: int

    @property
    def count(self) -> int:
        """How much of it is news."""
        return len(self.items) + self.more

    @property
    def named(self) -> str:
        """Its label for a subject, with the count where that says something."""
        return _("{label} {count} 项").format(label=self.label, count=self.count) if self.is_counted else self.label

    @property
    def is_counted(self) -> bool:
        return KINDS[self.kind].counted and self.count > 0

    @property
    def every(self) -> list[Item]:
        """What is named, the news first."""
        return [*self.items, *self.told]


def sections(items: Sequence[Item], most: int = MOST) -> list[Section]:
    """Items in order, by kind, in the current language; of each at most so many are named."""
    found = []
    for kind, group in groupby(items, key=lambda item: item.kind):
        together = list(group)
        fresh, told = news(together), [item for item in together if item.told]
        label = _(KINDS[kind].label)
        found.append(Section(kind, label, fresh[:most], told[:most], max(0, len(fresh) - most)))
    return found


def subject_of(parts: Sequence[Section], first: Week, last: Week) -> str:
    """What is inside: the two weightiest kinds with their counts, and the days."""
    counted = [part.named for part in parts if part.count][:2]
    return _("{counts}（{days}）").format(counts=_("，").join(counted), days=days(first, last))


def days(first: Week, last: Week) -> str:
    """The days from the first Monday to the last Sunday, as people write them: the year once, where one is enough."""
    begins, ends = first.monday, last.sunday
    if current_language() == "en":
        year = f" {begins.year}" if begins.year != ends.year else ""
        return f"{begins.day} {begins:%b}{year} – {format_date(ends)}"
    return f"{format_date(begins)}—{'' if begins.year == ends.year else f'{ends.year}年'}{ends.month}月{ends.day}日"


def week_named(name: str) -> Week:
    """The week of a row's name."""
    week = parse(name)
    assert week is not None
    return week


@letter(DIGEST)
def weekly(person: Person, row: Digest, items: Sequence[Item], origin: str) -> Email:
    """To her, once a week at most. One that may have gone out is not sent again."""
    with speaking(row.language):
        parts = sections(items)
        first, last = week_named(row.first_week), week_named(row.week)
        said = {
            "name": person.name,
            "subject": subject_of(parts, first, last),
            "sections": parts,
            "days": days(first, last),
            "weeks": (last.monday - first.monday).days // 7 + 1,
            "path": f"/digests/{row.week}",
            "refusable": any(item.supply for item in items),
        }
        events = deadlines(items, origin, row)
    again = f":{row.settled_at.isoformat()}" if row.settled_at else ""
    return Email(
        NAME,
        f"digest:{row.week}:{person.id}{again}",
        person.email,
        row.language,
        said,
        About("digest", row.id),
        person.id,
        resend_unknown=False,
        calendar=events,
    )


def deadlines(items: Sequence[Item], origin: str, row: Digest) -> str:
    """What is due, as an iCalendar file; empty where nothing is. An event keeps its id from week to week, and deadlines
    move later only, so that a calendar which has it already moves it."""
    host = site_name_of(origin) or "jinghe"
    due = [item for item in items if item.due is not None and item.due > row.planned_at and item.kind in DATED]
    events = [
        Event(
            uid=f"{item.key}@{host}",
            sequence=int(item.due.timestamp()) // 60,
            cancelled=False,
            start=item.due - timedelta(hours=1),
            end=item.due - timedelta(minutes=1),
            at=row.planned_at,
            title=item.title,
            place="",
            text=item.reason,
            url=origin + item.path,
        )
        for item in due
        if item.due is not None
    ]
    return calendar(events).decode() if events else ""


DATED: Final = ("waiting", "deadline", "review", "claim")
"""Kinds whose days somebody has to keep."""
