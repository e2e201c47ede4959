"""Out of the house: approval inside it (经办 → 审批), submission to the department, withdrawal."""

from sqlalchemy import update
from sqlmodel import col

from app.core.acting import Act
from app.core.errors import Conflict, Invalid
from app.core.history import move, revise
from app.core.i18n import gettext as _
from app.core.models import StatusChange, StoredFile
from app.vocabulary.queries import working_days_after
from scenarios import occasions
from scenarios.guards import NO_APPROVER, settled_elsewhere
from scenarios.lifecycle import SCENARIO, ScenarioEvent, ScenarioState
from scenarios.models import ReviewNote, Scenario
from scenarios.queries.content import Rules, obstacles_of
from scenarios.queries.owning import has_approver
from scenarios.queries.said import values_of
from scenarios.values import as_content

APPROVAL_FILE = "scenario_approval"
"""Parent kind of stamped scans: they belong to the house's approval, not to what the need shows."""


def send_for_approval(act: Act, scenario: Scenario, rules: Rules, note: str = "") -> StatusChange:
    """送审批: the text must be ready to be submitted, so that the approver decides on what will leave the house.

    Raises `Invalid` with the first obstacle, and where nobody in the house could approve.
    """
    _refuse_obstacles(act, scenario, rules, vouched=False)
    if not has_approver(act.db, scenario, act.actor.person_id):
        raise Invalid(_(NO_APPROVER.sentence))
    change = move(act, scenario, SCENARIO, ScenarioEvent.SEND_FOR_APPROVAL, note=note, sent_by=act.actor.person_id)
    act.tell(occasions.APPROVAL_ASKED, scenario, change)
    return change


def approve_inside(
    act: Act, scenario: Scenario, rules: Rules, *, note: str = "", scan: StoredFile | None = None
) -> StatusChange:
    """审批通过: named and dated in the history, with the stamped scan if there is one; the need is submitted."""
    if scenario.state is not ScenarioState.AWAITING_APPROVAL:
        raise Conflict
    evidence = {
        "approved_by": act.actor.name,
        "file": scan.public_id if scan else "",
        "name": scan.name if scan else "",
    }
    change = submit(act, scenario, rules, note=note, evidence=evidence)
    act.tell(occasions.APPROVAL_DECIDED, scenario, change)
    return change


def return_inside(act: Act, scenario: Scenario, note: str) -> StatusChange:
    """退回修改: back to the author, who is told why."""
    change = move(act, scenario, SCENARIO, ScenarioEvent.RETURN, note=note)
    act.tell(occasions.APPROVAL_DECIDED, scenario, change)
    return change


def submit(
    act: Act,
    scenario: Scenario,
    rules: Rules,
    *,
    note: str = "",
    vouched: bool = False,
    evidence: dict[str, str] | None = None,
) -> StatusChange:
    """To the department: its five working days start, and what the need says now is kept as a revision.

    `vouched`: the office submits an imported need in the owner's place; `scenario.waiver` must say why. Raises
    `Invalid` with the first obstacle.
    """
    _refuse_obstacles(act, scenario, rules, vouched=vouched)
    again = scenario.submitted_at is not None
    change = move(
        act,
        scenario,
        SCENARIO,
        ScenarioEvent.SUBMIT,
        note=note,
        evidence=evidence,
        submitted_at=act.now,
        review_due_at=working_days_after(act.db, act.now, rules.review_days),
        escalated_at=None,
    )
    revise(
        act, "scenario", scenario.id, "resubmission" if again else "submission", as_content(values_of(act.db, scenario))
    )
    act.db.connection().execute(
        update(ReviewNote)
        .where(col(ReviewNote.scenario_id) == scenario.id, col(ReviewNote.resolved_at).is_(None))
        .values(resolved_at=act.now)
    )
    return change


def withdraw(act: Act, scenario: Scenario, *, reason: str, note: str = "") -> None:
    """Take the need back before it is open; it stays with its house, with the coded reason."""
    move(act, scenario, SCENARIO, ScenarioEvent.WITHDRAW, reason=reason, note=note)


def _refuse_obstacles(act: Act, scenario: Scenario, rules: Rules, *, vouched: bool) -> None:
    found = obstacles_of(act.db, scenario, values_of(act.db, scenario), act.now, rules, vouched=vouched)
    found += settled_elsewhere(act.site.slices.hindrances(act.db, SCENARIO.name, scenario.id))
    if found:
        raise Invalid(_(found[0].sentence))
