"""How far needs have come: published, answered, met, in pilot, verified, recorded, copied. Counts are of public needs, and
every one of them can be opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session, col
from sqlmodel import select as rows_of

from app.accounts.models import Organisation
from app.core.clock import city_date
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
    "pilot": (PilotEvent.CONFIRM,),
    "verified": (PilotEvent.FIND_MET,),
    "demonstrated": (PilotEvent.RECOGNISE,),
}
SIZE = 20
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


def reached(db: Session, *where: ColumnElement[bool]) -> dict[str, dict[int, datetime]]:
    """Step → need → when it first came there, of the public needs that fit: one statement a step."""
    opened = select(col(Scenario.id), col(Scenario.opened_at))
    found = {"published": _pairs(db, opened, where)}
    answered = _first(Answer.created_at).join(Answer, col(Answer.scenario_id) == col(Scenario.id))
    found["answered"] = _pairs(db, answered, where)
    met = _first(E.at).join(Match, col(Match.scenario_id) == col(Scenario.id)).join(E, _moved("match", Match.id))
    found["met"] = _pairs(db, met, (*where, col(E.event) == MatchEvent.HOLD_MEETING.value))
    for step, events in _PILOTED.items():
        moved = _first(E.at).join(Pilot, col(Pilot.scenario_id) == col(Scenario.id)).join(E, _moved("pilot", Pilot.id))
        found[step] = _pairs(db, moved, (*where, col(E.event).in_([event.value for event in events])))
    copied = (
        _first(Adoption.adopted_at)
        .join(Pilot, col(Pilot.scenario_id) == col(Scenario.id))
        .join(Demonstration, col(Demonstration.pilot_id) == col(Pilot.id))
        .join(Adoption, col(Adoption.demonstration_id) == col(Demonstration.id))
    )
    running = col(Adoption.state).in_([AdoptionState.ADOPTED, AdoptionState.ENDED])
    found["copied"] = _pairs(db, copied, (*where, running))
    return {step: found[step] for step in STEPS}


def _first(at: Any) -> Select[Any]:
    return select(col(Scenario.id), func.min(at)).select_from(Scenario).group_by(col(Scenario.id))


def _moved(kind: str, number: Any) -> ColumnElement[bool]:
    joined: ColumnElement[bool] = (col(E.object_kind) == kind) & (col(E.object_id) == number)
    return joined


def _pairs(db: Session, query: Any, where: Sequence[ColumnElement[bool]]) -> dict[int, datetime]:
    public = (publicly_visible(), col(Scenario.opened_at).is_not(None))
    return {number: at for number, at in db.execute(query.where(*public, *where)).all() if at is not None}


def quarter_of(at: datetime) -> str:
    day = city_date(at)
    return f"{day.year}Q{(day.month + 2) // 3}"


def progress(db: Session, field: str, quarter: str, step: str, number: str) -> Progress:
    """The funnel of a field and of the quarter in which needs were published, with the rows of one step."""
    found = reached(db, *([col(Scenario.field) == field] if field else []))
    quarters = sorted({quarter_of(at) for at in found["published"].values()}, reverse=True)
    if quarter:
        kept = {need for need, at in found["published"].items() if quarter_of(at) == quarter}
        found = {name: {need: at for need, at in dated.items() if need in kept} for name, dated in found.items()}
    come = _come(found)
    steps = [Step(code, label, len(come[code]), _wait(found, code)) for code, label in STEPS.items()]
    asked = [("field", field), ("quarter", quarter), ("step", step)]
    return Progress(steps, quarters, _rows(db, come[step], found[step], number, asked))


def _come(found: Mapping[str, Mapping[int, datetime]]) -> dict[str, set[int]]:
    """Needs that came at least to each step: whoever agreed elsewhere has skipped one and is past it all the same."""
    beyond: set[int] = set()
    come = {}
    for step in reversed(STEPS):
        beyond = beyond | set(found[step])
        come[step] = beyond
    return come


def _wait(found: Mapping[str, Mapping[int, datetime]], step: str) -> float | None:
    """Median days from the last dated step before."""
    names = list(STEPS)
    earlier = names[: names.index(step)]
    spans = []
    for need, at in found[step].items():
        before = [found[name][need] for name in earlier if need in found[name] and found[name][need] <= at]
        if before:
            spans.append((at - max(before)).total_seconds() / 86400)
    return round(median(spans), 1) if spans else None


def _rows(
    db: Session, needs: set[int], dated: Mapping[int, datetime], number: str, asked: Sequence[tuple[str, str]]
) -> Page[Come]:
    order = sorted(needs, key=lambda need: (-dated[need].timestamp() if need in dated else 0.0, -need))
    page = page_number(number, len(order), SIZE)
    wanted = order[(page - 1) * SIZE : page * SIZE]
    query = rows_of(Scenario, Organisation).join(Organisation, col(Organisation.id) == Scenario.organisation_id)
    loaded = {need.id: (need, owner) for need, owner in db.exec(query.where(col(Scenario.id).in_(wanted))).all()}
    items = [Come(*loaded[need], dated.get(need)) for need in wanted]
    return Page(items, page, SIZE, len(order), lambda n: address(PATH, [*asked, ("page", n)]) + "#rows")
