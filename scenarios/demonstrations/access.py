"""Loading is checking: demonstrations, and pilots that are to become one, reach a handler only through one of these."""

from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import col, select

from app.accounts.access import AnyViewer, Me, Ready
from app.core.db import Db, for_change
from app.core.errors import Conflict, Forbidden, NotFound
from app.core.files import file_of
from app.core.i18n import gettext as _
from app.core.models import StoredFile
from app.core.site import Now
from scenarios.demonstrations.models import Demonstration, DemoObjection
from scenarios.demonstrations.policy import lacks_to_apply, may_see_adoption, may_see_objections
from scenarios.demonstrations.queries.cases import Shown, held, seen_adoption, seen_demonstration
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


def load_objection(public_id: str, number: str, viewer: Me, db: Db, now: Now) -> Shown:
    """An objection for the department and for whoever made it, whatever has become of the application."""
    of = select(Demonstration.id).where(Demonstration.public_id == public_id)
    query = select(DemoObjection.id).where(
        DemoObjection.public_id == number, col(DemoObjection.demonstration_id).in_(of)
    )
    found = db.exec(query).one_or_none()
    if found is None:
        raise NotFound
    shown = held(db, db.get_one(DemoObjection, found).demonstration_id, now)
    row = db.exec(for_change(db, select(DemoObjection).where(DemoObjection.id == found))).one()
    if not (row.person_id == viewer.person_id or may_see_objections(viewer, shown.case)):
        raise NotFound
    return shown.of(row)


AnObjection = Annotated[Shown, Depends(load_objection)]


def load_file(file_id: str, shown: SeenDemonstration, viewer: Me, db: Db) -> StoredFile:
    """An attachment: of an objection for its author and who answers it, else for those who see its pilot's inside."""
    file = file_of(db, "demonstration", shown.demonstration.id, file_id)
    objection = db.exec(select(DemoObjection).where(DemoObjection.file_id == file.id)).one_or_none()
    if objection is None:
        allowed = may_see_inside(viewer, shown.case)
    else:
        allowed = objection.person_id == viewer.person_id or may_see_objections(viewer, shown.case)
    if not allowed:
        raise NotFound
    return file


AFile = Annotated[StoredFile, Depends(load_file)]


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
