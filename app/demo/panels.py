"""The demo's evaluation: experts, a draw, scores and a decision, by the same actions that people's clicks call."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import col, select

from app.accounts.actions.grants import grant_role
from app.accounts.models import Person, Role
from app.core.acting import Act
from app.core.actors import SYSTEM, Actor
from app.core.clock import city_date
from app.demo.people import invented_person
from app.demo.reading import read
from scenarios.awards.actions.deciding import decide
from scenarios.awards.forms import DecisionForm
from scenarios.awards.models import Outcome
from scenarios.awards.queries.cases import award_case
from scenarios.bids.models import Part, Tender, Unsealing
from scenarios.lifecycle import ScenarioState
from scenarios.models import Scenario
from scenarios.panels.actions.clockwork import check
from scenarios.panels.actions.pool import add, commit, draw_panel
from scenarios.panels.actions.scoring import keep, send, sign
from scenarios.panels.forms import SignForm
from scenarios.panels.queries.cases import PanelCase, panel_case

TAKING = frozenset({ScenarioState.OPEN, ScenarioState.EVALUATING})
OPINIONS = (
    "现场条件考虑周到，复核办法可行。",
    "依据写得清楚，误报的处置还可以更细。",
    "进度偏紧，样本积累的安排要落实。",
)


def load_panels(act: Act, needs: Mapping[str, Scenario], people: Mapping[str, Person], password: str) -> None:
    """The draw is promised for every tender that takes bids; the one that was unsealed has come to its publicity."""
    experts = _experts(act, password)
    for need in needs.values():
        record = act.db.get(Unsealing, need.id)
        if act.db.get(Tender, need.id) is not None and need.state in TAKING:
            commit(replace(act, now=need.created_at), need)
        if record is not None and record.entries and record.correct_until is not None:
            _evaluate(act, need, record.correct_until, experts, people["office"])


def _experts(act: Act, password: str) -> list[tuple[Person, str, str]]:
    """People who can be drawn."""
    found = []
    for number, item in enumerate(read("experts"), start=1):
        email = f"expert{number:02d}@example.com"
        person = invented_person(act, item["name"], email, password)
        grant_role(act, person, Role.PANELLIST)
        found.append((person, item["unit"], item["field"]))
    return found


def _evaluate(
    act: Act, need: Scenario, start: datetime, experts: list[tuple[Person, str, str]], office: Person
) -> None:
    """From the end of the corrections to the owner's decision, a step a day."""
    clock = replace(act, actor=SYSTEM, now=start + timedelta(hours=1))
    check(clock, need.id)
    keeper = replace(clock, actor=Actor(office.id, office.name, role="office"), now=start + timedelta(hours=20))
    for person, unit, field in experts:
        add(keeper, _case(keeper, need), person, unit, field)
    draw_panel(keeper, _case(keeper, need))
    for days, part in ((2, Part.TECHNICAL), (3, Part.NAMED)):
        for seat in _case(keeper, need).active:
            _score(_member(act, seat.person_id, start + timedelta(days=days, minutes=seat.number)), need, part)
    for seat in _case(keeper, need).active:
        member = _member(act, seat.person_id, start + timedelta(days=4, minutes=seat.number))
        case = _case(member, need)
        sign(member, case, next(one for one in case.active if one.id == seat.id), SignForm())
    _decide(act, need, min(start + timedelta(days=5), act.now - timedelta(hours=2)))


def _score(act: Act, need: Scenario, part: Part) -> None:
    case = _case(act, need)
    seat = next(one for one in case.active if one.person_id == act.actor.person_id)
    for bid in case.scored:
        base = 880 - 35 * ((bid.number or 0) % 3) - 7 * seat.number
        said: dict[int, int | None] = {one.id: base + 5 * place for place, one in enumerate(case.criteria(part))}
        opinion = OPINIONS[(seat.number + (bid.number or 0)) % len(OPINIONS)]
        keep(act, case, seat, bid, said, opinion if seat.number < 4 else "")
    send(act, case, seat)


def _decide(act: Act, need: Scenario, when: datetime) -> None:
    owner = replace(act, now=when, actor=Actor(None, "场景方经办", need.organisation_id, "", "member"))
    case = award_case(owner.db, need, when)
    assert case is not None
    assert case.panel.result is not None
    said = DecisionForm(
        outcome=Outcome.AWARD,
        number=str(case.panel.result.lines[0]["number"]),
        meeting="总经理办公会",
        held_on=city_date(when),
        paper="轨运纪〔2026〕18号",
    )
    decide(owner, case, said)


def _member(act: Act, person_id: int, when: datetime) -> Act:
    person = act.db.exec(select(Person).where(col(Person.id) == person_id)).one()
    return replace(act, now=when, actor=Actor(person.id, person.name))


def _case(act: Act, need: Scenario) -> PanelCase:
    case = panel_case(act.db, need, act.now)
    assert case is not None
    return case
