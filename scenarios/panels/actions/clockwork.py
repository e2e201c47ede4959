"""The clock's part: promises each draw, ends the time for corrections, lets go whoever may not judge any more, and
reminds whoever is waited for."""

from datetime import datetime, timedelta
from typing import Final

from app.core.acting import Act
from app.core.history import move
from app.core.i18n import gettext as _
from app.core.setbacks import each
from app.core.site import Site
from scenarios.actions.following import follow
from scenarios.bids.lifecycle import BID, BidEvent, BidState
from scenarios.lifecycle import SCENARIO, ScenarioEvent
from scenarios.models import Scenario
from scenarios.panels import occasions
from scenarios.panels.actions.pool import commit
from scenarios.panels.actions.scoring import vacate
from scenarios.panels.models import Seat
from scenarios.panels.queries.cases import Stage, panel_case
from scenarios.panels.queries.due import checked, slow, unfit, unpromised

PATIENCE: Final = timedelta(days=3)
"""How long a member is waited for before she is reminded, and how often."""


def tick(site: Site, now: datetime) -> None:
    with site.database.reading() as db:
        to_promise, to_check, to_leave = unpromised(db), checked(db, now), unfit(db, now)
        to_remind = slow(db, now - PATIENCE)
    each(site, now, "panel.commit", to_promise, lambda act, number: commit(act, act.db.get_one(Scenario, number)))
    each(site, now, "bid.check", to_check, check)
    each(site, now, "seat.vacate", list(to_leave), lambda act, number: _vacate(act, number, to_leave[number]))
    each(site, now, "seat.remind", to_remind, _remind)


def check(act: Act, number: int) -> None:
    """The time for corrections is over: whose papers are there is scored, the others are not. By rule, by nobody's choice."""
    need = act.db.get_one(Scenario, number)
    case = panel_case(act.db, need, act.now)
    if case is None or case.stage is not Stage.CHECKING:
        return
    waiting = [one for one in case.bids if one.state is BidState.UNDER_CHECK]
    for bid in waiting:
        if bid.defects:
            move(act, bid, BID, BidEvent.REFUSE, reason=bid.defects[0], evidence={"defects": bid.defects})
        else:
            move(act, bid, BID, BidEvent.ADMIT)
    if not case.scored:
        note = _("没有一份应标书通过形式审查，本轮揭榜没有结果。")
        move(act, need, SCENARIO, ScenarioEvent.DECLARE_NO_AWARD, note=note, updated_at=act.now)
        follow(act.db, need, act.now)
    for bid in waiting:
        act.tell(occasions.CHECKED, case, bid)
    if case.scored:
        act.tell(occasions.TO_DRAW, case)


def _vacate(act: Act, number: int, reason: str) -> None:
    seat = act.db.get_one(Seat, number)
    case = panel_case(act.db, act.db.get_one(Scenario, seat.scenario_id), act.now)
    if case is not None:
        vacate(act, case, next(one for one in case.seats if one.id == number), reason)


def _remind(act: Act, number: int) -> None:
    seat = act.db.get_one(Seat, number)
    case = panel_case(act.db, act.db.get_one(Scenario, seat.scenario_id), act.now)
    if case is None:
        return
    act.tell(occasions.WAITED_FOR, case, seat)
    seat.waits_since = act.now
    act.db.add(seat)


TIMERS = (tick,)
