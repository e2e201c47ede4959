"""A need after it was opened: addenda, pauses, its end, another round, another keeper."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, func, select

from app.accounts.models import Person
from app.core.acting import Act
from app.core.clock import city_date
from app.core.errors import Conflict, Invalid
from app.core.history import audit, move, revise
from app.core.i18n import gettext as _
from app.core.models import StatusChange
from app.vocabulary.queries import definitions
from scenarios import occasions
from scenarios.actions.drafting import Origin, change, create_scenario, detached, touch
from scenarios.actions.following import follow
from scenarios.actions.rows import completed
from scenarios.lifecycle import SCENARIO, ScenarioEvent, ScenarioState
from scenarios.models import Addendum, Scenario
from scenarios.queries.said import values_of
from scenarios.values import ScenarioValues, as_content

MATERIAL = ("deadline", "budget_min", "budget_max", "budget_text", "kpis", "constraints", "description")
"""What an addendum may change; everything else is set while the need is open. Attachments come as `files`."""


def material_changes(old: ScenarioValues, new: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the new values that differ, as JSON: name → {"old", "new"}."""
    before = as_content(old)
    after = as_content(replace(old, **new))
    return {
        name: {"old": before[name], "new": after[name]}
        for name in MATERIAL
        if name in new and before[name] != after[name]
    }


def publish_addendum(
    act: Act, scenario: Scenario, new: Mapping[str, Any], note: str, *, files: Mapping[str, Any] | None = None
) -> Addendum:
    """A dated change, shown old → new and mailed to whoever watches or has answered.

    `files` is the change of attachments, already carried out, as {"old": [names], "new": [names]}. Raises `Conflict`
    unless the need is open, `Invalid` where nothing changes or the deadline would move forward.
    """
    if scenario.state is not ScenarioState.OPEN:
        raise Conflict
    if "kpis" in new:
        new = {**new, "kpis": completed(definitions(act.db), scenario.field, new["kpis"])}
    changes = material_changes(values_of(act.db, scenario), new) | ({"files": dict(files)} if files else {})
    if not changes:
        raise Invalid(_("没有改动，不需要发布补充说明。"))
    _refuse_earlier(scenario.deadline, new.get("deadline"))
    columns = {name: new[name] for name in changes if name in new}
    change(act.db, scenario, columns | _longer_listing(scenario, new.get("deadline")), act.now)
    addendum = Addendum(
        scenario_id=scenario.id,
        number=_next_number(act.db, scenario),
        changes=changes,
        note=note,
        by_person_id=act.actor.person_id,
        by_name=act.actor.name,
        at=act.now,
    )
    act.db.add(addendum)
    act.db.flush()
    revise(act, "scenario", scenario.id, "addendum", as_content(values_of(act.db, scenario)), note)
    follow(act.db, scenario, act.now)
    act.tell(occasions.ADDENDUM, scenario, addendum)
    return addendum


def suspend(act: Act, scenario: Scenario, note: str) -> None:
    """Pause: answers stop, the page stays and says so; followers are told."""
    moved = move(act, scenario, SCENARIO, ScenarioEvent.SUSPEND, note=note, suspended_at=act.now)
    _tell_and_follow(act, scenario, moved)


def resume(act: Act, scenario: Scenario, note: str = "") -> None:
    """Go on: the deadline and the listing move by as many days as the pause took."""
    pause = timedelta(days=(city_date(act.now) - city_date(scenario.suspended_at or act.now)).days)
    later = {name: end + pause for name in ("deadline", "valid_until") if (end := getattr(scenario, name)) is not None}
    evidence = {"days": pause.days}
    moved = move(
        act, scenario, SCENARIO, ScenarioEvent.RESUME, note=note, evidence=evidence, suspended_at=None, **later
    )
    _tell_and_follow(act, scenario, moved)


def cancel(act: Act, scenario: Scenario, *, reason: str, note: str = "") -> None:
    """End it for good; the page stays, with its reason."""
    moved = move(act, scenario, SCENARIO, ScenarioEvent.CANCEL, reason=reason, note=note)
    _tell_and_follow(act, scenario, moved)


def renew(act: Act, scenario: Scenario, deadline: datetime) -> None:
    """List an expired need again until `deadline`, an exclusive end in the future."""
    if deadline <= act.now:
        raise Invalid(_("截止日期不能早于今天。"))
    move(act, scenario, SCENARIO, ScenarioEvent.RENEW, deadline=deadline, valid_until=deadline)
    follow(act.db, scenario, act.now)


def relaunch(act: Act, scenario: Scenario) -> Scenario:
    """A new draft with the same text, linked to this round; dates that are over are left to be filled in again."""
    values = detached(values_of(act.db, scenario), without=("deadline", "valid_until", "opens_at", "decision_on"))
    draft = create_scenario(
        act, scenario.organisation_id, values, origin=Origin(relaunch_of=scenario.id, demo=scenario.demo)
    )
    audit(act, "scenario.relaunch", scenario, {"draft": draft.public_id})
    return draft


def hand_over(act: Act, scenario: Scenario, successor: Person, *, note: str = "", take_contact: bool = False) -> None:
    """The successor looks after the need from now on; with `take_contact` she is its contact too."""
    before = scenario.holder_id
    touch(act.db, scenario, act.now)
    scenario.holder_id = successor.id
    if take_contact:
        scenario.contact_name, scenario.contact_email = successor.name, successor.email
        scenario.contact_phone = successor.phone
    act.db.flush()
    audit(act, "scenario.hand_over", scenario, {"from": before, "to": successor.id, "note": note})
    act.tell(occasions.HANDED_OVER, scenario, act.actor.name, note)


def _tell_and_follow(act: Act, scenario: Scenario, moved: StatusChange) -> None:
    act.tell(occasions.STOPPED, scenario, moved)
    follow(act.db, scenario, act.now)


def _refuse_earlier(old: datetime | None, new: datetime | None) -> None:
    if old is not None and new is not None and new < old:
        raise Invalid(_("征集期间截止日期只能延后，不能提前。"))


def _longer_listing(scenario: Scenario, deadline: datetime | None) -> dict[str, Any]:
    """A listing ends no earlier than its deadline."""
    if deadline is None or scenario.valid_until is None or scenario.valid_until >= deadline:
        return {}
    return {"valid_until": deadline}


def _next_number(db: Session, scenario: Scenario) -> int:
    last = db.exec(select(func.max(col(Addendum.number))).where(Addendum.scenario_id == scenario.id)).one()
    return (last or 0) + 1
