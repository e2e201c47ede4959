"""The clock's part: the award when its time has come, and answers that are late."""

from datetime import datetime

from app.core.acting import Act
from app.core.setbacks import each
from app.core.site import Site
from scenarios.awards import occasions
from scenarios.awards.actions.deciding import award, leave_out
from scenarios.awards.models import Objection
from scenarios.awards.queries.cases import award_case, late, over, to_award
from scenarios.models import Scenario


def tick(site: Site, now: datetime) -> None:
    with site.database.reading() as db:
        ripe, overdue, ended = to_award(db, now), late(db, now), over(db)
    each(site, now, "award.made", ripe, _award)
    each(site, now, "objection.late", overdue, _remind)
    each(site, now, "award.over", ended, _leave_out)


def _award(act: Act, number: int) -> None:
    """Nothing where an objection still waits: it is asked again at the next turn."""
    case = award_case(act.db, act.db.get_one(Scenario, number), act.now)
    if case is not None and case.in_publicity and not case.waiting:
        award(act, case)


def _leave_out(act: Act, number: int) -> None:
    case = award_case(act.db, act.db.get_one(Scenario, number), act.now)
    if case is not None:
        leave_out(act, case)


def _remind(act: Act, number: int) -> None:
    row = act.db.get_one(Objection, number)
    case = award_case(act.db, act.db.get_one(Scenario, row.scenario_id), act.now)
    assert case is not None
    row.told_late = True
    act.db.add(row)
    act.tell(occasions.LATE, case, row)


TIMERS = (tick,)
