"""Loading is checking: pilots, and what is to become one, reach a handler only through one of these."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session, select

from app.accounts.access import AnyViewer, Me, Ready
from app.accounts.models import Organisation
from app.accounts.policy import Principal, lacks_to_act_publicly_for
from app.core.db import Db, for_change
from app.core.errors import Forbidden, NotFound
from app.core.i18n import gettext as _
from app.core.site import Now
from scenarios.matches.models import Match
from scenarios.matches.queries.sides import match_by_public_id
from scenarios.models import Scenario
from scenarios.pilots.actions.beginning import BEGINNABLE
from scenarios.pilots.models import PilotPartner
from scenarios.pilots.policy import lacks_to_begin, may_see_inside
from scenarios.pilots.queries.cases import Case, case_of, seen_pilot
from scenarios.pilots.queries.partners import invitation
from scenarios.policy import may_see
from suppliers.models import Supply


def load_case(public_id: str, viewer: AnyViewer, db: Db, now: Now) -> Case:
    """The pilot of this address if the viewer may see anything of it; otherwise it does not exist for her."""
    pilot = seen_pilot(db, viewer, public_id)
    if pilot is None:
        raise NotFound
    return case_of(db, pilot, now)


SeenPilot = Annotated[Case, Depends(load_case)]


def load_inner(viewer: Me, case: SeenPilot) -> Case:
    """The pilot for those who see its inside; its public page tells the others all there is for them."""
    if not may_see_inside(viewer, case):
        raise NotFound
    return case


InnerPilot = Annotated[Case, Depends(load_inner)]


@dataclass(frozen=True)
class Invited:
    """A house that is asked to take part, and in what."""

    case: Case
    partner: PilotPartner
    house: Organisation


def load_invitation(public_id: str, viewer: Ready, db: Db, now: Now) -> Invited:
    """For people of the house that is asked, since both sides have asked it."""
    found = invitation(db, public_id)
    if found is None or found[1].asked_at is None or not viewer.belongs_to(found[1].organisation_id):
        raise NotFound
    pilot, partner = found
    return Invited(case_of(db, pilot, now), partner, db.get_one(Organisation, partner.organisation_id))


AnInvitation = Annotated[Invited, Depends(load_invitation)]


@dataclass(frozen=True)
class Beginning:
    """What a pilot is about to begin from: a need, and the match that it follows, if any."""

    need: Scenario
    owner: Organisation
    match: Match | None = None
    supply: Supply | None = None
    supplier: Organisation | None = None

    @property
    def address(self) -> str:
        return f"match={self.match.public_id}" if self.match is not None else f"need={self.need.public_id}"


def load_beginning(request: Request, viewer: Ready, db: Db) -> Beginning:
    """From the address: `match` for one of its two sides, or `need` for its owner. Of what she may not see she learns
    nothing."""
    if public_id := request.query_params.get("match", ""):
        return _from_match(db, viewer, public_id)
    query = select(Scenario).where(Scenario.public_id == request.query_params.get("need", ""))
    need = db.exec(for_change(db, query)).one_or_none()
    if need is None or not may_see(viewer, need):
        raise NotFound
    if not viewer.belongs_to(need.organisation_id):
        raise NotFound
    if missing := lacks_to_act_publicly_for(viewer, need.organisation_id):
        raise Forbidden(_(missing))
    return Beginning(need, db.get_one(Organisation, need.organisation_id))


def _from_match(db: Session, viewer: Principal, public_id: str) -> Beginning:
    match = match_by_public_id(db, public_id)
    if match is None or match.state not in BEGINNABLE:
        raise NotFound
    need = db.exec(for_change(db, select(Scenario).where(Scenario.id == match.scenario_id))).one()
    supply = db.get_one(Supply, match.supply_id)
    if not (viewer.belongs_to(need.organisation_id) or viewer.belongs_to(supply.organisation_id)):
        raise NotFound
    if missing := lacks_to_begin(viewer, need.organisation_id, supply.organisation_id):
        raise Forbidden(_(missing))
    owner, supplier = (db.get_one(Organisation, one.organisation_id) for one in (need, supply))
    return Beginning(need, owner, match, supply, supplier)


ABeginning = Annotated[Beginning, Depends(load_beginning)]
