"""What the back office looks at: grants, and the log of what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from app.accounts.models import Person, Role, RoleGrant
from app.core.clock import end_of, start_of
from app.core.models import AuditEntry, StatusChange

PAGE = 50


@dataclass(frozen=True)
class Granted:
    """One row of the list of grants."""

    grant: RoleGrant
    person: Person
    granted_by: Person | None
    live: bool


def grants(db: Session, now: datetime, role: Role | None, *, ended: bool) -> list[Granted]:
    """Grants in force or to come, or those that ended; newest first."""
    over = (col(RoleGrant.ends_at).is_not(None)) & (col(RoleGrant.ends_at) <= now)
    query = (
        select(RoleGrant, Person).join(Person, col(Person.id) == RoleGrant.person_id).where(over if ended else ~over)
    )
    if role is not None:
        query = query.where(RoleGrant.role == role)
    rows = db.exec(query.order_by(col(RoleGrant.id).desc()).limit(500)).all()
    giving = select(Person).where(col(Person.id).in_({grant.granted_by for grant, _holder in rows}))
    givers: dict[int | None, Person] = {giver.id: giver for giver in db.exec(giving).all()}
    return [Granted(g, p, givers.get(g.granted_by), g.starts_at <= now) for g, p in rows]


def people_with_role(db: Session, role: Role, now: datetime) -> list[Person]:
    """Everybody who holds this role now, in whatever scope."""
    live = or_(col(RoleGrant.ends_at).is_(None), col(RoleGrant.ends_at) > now)
    holders = select(RoleGrant.person_id).where(RoleGrant.role == role, RoleGrant.starts_at <= now, live)
    return list(db.exec(select(Person).where(col(Person.id).in_(holders)).order_by(col(Person.id))).all())


def grant_by_public_id(db: Session, public_id: str) -> RoleGrant | None:
    return db.exec(select(RoleGrant).where(RoleGrant.public_id == public_id)).first()


@dataclass(frozen=True)
class Line:
    """One line of the log, whichever table it comes from."""

    at: datetime
    actor: str
    role: str
    what: str
    object_kind: str
    object_id: int | None
    detail: str
    request_id: str


@dataclass(frozen=True)
class AuditFilter:
    """What an auditor asks for; `moves` reads the changes of state instead of the other actions."""

    moves: bool = False
    actor: str = ""
    action: str = ""
    object_kind: str = ""
    object_id: int | None = None
    first: date | None = None
    last: date | None = None


def audit_page(db: Session, wanted: AuditFilter, number: int) -> tuple[Sequence[Line], int]:
    """One page of the log, newest first, and how many lines there are."""
    table = StatusChange if wanted.moves else AuditEntry
    total = db.exec(select(func.count()).select_from(table).where(*_where(table, wanted))).one()
    rows = _rows(db, table, _where(table, wanted), PAGE, (number - 1) * PAGE)
    return [_line(row) for row in rows], total


def audit_step(db: Session, wanted: AuditFilter, below: int | None, most: int) -> tuple[list[Line], int | None]:
    """Lines of the log for a file, newest first: those older than the one with id `below`, at most `most`. The second
    value is where the next step goes on, None at the end."""
    table = StatusChange if wanted.moves else AuditEntry
    older = [] if below is None else [col(table.id) < below]
    rows = _rows(db, table, [*_where(table, wanted), *older], most, 0)
    return [_line(row) for row in rows], rows[-1].id if len(rows) == most else None


def audit_actions(db: Session) -> list[str]:
    """Every kind of action that was ever noted."""
    return list(db.exec(select(AuditEntry.action).distinct().order_by(AuditEntry.action)).all())


def _rows(
    db: Session, table: type[StatusChange] | type[AuditEntry], where: list[ColumnElement[bool]], most: int, offset: int
) -> Sequence[StatusChange | AuditEntry]:
    query = select(table).where(*where).order_by(col(table.id).desc()).offset(offset).limit(most)
    rows: Sequence[Any] = db.exec(query).all()
    return rows


def _line(row: StatusChange | AuditEntry) -> Line:
    return _move_line(row) if isinstance(row, StatusChange) else _entry_line(row)


def _where(table: type[StatusChange] | type[AuditEntry], wanted: AuditFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.actor:
        found.append(col(table.actor_name).contains(wanted.actor, autoescape=True))
    if wanted.action:
        column = col(StatusChange.event) if table is StatusChange else col(AuditEntry.action)
        found.append(or_(column == wanted.action, column.startswith(f"{wanted.action}.", autoescape=True)))
    if wanted.object_kind:
        found.append(col(table.object_kind) == wanted.object_kind)
    if wanted.object_id is not None:
        found.append(col(table.object_id) == wanted.object_id)
    if wanted.first:
        found.append(col(table.at) >= start_of(wanted.first))
    if wanted.last:
        found.append(col(table.at) < end_of(wanted.last))
    return found


def _move_line(row: StatusChange) -> Line:
    detail = " ".join(filter(None, (f"{row.from_state} → {row.to_state}", row.reason, row.note)))
    what = f"{row.object_kind}.{row.event}"
    return Line(row.at, row.actor_name, row.role, what, row.object_kind, row.object_id, detail, row.request_id)


def _entry_line(row: AuditEntry) -> Line:
    detail = "; ".join(f"{key}: {value}" for key, value in (row.detail or {}).items())
    return Line(row.at, row.actor_name, row.role, row.action, row.object_kind, row.object_id, detail, row.request_id)
