"""The department's side of a need: take it, ask for edits, reject, approve, and open it.

`site` gives settings and the outbox. `tell=False` sends no mail and `index=False` leaves the index to the caller: what
an import of many rows and the demo want.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.core.acting import Act
from app.core.clock import city_date
from app.core.errors import Conflict, Invalid
from app.core.history import audit, move, next_number
from app.core.i18n import gettext as _
from app.core.models import StatusChange
from scenarios import occasions
from scenarios.actions.following import follow
from scenarios.guards import Obstacle
from scenarios.lifecycle import SCENARIO, ScenarioEvent
from scenarios.models import ReviewNote, Scenario
from scenarios.queries.opening import hindrances
from scenarios.queries.visibility import taken_codes

E = ScenarioEvent


class Obstructed(Invalid):
    """The need cannot be opened yet; `obstacles` name everything that is missing."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        self.obstacles = tuple(obstacles)
        super().__init__(" ".join(_(obstacle.sentence) for obstacle in obstacles))


def take(act: Act, scenario: Scenario) -> None:
    """Start the review. Of two reviewers one gets it, the other a `Conflict`."""
    _move(act, scenario, E.TAKE, reviewer_id=act.actor.person_id)


def release(act: Act, scenario: Scenario) -> None:
    """Give it back to the queue; the clock of the review goes on."""
    _move(act, scenario, E.RELEASE, reviewer_id=None)


def request_edits(
    act: Act, scenario: Scenario, notes: Sequence[tuple[str, str]], *, note: str = "", tell: bool = True
) -> StatusChange:
    """Send it back with a note per field: (field name, what to change)."""
    change = _move(act, scenario, E.REQUEST_EDITS, note=note)
    rows = [
        ReviewNote(scenario_id=scenario.id, field_name=name, note=text, by_person_id=act.actor.person_id, at=act.now)
        for name, text in notes
    ]
    act.db.add_all(rows)
    act.db.flush()
    if tell:
        act.tell(occasions.EDITS_REQUESTED, scenario, change, rows)
    return change


def reject(act: Act, scenario: Scenario, reason: str, note: str, *, tell: bool = True) -> None:
    """Do not publish it. `reason` is a code of the vocabulary `rejection_reason`."""
    change = _move(act, scenario, E.REJECT, reason=reason, note=note)
    if tell:
        act.tell(occasions.REJECTED, scenario, change)


def approve(
    act: Act, scenario: Scenario, *, opens_at: datetime | None = None, tell: bool = True, vouched: bool = False
) -> StatusChange:
    """Pass it. The clock opens it at `opens_at`; without one it waits for `open_now` or its batch.

    Raises `Obstructed` while something keeps it from being opened.
    """
    found = hindrances(act.db, scenario, act.site, opens_at or act.now, vouched=vouched)
    if found:
        raise Obstructed(found)
    change = _move(act, scenario, E.APPROVE, opens_at=opens_at)
    if tell:
        act.tell(occasions.APPROVED, scenario, change)
    return change


def schedule(act: Act, scenario: Scenario, opens_at: datetime | None) -> None:
    """Give an approved need another time to open, or none."""
    found = hindrances(act.db, scenario, act.site, opens_at or act.now)
    if found:
        raise Obstructed(found)
    before, scenario.opens_at = scenario.opens_at, opens_at
    act.db.add(scenario)
    detail = {"from": before.isoformat() if before else None, "to": opens_at.isoformat() if opens_at else None}
    audit(act, "scenario.scheduled", scenario, detail)


def open_now(
    act: Act,
    scenario: Scenario,
    *,
    batch_number: int | None = None,
    tell: bool = True,
    index: bool = True,
    vouched: bool = False,
) -> StatusChange:
    """Publish an approved need: it gets its public code, which never changes afterwards, and answers may come.

    Raises `Obstructed` when time or the owner's standing has changed since it was approved.
    """
    found = hindrances(act.db, scenario, act.site, act.now, vouched=vouched)
    if found:
        raise Obstructed(found)
    change = _move(
        act,
        scenario,
        E.OPEN,
        code=scenario.code or next_code(act.db, act.site.settings.site_code, act.now, batch_number),
        opened_at=act.now,
        valid_until=scenario.valid_until or scenario.deadline,
    )
    if index:
        follow(act.db, scenario, act.now)
    if tell:
        act.tell(occasions.OPENED, scenario, change)
    return change


def waive(act: Act, scenario: Scenario, reason: str) -> None:
    """Let it through below the readiness threshold, for a reason that stays with it."""
    scenario.waiver = reason
    act.db.add(scenario)
    audit(act, "scenario.waived", scenario, {"reason": reason, "readiness": scenario.readiness})


def record_risk(act: Act, scenario: Scenario, decision: str) -> None:
    """Keep what was decided about its risk triggers."""
    scenario.risk_decision = decision
    act.db.add(scenario)
    audit(act, "scenario.risk_decided", scenario, {"decision": decision, "triggers": scenario.risk_triggers})


def next_code(db: Session, site_code: str, now: datetime, batch_number: int | None = None) -> str:
    """The next free public code: JH-2026-0042, or JH-2026-B01-003 in a batch. Imported codes are stepped over."""
    (code,) = next_codes(db, site_code, now, 1, batch_number)
    return code


def next_codes(db: Session, site_code: str, now: datetime, count: int, batch_number: int | None = None) -> list[str]:
    """The next `count` free public codes, in a handful of statements however many they are."""
    year = city_date(now).year
    stem = f"{site_code}-{year}-" if batch_number is None else f"{site_code}-{year}-B{batch_number:02d}-"
    width = 4 if batch_number is None else 3
    found: list[str] = []
    while (missing := count - len(found)) > 0:
        last = next_number(db, f"code:{stem}", missing)
        codes = [f"{stem}{number:0{width}d}" for number in range(last - missing + 1, last + 1)]
        taken = taken_codes(db, codes)
        found += [code for code in codes if code not in taken]
    return found


def _move(act: Act, scenario: Scenario, event: ScenarioEvent, **more: Any) -> StatusChange:
    try:
        return move(act, scenario, SCENARIO, event, updated_at=act.now, **more)
    except Conflict as lost:
        raise Conflict(_("这项需求刚刚由其他人办理过，您的操作没有生效。请刷新页面查看最新状态。")) from lost
