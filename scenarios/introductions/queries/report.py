"""What came of introductions in a month, by curator and by the house she works for.

Each step is a kind of moment in the history of a match, counted for the introduction that stood when it came; what comes
after its pilot has begun, the parts that know of it say (`Slice.credits`).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from sqlmodel import Session, and_, col, select

from app.accounts.models import Organisation, Person
from app.core.clock import city_date, start_of
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.models import StatusChange
from app.core.slices import Slices
from scenarios.matches.lifecycle import MATCH, MatchState
from scenarios.matches.models import Introduction

ROWS: Final = "/reports/introductions/rows"
MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
Moment = Callable[[Session, Slices, datetime, datetime], Iterable[int]]
"""The ids of introductions that took this step between two moments, one for each time."""


@dataclass(frozen=True)
class Line:
    """One curator or house: how many by step. `whose` narrows the rows behind a figure to hers: kind and public id."""

    name: str
    counts: Mapping[str, int]
    whose: tuple[str, str] = ("", "")

    def rows(self, month: str, step: str) -> str:
        """The address of the list that this figure counts."""
        kind, number = self.whose
        narrowed = {kind: number} if kind else {}
        return f"{ROWS}?{urlencode({'month': month, 'step': step, **narrowed})}"


@dataclass(frozen=True)
class Report:
    first: date
    curators: Sequence[Line]
    venues: Sequence[Line]
    total: Line

    @property
    def month(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def before(self) -> str:
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        return f"{_next(self.first):%Y-%m}"


def _offered(db: Session, _slices: Slices, first: datetime, last: datetime) -> Iterable[int]:
    return db.exec(
        select(Introduction.id).where(Introduction.offered_at >= first, Introduction.offered_at < last)
    ).all()


def _came_to(state: MatchState) -> Moment:
    events = sorted({event.value for (_before, event), after in MATCH.moves.items() if after is state})

    def moments(db: Session, _slices: Slices, first: datetime, last: datetime) -> Iterable[int]:
        query = select(StatusChange.object_id, StatusChange.at).where(
            StatusChange.object_kind == MATCH.name,
            col(StatusChange.event).in_(events),  # by index; of a state alone every move of every match would be read
            StatusChange.to_state == state.value,
            StatusChange.at >= first,
            StatusChange.at < last,
        )
        return _of_introductions(db, db.exec(query).all())

    return moments


def _demonstrated(db: Session, slices: Slices, first: datetime, last: datetime) -> Iterable[int]:
    return _of_introductions(db, slices.credited(db, "demonstrations", first, last))


def _of_introductions(db: Session, came: Sequence[tuple[int, datetime]]) -> list[int]:
    """The introduction that each of these matches owes it to: the last one offered before that came to two yeses. Two that
    found each other after theirs had come to nothing owe it nothing."""
    agreed = and_(
        col(StatusChange.object_id) == Introduction.match_id,
        col(StatusChange.at) == Introduction.ended_at,
        col(StatusChange.object_kind) == MATCH.name,
        col(StatusChange.to_state) == MatchState.MUTUAL.value,
    )
    query = select(Introduction.match_id, Introduction.offered_at, Introduction.id).join(StatusChange, agreed)
    query = query.where(col(Introduction.match_id).in_({match for match, _at in came}))
    offers: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for match, offered, number in db.exec(query).all():
        offers[match].append((offered, number))
    owed = [[number for offered, number in offers[match] if offered <= at] for match, at in came]
    return [max(numbers) for numbers in owed if numbers]


STEPS: Final[Mapping[str, tuple[str, Moment]]] = {
    "offered": (N_("已引荐"), _offered),
    "mutual": (N_("双方同意"), _came_to(MatchState.MUTUAL)),
    "met": (N_("已见面"), _came_to(MatchState.MEETING_HELD)),
    "pilots": (N_("进入试点"), _came_to(MatchState.PILOT_LINKED)),
    "demonstrations": (N_("形成示范"), _demonstrated),
}
"""Code → label and what is counted."""


def first_of(text: str, now: datetime) -> date:
    """The first day of the month that an address asks for; of this one where it asks for none."""
    found = MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found else city_date(now).replace(day=1)


def report(db: Session, slices: Slices, first: date) -> Report:
    taken = {step: taken_in(db, slices, first, step) for step in STEPS}
    offers = _offers(db, {number for ids in taken.values() for number in ids})
    people, houses = _names(db, offers.values())
    curators: dict[int, Counter[str]] = defaultdict(Counter)
    venues: dict[int, Counter[str]] = defaultdict(Counter)
    for step, ids in taken.items():
        for number in ids:
            curator, venue = offers[number]
            curators[curator][step] += 1
            venues[venue][step] += 1
    return Report(
        first=first,
        curators=_lines(curators, people, "curator"),
        venues=_lines(venues, houses | {0: ("none", _("没有注明单位"))}, "venue"),
        total=Line(_("合计"), {step: len(ids) for step, ids in taken.items()}),
    )


def taken_in(db: Session, slices: Slices, first: date, step: str) -> list[int]:
    """The introductions that took this step in the month, one for each time."""
    _label, moments = STEPS[step]
    return list(moments(db, slices, start_of(first), start_of(_next(first))))


def as_rows(found: Report) -> tuple[list[str], list[list[str]]]:
    """The report as text for a sheet: its header and its rows."""
    header = [_("分类"), _("名称"), *(_(label) for label, _moments in STEPS.values())]
    groups = ((_("场景经理人"), found.curators), (_("所属单位"), found.venues), ("", [found.total]))
    rows = [
        [group, line.name, *(str(line.counts.get(step, 0)) for step in STEPS)]
        for group, lines in groups
        for line in lines
    ]
    return header, rows


def _next(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _offers(db: Session, ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Introduction → its curator and the house she worked for, 0 without one."""
    query = select(Introduction.id, Introduction.curator_id, Introduction.venue_id)
    rows = db.exec(query.where(col(Introduction.id).in_(list(ids)))).all()
    return {number: (curator, venue or 0) for number, curator, venue in rows}


Names = Mapping[int, tuple[str, str]]
"""Public id and name by id."""


def _names(db: Session, offers: Iterable[tuple[int, int]]) -> tuple[Names, dict[int, tuple[str, str]]]:
    kept = set(offers)
    curators, venues = {curator for curator, _venue in kept}, {venue for _curator, venue in kept}
    people = select(Person.id, Person.public_id, Person.name).where(col(Person.id).in_(curators))
    houses = select(Organisation.id, Organisation.public_id, Organisation.name).where(col(Organisation.id).in_(venues))
    return (
        {number: (public_id, name) for number, public_id, name in db.exec(people).all()},
        {number: (public_id, name) for number, public_id, name in db.exec(houses).all()},
    )


def _lines(counted: Mapping[int, Counter[str]], names: Names, kind: str) -> list[Line]:
    """Whoever introduced most first."""
    order = sorted(counted, key=lambda number: (-counted[number]["offered"], names[number][1], number))
    return [Line(names[number][1], counted[number], (kind, names[number][0])) for number in order]
