"""Alarms: raised once for what they are about, told to both sides, the curator and the office; answered by one of them."""

from typing import Any

from sqlmodel import select

from app.core.acting import Act
from app.core.errors import Conflict
from app.core.history import audit
from app.core.i18n import gettext as _
from scenarios.pilots import occasions
from scenarios.pilots.models import Alarm, AlarmKind
from scenarios.pilots.queries.cases import Case


def raise_alarm(act: Act, case: Case, kind: AlarmKind, key: str, note: str = "", **said: Any) -> None:
    """`key` says of what; the same again is none. `said` are the plain values of the kind's sentence."""
    same = select(Alarm.id).where(Alarm.pilot_id == case.pilot.id, Alarm.key == key)
    if act.db.exec(same).first() is not None:
        return
    row = Alarm(pilot_id=case.pilot.id, kind=kind, key=key, note=note, said=said, at=act.now)
    act.db.add(row)
    act.db.flush()
    act.tell(occasions.ALARM, case, row, act.site.vocabulary)


def clear_alarm(act: Act, row: Alarm, answer: str) -> None:
    """Somebody has seen to it and says how."""
    if row.cleared_at is not None:
        raise Conflict(_("这条预警已经有人处理。"))
    row.cleared_at, row.cleared_by, row.answer = act.now, act.actor.name, answer
    act.db.add(row)
    audit(act, "pilot.alarm_cleared", row, {"pilot_id": row.pilot_id, "answer": answer})
