"""How far needs have come: published, answered, met, in pilot, verified, recorded, copied. Counts are of public needs, and
every one of them can be opened."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any, Final

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    case,
    cast,
    extract,
    false,
    func,
    literal,
    select,
    union_all,
)
from sqlmodel import Session, col
from sqlmodel import select as rows_of

from app.accounts.models import Organisation
from app.core.clock import city_date, start_of
from app.core.i18n import N_
from app.core.listing import Page, address, page_number
from app.core.models import StatusChange
from scenarios.demonstrations.lifecycle import AdoptionState
from scenarios.demonstrations.models import Adoption, Demonstration
from scenarios.matches.lifecycle import MatchEvent
from scenarios.matches.models import Answer, Match
from scenarios.models import Scenario
from scenarios.pilots.lifecycle import PilotEvent
from scenarios.pilots.models import Pilot
from scenarios.queries.visibility import publicly_visible

PATH = "/progress"
STEPS: Final[dict[str, str]] = {
    "published": N_("已发布"),
    "answered": N_("有回应"),
    "met": N_("已见面"),
    "pilot": N_("进入试点"),
    "verified": N_("通过验证"),
    "demonstrated": N_("列入验证记录"),
    "copied": N_("已推广"),
}
_PILOTED = {
    "pilot": PilotEvent.CONFIRM,
    "verified": PilotEvent.FIND_MET,
    "demonstrated": PilotEvent.RECOGNISE,
}
SIZE = 20
DAY = 86_400
_QUARTER = re.compile(r"(2[0-9]{3})Q([1-4])")
_PUBLIC: Final = (publicly_visible(), col(Scenario.opened_at).is_not(None))
E = StatusChange
Way = Mapping[int, int]
"""When one need first came to each step that it came to: place of the step → seconds."""


@dataclass(frozen=True)
class Step:
    """One step: how many needs came at least so far, and the median of days from the step before."""

    code: str
    label: str
    count: int
    days: float | None


@dataclass(frozen=True)
class Come:
    """A need with the day on which it came to the step that was asked for; None where it went past it."""

    need: Scenario
    owner: Organisation
    at: datetime | None


@dataclass(frozen=True)
class Progress:
    """`quarters` are those in which something was published, the newest first."""

    steps: Sequence[Step]
    quarters: Sequence[str]
    rows: Page[Come]


def reached(db: Session, number: int) -> dict[str, datetime]:
    """Step → when this need first came there; nothing of one that is not public."""
    need = db.exec(rows_of(Scenario).where(Scenario.id == number, *_PUBLIC)).one_or_none()
    if need is None or need.opened_at is None:
        return {}
    first = {step: db.execute(query.where(need_id == number)).first() for step, (need_id, query) in _firsts().items()}
    return {"published": need.opened_at} | {step: row[1] for step, row in first.items() if row is not None}


def arrived(db: Session, begins: datetime, ends: datetime) -> dict[str, int]:
    """Step → how many public needs first came there within [begins, ends)."""
    came = _events(())
    within = came.c.at >= int(begins.timestamp()), came.c.at < int(ends.timestamp())
    rows = db.execute(select(came.c.step, func.count()).where(*within).group_by(came.c.step)).all()
    counts = {row[0]: int(row[1]) for row in rows}
    return {step: counts.get(place, 0) for place, step in enumerate(STEPS)}


def _firsts() -> dict[str, tuple[Any, Select[Any]]]:
    """By step after the first: the column of the need, and the query of needs with when each first came there. None of
    them looks at a need itself: its row is wide."""
    answer, match, pilot = col(Answer.scenario_id), col(Match.scenario_id), col(Pilot.scenario_id)
    met = _first(match, E.at).join(E, _moved("match", Match.id)).where(col(E.event) == MatchEvent.HOLD_MEETING.value)
    found = {"answered": (answer, _first(answer, Answer.created_at)), "met": (match, met)}
    for step, event in _PILOTED.items():
        moved = _first(pilot, E.at).join(E, _moved("pilot", Pilot.id)).where(col(E.event) == event.value)
        found[step] = (pilot, moved)
    copied = (
        _first(pilot, Adoption.adopted_at)
        .join(Demonstration, col(Demonstration.pilot_id) == col(Pilot.id))
        .join(Adoption, col(Adoption.demonstration_id) == col(Demonstration.id))
    )
    running = col(Adoption.state).in_([AdoptionState.ADOPTED, AdoptionState.ENDED])
    found["copied"] = (pilot, copied.where(running, col(Adoption.adopted_at).is_not(None)))
    return found


def _first(need: Any, at: Any) -> Select[Any]:
    return select(need.label("need"), func.min(at).label("at")).select_from(need.class_).group_by(need)


def _moved(kind: str, number: Any) -> ColumnElement[bool]:
    joined: ColumnElement[bool] = (col(E.object_kind) == kind) & (col(E.object_id) == number)
    return joined


def quarter_of(at: datetime) -> str:
    day = city_date(at)
    return f"{day.year}Q{(day.month + 2) // 3}"


def start_of_quarter(quarter: str) -> datetime | None:
    """The instant at which a quarter begins in the city; None for what is none."""
    found = _QUARTER.fullmatch(quarter)
    return start_of(date(int(found[1]), 3 * int(found[2]) - 2, 1)) if found else None


def _after(start: datetime) -> datetime:
    """The instant at which the next quarter begins."""
    day = city_date(start + timedelta(days=93))
    return start_of(day.replace(day=1))


def progress(db: Session, field: str, quarter: str, step: str, number: str) -> Progress:
    """The funnel of a field and of the quarter in which needs were published, with the rows of one step. One statement says
    when needs came where, in numbers alone; of a need that is not on the page nothing else is loaded."""
    of_field = [col(Scenario.field) == field] if field else []
    start = start_of_quarter(quarter)
    opened = [col(Scenario.opened_at) >= start, col(Scenario.opened_at) < _after(start)] if start else []
    ways = _ways(db, [*of_field, *opened, *([] if start or not quarter else [false()])])
    asked = [("field", field), ("quarter", quarter), ("step", step)]
    return Progress(_steps(ways.values()), _quarters(db, of_field), _rows(db, ways, number, asked))


def _ways(db: Session, where: Sequence[ColumnElement[bool]]) -> Mapping[int, Way]:
    came = _events(where)
    ways = defaultdict[int, dict[int, int]](dict)
    for need, place, at in db.execute(select(came.c.need, came.c.step, came.c.at)).all():
        ways[need][place] = at
    return ways


def _events(where: Sequence[ColumnElement[bool]]) -> CTE:
    """Of the public needs that fit: need, place of the step, and when it first came there, in seconds."""
    at = _seconds(col(Scenario.opened_at))
    public = select(col(Scenario.id).label("need"), at.label("at")).where(*_PUBLIC, *where).cte("published")
    parts = []
    for place, (_need, query) in enumerate(_firsts().values(), start=1):
        first = query.subquery()
        parts.append(select(first.c.need, literal(place).label("step"), _seconds(first.c.at).label("at")))
    later = union_all(*parts).subquery("later")
    # Joined once and not step by step: each join would look every public need up again.
    went = select(later.c.need, later.c.step, later.c.at).join(public, public.c.need == later.c.need)
    return union_all(select(public.c.need, literal(0).label("step"), public.c.at), went).cte("came")


def _seconds(at: Any) -> ColumnElement[int]:
    return cast(extract("epoch", at), BigInteger)


def _steps(ways: Collection[Way]) -> list[Step]:
    """Whoever agreed elsewhere has skipped a step and is past it all the same: a need counts at each step up to its last."""
    last, waits = Counter(map(max, ways)), _waits(ways)
    return [
        Step(code, label, sum(last[later] for later in range(place, len(STEPS))), _days(waits[place]))
        for place, (code, label) in enumerate(STEPS.items())
    ]


def _waits(ways: Iterable[Way]) -> Mapping[int, Sequence[int]]:
    """By step the seconds from the last dated step before, of each need that has one."""
    found = defaultdict[int, list[int]](list)
    for way in ways:
        for place, at in way.items():
            if before := [earlier for other, earlier in way.items() if other < place and earlier <= at]:
                found[place].append(at - max(before))
    return found


def _days(waits: Sequence[int]) -> float | None:
    return round(median(waits) / DAY, 1) if waits else None


def _quarters(db: Session, where: Sequence[ColumnElement[bool]]) -> list[str]:
    """Those in which something was published, the newest first: looked for between the first and the last."""
    at = col(Scenario.opened_at)
    first, last = db.execute(select(func.min(at), func.max(at)).where(*_PUBLIC, *where)).one()
    start = start_of_quarter(quarter_of(first)) if first is not None else None
    starts = []
    while start is not None and start <= last:
        starts.append(start)
        start = _after(start)
    if len(starts) <= 1:
        return [quarter_of(one) for one in starts]
    place = case(*((at < end, number) for number, end in enumerate(starts[1:])), else_=len(starts) - 1)
    found = db.execute(select(place).where(*_PUBLIC, *where).distinct()).scalars().all()
    return [quarter_of(starts[number]) for number in sorted(found, reverse=True)]


def _rows(db: Session, ways: Mapping[int, Way], number: str, asked: Sequence[tuple[str, str]]) -> Page[Come]:
    """Those that came to the step asked for or went past it, the last dated first."""
    place = list(STEPS).index(dict(asked)["step"])
    came = [(way.get(place), need) for need, way in ways.items() if max(way) >= place]
    page = page_number(number, len(came), SIZE)
    came.sort(key=lambda one: (one[0] is not None, one[0] or 0, one[1]), reverse=True)
    wanted = {need: at for at, need in came[(page - 1) * SIZE : page * SIZE]}
    joined = rows_of(Scenario, Organisation).join(Organisation, col(Organisation.id) == Scenario.organisation_id)
    loaded = {need.id: (need, owner) for need, owner in db.exec(joined.where(col(Scenario.id).in_(wanted))).all()}
    items = [Come(*loaded[need], datetime.fromtimestamp(at, UTC) if at else None) for need, at in wanted.items()]
    return Page(items, page, SIZE, len(came), lambda n: address(PATH, [*asked, ("page", n)]) + "#rows")
