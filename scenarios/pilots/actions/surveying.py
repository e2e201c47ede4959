"""How it goes, asked of both sides every few weeks: one tap when all is well, two questions otherwise."""

from datetime import timedelta

from sqlmodel import select

from app.core.acting import Act
from app.core.errors import Conflict
from app.core.i18n import gettext as _
from scenarios.pilots import occasions
from scenarios.pilots.actions.alarming import raise_alarm
from scenarios.pilots.forms import TroubleForm
from scenarios.pilots.models import AlarmKind, Colour, Survey
from scenarios.pilots.policy import SIDES
from scenarios.pilots.queries.cases import Case

ANSWER_WITHIN = timedelta(days=7)


def ask(act: Act, case: Case, number: int) -> None:
    """Ask both sides, once a round."""
    there = act.db.exec(select(Survey.side).where(Survey.pilot_id == case.pilot.id, Survey.round == number)).all()
    for side in SIDES:
        if side not in there:
            row = Survey(
                pilot_id=case.pilot.id, round=number, side=side, asked_at=act.now, due_at=act.now + ANSWER_WITHIN
            )
            act.db.add(row)
    act.db.flush()
    act.tell(occasions.ASKED, case, number)


def fine(act: Act, row: Survey) -> None:
    """一切正常."""
    _answer(act, row, Colour.GREEN)


def trouble(act: Act, case: Case, row: Survey, said: TroubleForm) -> None:
    """Something hinders; where it cannot go on so, everybody is told."""
    row.trouble, row.wanted = said.trouble, said.wanted
    _answer(act, row, Colour.RED if said.red else Colour.AMBER)
    if said.red:
        raise_alarm(act, case, AlarmKind.RED, f"red:{row.id}", said.trouble)


def _answer(act: Act, row: Survey, colour: Colour) -> None:
    if row.answered_at is not None:
        raise Conflict(_("这次状态问询贵方已经答复过。"))
    row.answered_at, row.colour, row.person_id = act.now, colour, act.actor.person_id
    act.db.add(row)
    act.db.flush()
