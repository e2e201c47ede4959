"""Loading is checking: introductions, cases and meetings reach a handler only through one of these."""

from typing import Annotated

from fastapi import Depends

from app.accounts.access import Me, Ready
from app.accounts.policy import Principal
from app.core.db import Db
from app.core.errors import Forbidden, NotFound
from app.core.i18n import gettext as _
from app.core.site import Now
from scenarios.access import VisibleScenario
from scenarios.introductions.models import CaseStep
from scenarios.introductions.policy import lacks_to_hold_meetings, lacks_to_keep_case, may_see_offer
from scenarios.introductions.queries.cases import houses_in_talks, step_by_public_id
from scenarios.introductions.queries.meetings import Held, Talk, held, meeting_by_public_id
from scenarios.introductions.queries.offers import Offer, offer_by_public_id
from scenarios.matches.policy import may_enter_curation
from scenarios.models import Scenario


def load_offer(public_id: str, viewer: Me, db: Db, now: Now) -> Offer:
    """An introduction for one of its two sides or for whoever looks after the matches of the need."""
    offer = offer_by_public_id(db, public_id, now)
    if offer is None or not may_see_offer(viewer, offer.pair.need, offer.sides.supplier.id):
        raise NotFound
    return offer


AnOffer = Annotated[Offer, Depends(load_offer)]


def load_case(viewer: Ready, scenario: VisibleScenario, db: Db) -> Scenario:
    """A need whose notes this curator may keep. Its two sides do not learn that there are any."""
    if missing := lacks_to_keep_case(viewer, scenario, houses_in_talks(db, scenario)):
        raise Forbidden(_(missing)) if may_enter_curation(viewer) else NotFound()
    return scenario


ACase = Annotated[Scenario, Depends(load_case)]


def load_step(step_id: str, scenario: ACase, db: Db) -> CaseStep:
    """A step of that need."""
    step = step_by_public_id(db, step_id)
    if step is None or step.scenario_id != scenario.id:
        raise NotFound
    return step


AStep = Annotated[CaseStep, Depends(load_step)]


def load_meeting(public_id: str, viewer: Me, db: Db, now: Now) -> Held:
    """A meeting for curators, and for those who talk there once it is announced."""
    meeting = meeting_by_public_id(db, public_id)
    found = held(db, viewer, meeting, now) if meeting is not None else None
    if found is None:
        raise NotFound
    return found


AMeeting = Annotated[Held, Depends(load_meeting)]


def load_talk(slot_id: str, meeting: AMeeting) -> Talk:
    """One of its talks that the viewer may know of."""
    talk = next((one for one in meeting.talks if one.slot.public_id == slot_id), None)
    if talk is None:
        raise NotFound
    return talk


ATalk = Annotated[Talk, Depends(load_talk)]


def load_organiser(viewer: Ready) -> Principal:
    """Somebody who may plan meetings."""
    if missing := lacks_to_hold_meetings(viewer):
        raise Forbidden(_(missing)) if may_enter_curation(viewer) else NotFound()
    return viewer
