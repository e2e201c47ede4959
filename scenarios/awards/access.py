"""Loading is checking: decisions and objections reach a handler only through one of these."""

from typing import Annotated

from fastapi import Depends

from app.accounts.access import AnyViewer, Me
from app.core.db import Db
from app.core.errors import NotFound
from app.core.site import Now
from scenarios.awards.policy import may_prepare
from scenarios.awards.queries.cases import AwardCase, ObjectionCase, award_case, objection_of
from scenarios.bids.access import ReadBid, SeenTender
from scenarios.models import Scenario


def load_award(tender: SeenTender, db: Db, now: Now) -> AwardCase:
    """The decision of a tender with all around it, for whoever may see the need."""
    case = award_case(db, tender.need, now)
    if case is None:
        raise NotFound
    return case


SeenAward = Annotated[AwardCase, Depends(load_award)]


def load_published_award(case: SeenAward, viewer: AnyViewer) -> AwardCase:
    """The same once it is published; before that for the owner's people alone, who decide."""
    if not case.panel.published and not may_prepare(viewer, case.need) and case.lacks_to_answer(viewer):
        raise NotFound
    return case


OpenAward = Annotated[AwardCase, Depends(load_published_award)]


def load_objection(public_id: str, viewer: Me, db: Db, now: Now) -> ObjectionCase:
    """The objection of this address for whoever may read it; for all others there is none."""
    one = objection_of(db, public_id)
    award = award_case(db, db.get_one(Scenario, one.scenario_id), now) if one is not None else None
    if one is None or award is None or one not in award.read_by(viewer):
        raise NotFound
    return ObjectionCase(one, award)


SeenObjection = Annotated[ObjectionCase, Depends(load_objection)]


def load_lettered(bid: ReadBid, db: Db, now: Now) -> AwardCase:
    """What became of a bid, for the houses that bid, once the decision is published."""
    case = award_case(db, bid.need, now)
    if case is None or not case.panel.published or bid.bid.number is None:
        raise NotFound
    return case


LetteredAward = Annotated[AwardCase, Depends(load_lettered)]
