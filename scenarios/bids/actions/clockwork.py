"""The clock's part: unseals what is due, and gives back what was sealed for a need that was cancelled."""

from datetime import datetime

from app.core.acting import Act
from app.core.setbacks import each
from app.core.site import Site
from scenarios.bids.actions.unsealing import give_up, unseal
from scenarios.bids.queries.tenders import cancelled, due
from scenarios.models import Scenario


def tick(site: Site, now: datetime) -> None:
    """Each need for itself, in a transaction of its own: all of its bids or none."""
    with site.database.reading() as db:
        to_unseal, to_give_up = due(db, now), cancelled(db)
    each(site, now, "bid.unseal", to_unseal, _unseal)
    each(site, now, "bid.return", to_give_up, _give_up)


def _unseal(act: Act, number: int) -> None:
    unseal(act, act.db.get_one(Scenario, number))


def _give_up(act: Act, number: int) -> None:
    give_up(act, act.db.get_one(Scenario, number))


TIMERS = (tick,)
