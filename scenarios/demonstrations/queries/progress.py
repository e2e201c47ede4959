"""How far needs have come: published, answered, met, in pilot, verified, recorded, copied. Counts are of public needs, and
every one of them can be opened."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any, Final, TypeAlias

from sqlalchemy import BigInteger, ColumnElement, Executable, Select, cast, extract, func, select
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
    start, end = begins.timestamp(), ends.timestamp()
    came = zip(STEPS, _came(db), strict=True)
    return {step: sum(start <= at < end for at in firsts.values()) for step, firsts in came}


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
    """The funnel of a field and of the quarter in which needs were published, with the rows of one step. Only dates are
    read of all needs, and counted here: SQLite takes more than twice as long over windows and medians of the same rows."""
    came = _came(db, *([col(Scenario.field) == field] if field else []))
    starts = _starts_of_quarters(came[0].values())
    if quarter:
        came = _published_in(came, quarter)
    last = {need: place for place, firsts in enumerate(came) for need in firsts}
    steps = _steps(came, last)
    asked = [("field", field), ("quarter", quarter), ("step", step)]
    return Progress(steps, [quarter_of(start) for start in reversed(starts)], _rows(db, came, last, number, asked))


Came: TypeAlias = Sequence[Mapping[int, int]]
"""For each step in order: public need → when it first came there, in seconds since the epoch."""


def _came(db: Session, *where: ColumnElement[bool]) -> Came:
    """Whatever has come of the public needs that fit. The first step has all of them."""
    opened = _seconds(col(Scenario.opened_at))
    public = _dates(db, select(col(Scenario.id), opened).where(*_PUBLIC, *where))
    came = [public]
    for _need, query in _firsts().values():
        first = query.subquery()
        dated = _dates(db, select(first.c.need, _seconds(first.c.at)))
        came.append({need: at for need, at in dated.items() if need in public})
    return came


def _dates(db: Session, query: Executable) -> dict[int, int]:
    """Read past the session: its wrapping of thousands of pairs costs as much as finding them."""
    return dict(db.connection().execute(query).all())


def _seconds(at: Any) -> ColumnElement[int]:
    return cast(extract("epoch", at), BigInteger)


def _published_in(came: Came, quarter: str) -> Came:
    """The same of the needs published in a quarter; of none where it is no quarter."""
    start = start_of_quarter(quarter)
    begins, ends = (start.timestamp(), _after(start).timestamp()) if start else (0.0, 0.0)
    wanted = {need for need, at in came[0].items() if begins <= at < ends}
    return [{need: at for need, at in firsts.items() if need in wanted} for firsts in came]


def _starts_of_quarters(opened: Collection[int]) -> list[datetime]:
    """Of those in which something was published, in order."""
    if not opened:
        return []
    start = start_of_quarter(quarter_of(datetime.fromtimestamp(min(opened), UTC)))
    starts = []
    while start is not None and start.timestamp() <= max(opened):
        starts.append(start)
        start = _after(start)
    begins = [start.timestamp() for start in starts]
    return [starts[place - 1] for place in sorted({bisect_right(begins, at) for at in opened})]


def _steps(came: Came, last: Mapping[int, int]) -> list[Step]:
    """Whoever agreed elsewhere has skipped a step and is past it all the same: a need counts at each step up to its last."""
    at_most = Counter(last.values())
    return [
        Step(code, label, sum(at_most[later] for later in range(place, len(STEPS))), _days(came, place))
        for place, (code, label) in enumerate(STEPS.items())
    ]


def _days(came: Came, place: int) -> float | None:
    """The median of days since the latest of the steps before, of those that are not dated after this one."""
    waits = []
    for need, at in came[place].items():
        before = [firsts[need] for firsts in came[:place] if firsts.get(need, at + 1) <= at]
        if before:
            waits.append(at - max(before))
    return round(median(waits) / DAY, 1) if waits else None


def _rows(
    db: Session, came: Came, last: Mapping[int, int], number: str, asked: Sequence[tuple[str, str]]
) -> Page[Come]:
    """Those that came to the step asked for or went past it, the last dated first."""
    place = list(STEPS).index(dict(asked)["step"])
    dated = came[place]
    there = sorted((need for need, furthest in last.items() if furthest >= place), reverse=True)
    there.sort(key=lambda need: dated.get(need, 0), reverse=True)
    page = page_number(number, len(there), SIZE)
    wanted = there[(page - 1) * SIZE : page * SIZE]
    joined = rows_of(Scenario, Organisation).join(Organisation, col(Organisation.id) == Scenario.organisation_id)
    loaded = {need.id: (need, owner) for need, owner in db.exec(joined.where(col(Scenario.id).in_(wanted))).all()}
    items = [
        Come(*loaded[need], datetime.fromtimestamp(dated[need], UTC) if need in dated else None) for need in wanted
    ]
    return Page(items, page, SIZE, len(there), lambda n: address(PATH, [*asked, ("page", n)]) + "#rows")
