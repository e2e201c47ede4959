"""Curators keep what they did and what they will do next."""

from sqlalchemy import update
from sqlmodel import col

from app.core.acting import Act
from app.core.clock import end_of
from app.core.errors import Conflict
from scenarios.introductions.forms import EntryForm, StepForm
from scenarios.introductions.models import CaseEntry, CaseStep
from scenarios.matches.models import Match
from scenarios.models import Scenario


def note(act: Act, need: Scenario, match: Match | None, said: EntryForm) -> None:
    """A call, a visit, a talk or a remark, of the need or of one of its pairs."""
    act.db.add(
        CaseEntry(
            scenario_id=need.id,
            match_id=match.id if match is not None else None,
            person_id=act.actor.person_id or 0,
            kind=said.kind,
            body=said.body,
            happened_on=said.happened_on,
            at=act.now,
        )
    )
    act.db.flush()


def plan_step(act: Act, need: Scenario, said: StepForm) -> None:
    """What is to be done next, until the end of a day."""
    act.db.add(
        CaseStep(
            scenario_id=need.id,
            person_id=act.actor.person_id or 0,
            body=said.body,
            due_at=end_of(said.due_on),
            created_at=act.now,
        )
    )
    act.db.flush()


def finish_step(act: Act, step: CaseStep) -> None:
    """It is done; raises `Conflict` where somebody was quicker."""
    hit = act.db.connection().execute(
        update(CaseStep)
        .where(col(CaseStep.id) == step.id, col(CaseStep.done_at).is_(None))
        .values(done_at=act.now, done_by=act.actor.person_id)
    )
    if hit.rowcount != 1:
        raise Conflict
    act.db.refresh(step)
