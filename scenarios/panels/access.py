"""Loading is checking: panels and what they read reach a handler only through one of these."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from app.accounts.access import AnyViewer, Doer, Me
from app.core.acting import Act
from app.core.db import Db
from app.core.errors import Forbidden, NotFound
from app.core.i18n import gettext as _
from app.core.site import Now, TheSite
from scenarios.bids.access import SeenTender
from scenarios.bids.models import Bid
from scenarios.panels.models import Seat
from scenarios.panels.policy import Reading, lacks_to_judge, lacks_to_keep_panel
from scenarios.panels.queries.cases import PanelCase, panel_case


def load_panel(tender: SeenTender, db: Db, now: Now) -> PanelCase:
    """The panel of a tender, for whoever may see the need; what of it she reads, the page asks."""
    case = panel_case(db, tender.need, now)
    if case is None:
        raise NotFound
    return case


SeenPanel = Annotated[PanelCase, Depends(load_panel)]


def load_kept_panel(case: SeenPanel, viewer: Me) -> PanelCase:
    """The same for those who keep it."""
    if missing := lacks_to_keep_panel(viewer, case.need, case.bidders):
        raise Forbidden(_(missing))
    return case


KeptPanel = Annotated[PanelCase, Depends(load_kept_panel)]


@dataclass(frozen=True)
class Judged:
    """A bid as one person reads it; `seat` is hers, if she judges."""

    case: PanelCase
    bid: Bid
    reading: Reading
    seat: Seat | None
    act: Act


def load_judged(number: int, case: SeenPanel, viewer: AnyViewer, me: Me, db: Db, site: TheSite, now: Now) -> Judged:
    """The bid of this number for those who judge it and those who own the need; for all others there is none."""
    reading = case.reading(viewer)
    if reading is Reading.NOTHING:
        raise NotFound
    return Judged(case, case.bid(number), reading, case.seat_of(viewer), Act(db, site, me.acting(), now))


JudgedBid = Annotated[Judged, Depends(load_judged)]


def load_seat(case: SeenPanel, doer: Doer) -> Seat:
    """The seat of somebody who judges."""
    if missing := lacks_to_judge(doer.viewer, case.seats, case.bidders):
        raise Forbidden(_(missing))
    seat = case.seat_of(doer.viewer)
    assert seat is not None
    return seat


OwnSeat = Annotated[Seat, Depends(load_seat)]
