"""Loading is checking: demonstrations, and pilots that are to become one, reach a handler only through one of these."""

from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import select

from app.accounts.access import AnyViewer, Me, Ready
from app.core.db import Db
from app.core.errors import Conflict, Forbidden, NotFound
from app.core.i18n import gettext as _
from app.core.site import Now
from scenarios.demonstrations.models import DemoObjection
from scenarios.demonstrations.policy import lacks_to_apply, may_see_adoption, may_see_objections
from scenarios.demonstrations.queries.cases import Shown, seen_adoption, seen_demonstration
from scenarios.pilots.deeds import Row
from scenarios.pilots.deeds import moved_on as pilot_moved_on
from scenarios.pilots.lifecycle import PILOT, PilotEvent
from scenarios.pilots.policy import may_see_inside
from scenarios.pilots.queries.cases import Case, case_of, seen_pilot


def load_demonstration(public_id: str, viewer: AnyViewer, db: Db, now: Now) -> Shown:
    """The demonstration of this address if the viewer may see it."""
    shown = seen_demonstration(db, viewer, public_id, now=now)
    if shown is None:
        raise NotFound
    return shown


SeenDemonstration = Annotated[Shown, Depends(load_demonstration)]


def load_of_pilot(public_id: str, viewer: AnyViewer, db: Db, now: Now) -> Shown:
    """The demonstration of the pilot of this address, if the viewer may see it."""
    shown = seen_demonstration(db, viewer, pilot=public_id, now=now)
    if shown is None:
        raise NotFound
    return shown


OfPilot = Annotated[Shown, Depends(load_of_pilot)]


def load_inner(shown: SeenDemonstration, viewer: Me) -> Shown:
    """For those who see its pilot's inside."""
    if not may_see_inside(viewer, shown.case):
        raise NotFound
    return shown


InnerDemonstration = Annotated[Shown, Depends(load_inner)]


def load_objection(number: str, shown: SeenDemonstration, viewer: Me, db: Db) -> Shown:
    """An objection for the department and for whoever made it."""
    query = select(DemoObjection).where(
        DemoObjection.public_id == number, DemoObjection.demonstration_id == shown.demonstration.id
    )
    row = db.exec(query).one_or_none()
    if row is None or not (row.person_id == viewer.person_id or may_see_objections(viewer, shown.case)):
        raise NotFound
    return shown.of(row)


AnObjection = Annotated[Shown, Depends(load_objection)]


def load_adoption(public_id: str, viewer: Me, db: Db, now: Now) -> Shown:
    """A copy for the house that makes it, and for the office."""
    shown = seen_adoption(db, public_id, now)
    if shown is None or not may_see_adoption(viewer, shown.case, shown.one.organisation_id):
        raise NotFound
    return shown


AnAdoption = Annotated[Shown, Depends(load_adoption)]


def load_candidate(request: Request, viewer: Ready, db: Db, now: Now) -> Case:
    """The verified pilot that the address names, for somebody who may put it forward."""
    pilot = seen_pilot(db, viewer, request.query_params.get("pilot", ""))
    if pilot is None:
        raise NotFound
    case = case_of(db, pilot, now)
    if not may_see_inside(viewer, case):
        raise NotFound
    if PilotEvent.APPLY not in PILOT.events_from(case.state):
        raise Conflict(pilot_moved_on(Row(case, pilot)))
    if missing := lacks_to_apply(viewer, case):
        raise Forbidden(_(missing))
    return case


ACandidate = Annotated[Case, Depends(load_candidate)]
