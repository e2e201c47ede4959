"""What came of introductions in a month, by curator and by the house she works for.

Each step is a kind of moment in the history of a match or a need, counted for the introduction that stood when it came;
whoever brings such a move about (pilots and demonstrations too) is thereby counted.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, func, select

from app.accounts.models import Organisation, Person
from app.core.clock import city_date, start_of
from app.core.i18n import N_
from app.core.i18n import gettext as _
from app.core.models import StatusChange
from scenarios.lifecycle import SCENARIO, ScenarioState
from scenarios.matches.lifecycle import MATCH, MatchState
from scenarios.matches.models import Introduction, Match

MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
Moment = Callable[[Session, datetime, datetime], Iterable[int]]
"""The ids of introductions that took this step between two moments, one for each time."""


@dataclass(frozen=True)
class Line:
    """One curator or house: how many by step."""

    name: str
    counts: Mapping[str, int]


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


def _offered(db: Session, first: datetime, last: datetime) -> Iterable[int]:
    return db.exec(
        select(Introduction.id).where(Introduction.offered_at >= first, Introduction.offered_at < last)
    ).all()


def _came_to(state: MatchState) -> Moment:
    def moments(db: Session, first: datetime, last: datetime) -> Iterable[int]:
        # Two that found each other after their introduction had come to nothing owe it nothing.
        agreed = aliased(StatusChange)
        query = (
            select(func.max(Introduction.id))
            .join(StatusChange, col(StatusChange.object_id) == Introduction.match_id)
            .join(
                agreed,
                and_(col(agreed.object_id) == Introduction.match_id, col(agreed.at) == Introduction.ended_at),
            )
            .where(
                StatusChange.object_kind == MATCH.name,
                StatusChange.to_state == state.value,
                agreed.object_kind == MATCH.name,
                agreed.to_state == MatchState.MUTUAL.value,
                StatusChange.at >= first,
                StatusChange.at < last,
                Introduction.offered_at <= StatusChange.at,
            )
            .group_by(col(StatusChange.id))
        )
        return db.exec(query).all()

    return moments


def _demonstrated(db: Session, first: datetime, last: datetime) -> Iterable[int]:
    query = (
        select(func.max(Introduction.id))
        .join(Match, col(Match.id) == Introduction.match_id)
        .join(StatusChange, col(StatusChange.object_id) == Match.scenario_id)
        .where(
            StatusChange.object_kind == SCENARIO.name,
            StatusChange.to_state == ScenarioState.DEMONSTRATED.value,
            StatusChange.at >= first,
            StatusChange.at < last,
            Match.state == MatchState.PILOT_LINKED,
        )
        .group_by(col(Match.id), col(StatusChange.id))
    )
    return db.exec(query).all()


STEPS: Final[Mapping[str, tuple[str, Moment]]] = {
    "offered": (N_("引荐"), _offered),
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


def report(db: Session, first: date) -> Report:
    start, end = start_of(first), start_of(_next(first))
    taken = {step: list(moments(db, start, end)) for step, (_label, moments) in STEPS.items()}
    offers = _offers(db, {number for ids in taken.values() for number in ids})
    people, houses = _names(db, offers.values())
    curators: dict[int, Counter[str]] = defaultdict(Counter)
    venues: dict[int, Counter[str]] = defaultdict(Counter)
    for step, ids in taken.items():
        for number in ids:
            curators[offers[number].curator_id][step] += 1
            venues[offers[number].venue_id or 0][step] += 1
    return Report(
        first=first,
        curators=_lines(curators, people),
        venues=_lines(venues, houses | {0: _("没有注明单位")}),
        total=Line(_("合计"), {step: len(ids) for step, ids in taken.items()}),
    )


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


def _offers(db: Session, ids: Iterable[int]) -> dict[int, Introduction]:
    return {row.id: row for row in db.exec(select(Introduction).where(col(Introduction.id).in_(list(ids)))).all()}


def _names(db: Session, offers: Iterable[Introduction]) -> tuple[dict[int, str], dict[int, str]]:
    kept = list(offers)
    people = db.exec(select(Person).where(col(Person.id).in_({one.curator_id for one in kept}))).all()
    houses = db.exec(select(Organisation).where(col(Organisation.id).in_({one.venue_id for one in kept}))).all()
    return {one.id: one.name for one in people}, {one.id: one.name for one in houses}


def _lines(counted: Mapping[int, Counter[str]], names: Mapping[int, str]) -> list[Line]:
    """Whoever introduced most first."""
    order = sorted(counted, key=lambda number: (-counted[number]["offered"], names[number], number))
    return [Line(names[number], counted[number]) for number in order]
