"""The demo's demonstrations in every state, with their copies, brought there by the same actions that clicks call."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from app.accounts.models import Organisation, Person
from app.core.acting import Act
from app.core.actors import SYSTEM, Actor
from app.core.clock import city_date
from app.demo.pilots import Stage, bring, keepers_of
from app.demo.reading import read
from scenarios.demonstrations.actions import adopting, applying, objecting
from scenarios.demonstrations.forms import AdoptedReadingForm, AdoptForm, ApplicationForm, DesignationForm
from scenarios.demonstrations.queries.cases import Shown, of_pilot, shown_of
from scenarios.models import Scenario
from scenarios.pilots.models import Side
from suppliers.models import Supply

APPLIED, ANNOUNCED = 153, 158
"""Days after the beginning of a pilot."""
OPINION = "材料齐全，测量方法与锁定的一致，同意公示。"
RECORDED = frozenset({"demonstrated", "replicating", "revoked", "expired"})


def load_demonstrations(
    act: Act,
    houses: Mapping[str, Organisation],
    needs: Mapping[str, Scenario],
    supplies: Mapping[str, Supply],
    people: Mapping[str, Person],
) -> None:
    """Every demonstration of `content/demonstrations.json`, each from a pilot of its own."""
    keepers = keepers_of(act, houses)
    for item in read("demonstrations"):
        stage = bring(Stage(act, _pilot(item), keepers), houses, needs[item["key"]], supplies[item["supply"]])
        _apply(stage, item)
        if item["end"] != "demo_candidate":
            _announce(stage, people)
        if "objection" in item:
            _object(stage, item, people)
        if item["end"] in RECORDED:
            _record(stage, item, houses, people)


def _pilot(item: dict[str, Any]) -> dict[str, Any]:
    """The pilot behind it, as those of `content/pilots.json` are written."""
    return {
        "need": item["key"],
        "state": "verified",
        "done": True,
        "age": item["age"],
        "traits": item["traits"],
        "kpis": {row["name"]: [row["baseline"], row["disclosure"], row["weight"]] for row in item["kpis"]},
        "readings": {row["name"]: row["reading"] for row in item["kpis"]},
        "milestones": [["并行运行两周", 14, "met"], ["全面试用", 60, "met"]],
    }


def _apply(stage: Stage, item: dict[str, Any]) -> None:
    applying.apply(stage.side(Side.OWNER, APPLIED), stage.case, ApplicationForm(**item["demonstration"]))


def _shown(stage: Stage, now: datetime) -> Shown:
    row = of_pilot(stage.act.db, stage.case.pilot.id)
    assert row is not None
    return shown_of(stage.act.db, row, now)


def _official(stage: Stage, person: Person, role: str, days: float) -> Act:
    """Somebody decides in her role so many days after the beginning."""
    at = stage.act.now - timedelta(days=stage.item["age"]) + timedelta(days=days)
    return replace(stage.act, actor=Actor(person.id, person.name, role=role), now=min(at, stage.act.now))


def _announce(stage: Stage, people: Mapping[str, Person]) -> None:
    act = _official(stage, people["reviewer"], "reviewer", ANNOUNCED)
    applying.announce(act, _shown(stage, act.now), OPINION)


def _object(stage: Stage, item: dict[str, Any], people: Mapping[str, Person]) -> None:
    person = people["rival"]
    act = replace(stage.act, actor=Actor(person.id, person.name))
    objecting.object_to(act, _shown(stage, act.now), item["objection"], None)


def _record(
    stage: Stage, item: dict[str, Any], houses: Mapping[str, Organisation], people: Mapping[str, Person]
) -> None:
    until = _shown(stage, stage.act.now).demonstration.publicity_until
    assert until is not None
    applying.conclude(replace(stage.act, actor=SYSTEM, now=until), _shown(stage, until))
    if "designation" in item:
        _designate(stage, item, people)
    for copy in item.get("copies", ()):
        _copy(stage, copy, houses)
    if "revocation" in item:
        first = _official(stage, people["reviewer"], "reviewer", item["age"] - 20)
        applying.ask_revocation(first, _shown(stage, first.now), *item["revocation"])
        second = _official(stage, people["office"], "office", item["age"] - 18)
        applying.revoke(second, _shown(stage, second.now))
    if item["end"] == "expired":
        applying.expire(replace(stage.act, actor=SYSTEM), _shown(stage, stage.act.now))


def _designate(stage: Stage, item: dict[str, Any], people: Mapping[str, Person]) -> None:
    act = _official(stage, people["reviewer"], "reviewer", ANNOUNCED + 30)
    number, unit = item["designation"]
    shown = _shown(stage, act.now)
    scan = stage.paper(act, "认定文件")
    scan.parent_kind, scan.parent_id, scan.confidential = "demonstration", shown.demonstration.id, False
    act.db.add(scan)
    said = DesignationForm(number=number, unit=unit, on=city_date(act.now))
    applying.designate(act, shown, said, scan)


def _copy(stage: Stage, item: list[Any], houses: Mapping[str, Organisation]) -> None:
    """A house wants it, and later says what came of it, where it has."""
    key, day, *became = item
    act = stage.by(houses[key], day)
    row = adopting.copy(act, _shown(stage, act.now), houses[key])
    if became:
        days, cost, place, note, named, readings = became
        then = stage.by(houses[key], day + days)
        shown = _shown(stage, then.now)
        known = {kpi.name: kpi.public_id for kpi in shown.case.kpis}
        said = AdoptForm(
            live_on=city_date(then.now) - timedelta(days=1),
            days=days,
            cost=Decimal(cost),
            place=place,
            note=note,
            named=named,
            measured_on=city_date(then.now) - timedelta(days=1),
            readings=[AdoptedReadingForm(kpi=known[name], value=value) for name, value in readings.items()],
        )
        adopting.confirm(then, shown.of(row), said)
