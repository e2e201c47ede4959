"""Somebody objects while a demonstration is in publicity; somebody else than who announced it answers."""

from typing import Any

from app.core.acting import Act
from app.core.errors import Conflict
from app.core.history import move
from app.core.i18n import gettext as _
from app.core.models import StoredFile
from scenarios.demonstrations import occasions
from scenarios.demonstrations.actions.following import follow
from scenarios.demonstrations.lifecycle import OBJECTION, ObjectionEvent, ObjectionState
from scenarios.demonstrations.models import DemoObjection
from scenarios.demonstrations.queries.cases import Shown, objections_of
from scenarios.pilots.lifecycle import PILOT, PilotEvent, PilotState

E = ObjectionEvent


def takes_objections(shown: Shown, now: Any) -> bool:
    until = shown.demonstration.publicity_until
    return shown.case.state is PilotState.PUBLICITY and until is not None and now < until


def object_to(act: Act, shown: Shown, body: str, file: StoredFile | None) -> DemoObjection:
    """Raises `Conflict` once publicity is over, or while her last one waits."""
    if not takes_objections(shown, act.now):
        raise Conflict(_("公示期已满，不再接受异议。"))
    hers = [one for one in objections_of(act.db, shown.demonstration.id) if one.person_id == act.actor.person_id]
    if any(one.state is ObjectionState.SUBMITTED for one in hers):
        raise Conflict(_("您的异议正在处理，请等待答复。"))
    row = DemoObjection(
        demonstration_id=shown.demonstration.id,
        person_id=act.actor.person_id or 0,
        body=body,
        file_id=file.id if file is not None else None,
        at=act.now,
    )
    act.db.add(row)
    act.db.flush()
    act.tell(occasions.OBJECTED, shown, row)
    return row


def refuse(act: Act, shown: Shown, row: DemoObjection, reason: str, answer: str) -> None:
    _decide(act, shown, row, ObjectionEvent.REFUSE, answer, reason)


def dismiss(act: Act, shown: Shown, row: DemoObjection, answer: str) -> None:
    _decide(act, shown, row, ObjectionEvent.DISMISS, answer)


def uphold(act: Act, shown: Shown, row: DemoObjection, answer: str) -> None:
    """It is right: the demonstration goes back to its review."""
    _decide(act, shown, row, ObjectionEvent.UPHOLD, answer)
    evidence = {"objection": row.id}
    move(act, shown.case.pilot, PILOT, PilotEvent.UPHOLD_OBJECTION, evidence=evidence, updated_at=act.now)
    follow(act, shown)
    act.tell(occasions.UPHELD, shown, answer)


def withdraw(act: Act, row: DemoObjection) -> None:
    move(act, row, OBJECTION, E.WITHDRAW, decided_at=act.now)


def _decide(act: Act, shown: Shown, row: DemoObjection, event: ObjectionEvent, answer: str, reason: str = "") -> None:
    move(act, row, OBJECTION, event, note=answer, reason=reason, answer=answer, decided_at=act.now)
    if reason:
        row.reason = reason
        act.db.add(row)
        act.db.flush()
    act.tell(occasions.ANSWERED, shown, row)
