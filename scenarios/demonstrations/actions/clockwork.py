"""The clock's part: publicity ends, records end, and their keepers are reminded. Each is done once, however late."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.acting import Act
from app.core.errors import Conflict
from app.core.setbacks import each
from app.core.site import Site
from scenarios.demonstrations import occasions
from scenarios.demonstrations.actions.applying import conclude, expire
from scenarios.demonstrations.guards import REMINDED
from scenarios.demonstrations.lifecycle import IN_FORCE, ObjectionState
from scenarios.demonstrations.models import Demonstration, DemoObjection
from scenarios.demonstrations.queries.cases import Shown, held
from scenarios.pilots.lifecycle import PilotState
from scenarios.pilots.models import Pilot

Step = Callable[[Act, Shown], None]


def tick(site: Site, now: datetime) -> None:
    """Everything that is due, each thing in a transaction of its own."""
    with site.database.reading() as db:
        over, ended, ending = _over(db, now), _ended(db, now), _ending(db, now)
    _each(site, now, "demonstration.conclude", over, conclude)
    _each(site, now, "demonstration.expire", ended, expire)
    _each(site, now, "demonstration.remind", ending, _remind)


def _each(site: Site, now: datetime, what: str, numbers: Sequence[int], step: Step) -> None:
    def carry_out(act: Act, number: int) -> None:
        # Held before it is judged: somebody may be renewing it, or objecting, at this moment.
        step(act, held(act.db, number, act.now))

    each(site, now, what, numbers, carry_out)


def _over(db: Session, now: datetime) -> Sequence[int]:
    """Publicity that has ended without an objection that waits."""
    waiting = select(DemoObjection.demonstration_id).where(DemoObjection.state == ObjectionState.SUBMITTED)
    query = select(Demonstration.id).join(Pilot, col(Pilot.id) == Demonstration.pilot_id)
    ended = (Pilot.state == PilotState.PUBLICITY, col(Demonstration.publicity_until) <= now)
    return db.exec(query.where(*ended, col(Demonstration.id).not_in(waiting))).all()


def _ended(db: Session, now: datetime) -> Sequence[int]:
    """Records in force whose time is over."""
    return db.exec(_records().where(col(Demonstration.valid_until) <= now)).all()


def _ending(db: Session, now: datetime) -> Sequence[int]:
    """Records in force that have come nearer to their end than their keepers were told."""
    lines = (
        and_(
            col(Demonstration.valid_until) <= now + timedelta(days=days),
            or_(col(Demonstration.reminded).is_(None), col(Demonstration.reminded) > days),
        )
        for days in REMINDED
    )
    return db.exec(_records().where(col(Demonstration.valid_until) > now, or_(*lines))).all()


def _records() -> SelectOfScalar[int]:
    query = select(Demonstration.id).join(Pilot, col(Pilot.id) == Demonstration.pilot_id)
    return query.where(col(Pilot.state).in_(IN_FORCE))


def _remind(act: Act, shown: Shown) -> None:
    """Once at each line; after a stop only the nearest is told."""
    row = shown.demonstration
    if row.valid_until is None or row.valid_until <= act.now:
        raise Conflict
    days = min(one for one in REMINDED if row.valid_until <= act.now + timedelta(days=one))
    if row.reminded is not None and row.reminded <= days:
        raise Conflict
    row.reminded = days
    act.db.add(row)
    act.db.flush()
    act.tell(occasions.ENDING, shown, days, row.valid_until)


TIMERS = (tick,)
