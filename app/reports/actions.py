"""Keeping a month's figures, correcting them, and choosing what needs coordinating."""

from sqlalchemy import delete
from sqlmodel import Session, col

from app.core.acting import Act
from app.core.errors import Conflict
from app.core.history import audit
from app.core.i18n import gettext as _
from app.core.upserts import insert_into
from app.reports.models import Matter, MonthFigures
from app.reports.periods import Period
from app.reports.queries import MOST_MATTERS, Issue, measured


def freeze(act: Act, month: Period) -> bool:
    """Keep the figures of a month that is over; False where they are kept already."""
    return _keep(act, month.name, 1, measured(act.db, month), "")


def recount(act: Act, issue: Issue, reason: str) -> None:
    """Keep what the month counts now as its next version; the ones before stay. Raises `Conflict` where nothing differs."""
    assert issue.frozen is not None
    found = measured(act.db, issue.period)
    if found == issue.frozen.figures:
        raise Conflict(_("重新统计的结果与现有数据一致，不需要更正。"))
    if not _keep(act, issue.period.name, issue.frozen.version + 1, found, reason):
        raise Conflict
    audit(act, "report.recounted", None, {"month": issue.period.name, "version": issue.frozen.version + 1})


def _keep(act: Act, month: str, version: int, found: dict[str, dict[str, float | None]], reason: str) -> bool:
    row = {
        "month": month,
        "version": version,
        "figures": found,
        "reason": reason,
        "by_name": act.actor.name,
        "at": act.now,
    }
    return _insert(act.db, MonthFigures, ["month", "version"], row)


def propose(act: Act, issue: Issue, body: str) -> None:
    """One more thing to coordinate, in the first free place. Of two at once for the last place, one wins."""
    taken = {matter.place for matter in issue.matters}
    place = next(number for number in range(1, MOST_MATTERS + 1) if number not in taken)
    row = {"period": issue.period.name, "place": place, "body": body, "by_name": act.actor.name, "at": act.now}
    if not _insert(act.db, Matter, ["period", "place"], row):
        raise Conflict


def withdraw(act: Act, issue: Issue, place: int) -> None:
    here = delete(Matter).where(col(Matter.period) == issue.period.name, col(Matter.place) == place)
    act.db.connection().execute(here)


def _insert(db: Session, table: type[Matter] | type[MonthFigures], unique: list[str], row: dict[str, object]) -> bool:
    made = insert_into(db, table).values(**row).on_conflict_do_nothing(index_elements=unique)
    return db.connection().execute(made.returning(col(table.id))).first() is not None
