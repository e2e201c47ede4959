"""How far needs have come: published, answered, met, in pilot, verified, recorded, copied. Counts are of public needs, and
every one of them can be opened."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    and_,
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
    came = _events((), STEPS)
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
    """The funnel of a field and of the quarter in which needs were published, with the rows of one step. Everything is
    counted by the database: nothing is loaded of a need that is not on the page."""
    of_field = [col(Scenario.field) == field] if field else []
    start = start_of_quarter(quarter)
    opened = [col(Scenario.opened_at) >= start, col(Scenario.opened_at) < _after(start)] if start else []
    where = [*of_field, *opened, *([] if start or not quarter else [false()])]
    steps = _steps(db, where)
    asked = [("field", field), ("quarter", quarter), ("step", step)]
    return Progress(steps, _quarters(db, of_field), _rows(db, where, steps, number, asked))


def _events(where: Sequence[ColumnElement[bool]], steps: Collection[str]) -> CTE:
    """Of the public needs that fit: need, place of the step, and when it first came there, in seconds."""
    at = _seconds(col(Scenario.opened_at))
    public = select(col(Scenario.id).label("need"), at.label("at")).where(*_PUBLIC, *where).cte("published")
    parts = []
    for place, (step, (_need, query)) in enumerate(_firsts().items(), start=1):
        if step in steps:
            first = query.subquery()
            parts.append(select(first.c.need, literal(place).label("step"), _seconds(first.c.at).label("at")))
    published = select(public.c.need, literal(0).label("step"), public.c.at)
    if not parts:
        return published.cte("came")
    later = union_all(*parts).subquery("later")
    # Joined once and not step by step: each join would look every public need up again.
    went = select(later.c.need, later.c.step, later.c.at).join(public, public.c.need == later.c.need)
    both = union_all(published, went) if "published" in steps else went
    return both.cte("came").prefix_with("MATERIALIZED")


def _seconds(at: Any) -> ColumnElement[int]:
    return cast(extract("epoch", at), BigInteger)


def _steps(db: Session, where: Sequence[ColumnElement[bool]]) -> list[Step]:
    """Whoever agreed elsewhere has skipped a step and is past it all the same: a need counts at each step up to its last."""
    came = _events(where, STEPS)
    last = select(func.max(came.c.step).label("step")).group_by(came.c.need).subquery()
    counted = select(literal("count"), last.c.step, func.count().label("figure")).group_by(last.c.step)
    waited = _medians(came)
    told = {(what, place): figure for what, place, figure in db.execute(union_all(counted, waited)).all()}
    return [
        Step(
            code,
            label,
            sum(int(told.get(("count", later), 0)) for later in range(place, len(STEPS))),
            _days(told, place),
        )
        for place, (code, label) in enumerate(STEPS.items())
    ]


def _days(told: Mapping[tuple[str, int], Any], place: int) -> float | None:
    seconds = told.get(("wait", place))
    return round(float(seconds) / DAY, 1) if seconds is not None else None


def _medians(came: CTE) -> Select[Any]:
    """By step the median of seconds from the last dated step before: the mean of the one or two in the middle."""
    before = came.alias("before")
    earlier = and_(came.c.step > 0, before.c.need == came.c.need, before.c.step < came.c.step, before.c.at <= came.c.at)
    spans = (
        select(came.c.step, (came.c.at - func.max(before.c.at)).label("span"))
        .join(before, earlier)
        .group_by(came.c.need, came.c.step, came.c.at)
        .subquery()
    )
    place = func.row_number().over(partition_by=spans.c.step, order_by=spans.c.span).label("place")
    total = func.count().over(partition_by=spans.c.step).label("total")
    ranked = select(spans.c.step, spans.c.span, place, total).subquery()
    middle = (2 * ranked.c.place).between(ranked.c.total, ranked.c.total + 2)
    return select(literal("wait"), ranked.c.step, func.avg(ranked.c.span)).where(middle).group_by(ranked.c.step)


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


def _rows(
    db: Session,
    where: Sequence[ColumnElement[bool]],
    steps: Sequence[Step],
    number: str,
    asked: Sequence[tuple[str, str]],
) -> Page[Come]:
    """Those that came to the step asked for or went past it, the last dated first."""
    place = list(STEPS).index(dict(asked)["step"])
    total = steps[place].count
    page = page_number(number, total, SIZE)
    # Whatever came further was published: of the first step nothing else need be read.
    codes = list(STEPS)[place:] if place else list(STEPS)[:1]
    came = _events(where, codes)
    at = func.max(case((came.c.step == place, came.c.at)))
    order = (at.is_(None), at.desc(), came.c.need.desc())
    query = select(came.c.need, at).group_by(came.c.need).order_by(*order).limit(SIZE).offset((page - 1) * SIZE)
    wanted = {need: datetime.fromtimestamp(when, UTC) if when else None for need, when in db.execute(query).all()}
    joined = rows_of(Scenario, Organisation).join(Organisation, col(Organisation.id) == Scenario.organisation_id)
    loaded = {need.id: (need, owner) for need, owner in db.exec(joined.where(col(Scenario.id).in_(wanted))).all()}
    items = [Come(*loaded[need], when) for need, when in wanted.items()]
    return Page(items, page, SIZE, total, lambda n: address(PATH, [*asked, ("page", n)]) + "#rows")
