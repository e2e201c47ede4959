"""Once a week the site looks by itself whether people's decisions teach it something."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from app.core.actors import SYSTEM
from app.core.clock import city_date
from app.core.jobs import Learn, enqueue
from app.core.models import Counter
from app.core.site import Site
from app.core.tasks import Task
from app.quality.labels import decided
from app.quality.learning import newest, teach
from matching.learn import LEAST_LABELS

WEEK = "learn.week"


def learn_weekly(site: Site, now: datetime) -> None:
    """Timer: in each week of the city's calendar one process asks for a lesson, if there is anything to learn from."""
    year, week, _day = city_date(now).isocalendar()
    number = year * 100 + week
    with site.database.reading() as db:
        counter = db.get(Counter, WEEK)
        if counter is not None and counter.value >= number:
            return
    with site.database.writing() as db:
        if _is_first(db, number) and _is_worth_it(db):
            enqueue(db, Learn(), now, key=Learn.kind)


def _is_first(db: Session, number: int) -> bool:
    """Claim the week; False when another process has."""
    if db.get(Counter, WEEK) is None:
        db.add(Counter(name=WEEK, value=number))
        db.flush()
        return True
    claimed = db.connection().execute(
        update(Counter).where(col(Counter.name) == WEEK, col(Counter.value) < number).values(value=number)
    )
    return claimed.rowcount == 1


def _is_worth_it(db: Session) -> bool:
    """Whether there are enough decisions, and newer ones than the last lesson."""
    (count, at), last = decided(db), newest(db)
    return count >= LEAST_LABELS and at is not None and (last is None or at > last.at)


def learn_now(task: Task) -> None:
    """The handler of `Learn`."""
    teach(task.site, SYSTEM)


HANDLERS = {Learn.kind: learn_now}


TIMERS = (learn_weekly,)
