"""What the clock sets off: on the first working day after a month its figures are kept for good."""

from datetime import datetime

from app.core.acting import act_in
from app.core.clock import city_date
from app.core.site import Site
from app.reports.actions import freeze
from app.reports.periods import Period, freezing_moment, month_of, newest
from app.reports.queries import Calendar, began, kept_months


def freeze_months(site: Site, now: datetime) -> None:
    """Every month that is due and not kept, the oldest first, each in a transaction of its own."""
    for month in _due(site, now):
        with site.database.writing() as db:
            freeze(act_in(db, site), month)


def _due(site: Site, now: datetime) -> list[Period]:
    with site.database.reading() as db:
        last = month_of(city_date(now)).before
        kept = kept_months(db)
        if last.name in kept or freezing_moment(last, Calendar(db, last.last)) > now:
            return []
        since = began(db)
        months = list(newest(now, month_of, since))[1:] if since else []
    return [month for month in reversed(months) if month.name not in kept]


TIMERS = (freeze_months,)
