"""What the clock sets off: planning once a week is closed, sending once it is time, emptying what is old; and writing down
which houses have looked at needs."""

from datetime import datetime

from app.core.clock import CITY
from app.core.site import Site
from app.digests.planning import anybody_left, plan
from app.digests.searches import needs_index
from app.digests.sending import purge, send_due
from app.digests.windows import last_closed
from scenarios.actions.looking import write_looks

QUIET_HOUR = 3
"""When old texts are emptied, in the city."""


def plan_digests(site: Site, now: datetime) -> None:
    """Everybody who wants one, whose day has come and who has none of the newest closed week. Saved searches by meaning wait
    for the index."""
    week = last_closed(now)
    with site.database.reading() as db:
        waits = not anybody_left(db, week, now) or (not site.index.ready and needs_index(db))
    if not waits:
        plan(site, week, now)


def send_digests(site: Site, now: datetime) -> None:
    send_due(site, now)


def purge_digests(site: Site, now: datetime) -> None:
    local = now.astimezone(CITY)
    if (local.hour, local.minute) == (QUIET_HOUR, 0):  # a look costs as much as there are old mails
        purge(site, now)


def keep_looks(site: Site, _now: datetime) -> None:
    write_looks(site)


TIMERS = (plan_digests, send_digests, purge_digests, keep_looks)
