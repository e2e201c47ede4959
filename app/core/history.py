"""Changes of state and what was said when: the only way a row with a lifecycle moves."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from sqlalchemy import insert, update
from sqlalchemy.orm import InstrumentedAttribute
from sqlmodel import Session, SQLModel, col, func, select

from app.core.acting import Act
from app.core.actors import Actor
from app.core.chain import first_broken, seal
from app.core.errors import Conflict
from app.core.lifecycle import ImpossibleMove, Lifecycle
from app.core.logs import request_id
from app.core.models import AuditEntry, Counter, Move, Revision, StatusChange, UnseenChange
from app.core.upserts import insert_into

State = TypeVar("State", bound=StrEnum)
Event = TypeVar("Event", bound=StrEnum)


class Living(Protocol):
    """A row that has a lifecycle: its table has `id` and `state`."""

    id: Any
    state: Any


Written = TypeVar("Written", bound=Move)


def move(
    act: Act,
    row: Living,
    lifecycle: Lifecycle[State, Event],
    event: Event,
    *,
    note: str = "",
    reason: str = "",
    evidence: Mapping[str, Any] | None = None,
    **values: Any,
) -> StatusChange:
    """Move `row` by `event`, set `values` on it in the same statement, and write the history row.

    Raises `Conflict` where the event is impossible or somebody else moved the row first (compare-and-set): of two
    clicks one wins.
    """
    steps = _set(act, row, lifecycle, event, values)
    said = {"note": note, "reason": reason, "evidence": dict(evidence) if evidence else None}
    return _keep(act, StatusChange, lifecycle.name, row, event, steps, said)


def move_unseen(
    act: Act, row: Living, lifecycle: Lifecycle[State, Event], event: Event, *, reason: str = "", **values: Any
) -> None:
    """The same for a thing of which nobody may know yet: the history row waits until `reveal`."""
    steps = _set(act, row, lifecycle, event, values)
    _keep(act, UnseenChange, lifecycle.name, row, event, steps, {"reason": reason})


def reveal(db: Session, kind: str, ids: Sequence[int]) -> None:
    """Let everybody who reads histories read those of these things, with the moments and seals that they have."""
    wanted = UnseenChange.object_kind == kind, col(UnseenChange.object_id).in_(ids)
    for row in db.exec(select(UnseenChange).where(*wanted).order_by(col(UnseenChange.id))).all():
        db.add(StatusChange(**row.model_dump(exclude={"id"})))
    db.flush()


def _set(
    act: Act, row: Living, lifecycle: Lifecycle[State, Event], event: Event, values: Mapping[str, Any]
) -> tuple[State, State]:
    """The compare-and-set; the states before and after it."""
    before = row.state
    try:
        after = lifecycle.after(before, event)
    except ImpossibleMove as impossible:
        raise Conflict from impossible
    table = type(row)
    act.db.flush()
    identity: InstrumentedAttribute[int] = table.id
    state: InstrumentedAttribute[Any] = table.state
    hit = act.db.connection().execute(
        update(table).where(identity == row.id, state == before).values(state=after, **values)
    )
    if hit.rowcount != 1:
        raise Conflict
    act.db.refresh(row)
    return before, after


def _keep(
    act: Act,
    table: type[Written],
    kind: str,
    row: Living,
    event: StrEnum,
    steps: tuple[StrEnum, StrEnum],
    said: Mapping[str, Any],
) -> Written:
    before, after = steps
    moved: dict[str, Any] = {"event": event.value, "from_state": before.value, "to_state": after.value, "at": act.now}
    change = table(object_kind=kind, object_id=row.id, request_id=request_id(), **moved, **said, **_acting(act.actor))
    # The row is held by the compare-and-set until this transaction ends, so nobody seals beside us.
    change.seal = seal(_heads(act.db, kind, [row.id], table).get(row.id, ""), change)
    act.db.add(change)
    act.db.flush()
    return change


def move_many(
    act: Act,
    table: type[SQLModel],
    ids: Sequence[int],
    lifecycle: Lifecycle[State, Event],
    before: State,
    events: Sequence[Event],
    *,
    note: str = "",
    reason: str = "",
    **values: Any,
) -> None:
    """Move many rows that are in the state `before` through the same `events`, with a history row for each step.

    Raises `Conflict` where an event is impossible or any of the rows was moved by somebody else first.
    """
    steps = _steps(lifecycle, before, events)
    after = steps[-1][2] if steps else before
    act.db.flush()
    columns = table.metadata.tables[str(table.__tablename__)].c
    hit = act.db.connection().execute(
        update(table).where(columns.id.in_(ids), columns.state == before).values(state=after, **values)
    )
    if hit.rowcount != len(ids):
        raise Conflict
    for row in act.db.identity_map.values():
        if isinstance(row, table):
            act.db.expire(row, ["state", *values])
    common = {
        "note": note,
        "reason": reason,
        "evidence": None,
        "at": act.now,
        "request_id": request_id(),
        **_acting(act.actor),
    }
    moved = [
        {"object_id": i, "event": event.value, "from_state": source.value, "to_state": target.value, **common}
        for i in ids
        for event, source, target in steps
    ]
    if moved:
        kind = {"object_kind": lifecycle.name}
        heads = _heads(act.db, lifecycle.name, ids)
        act.db.connection().execute(insert(StatusChange), list(_sealed([kind | row for row in moved], heads)))


def _sealed(rows: Sequence[dict[str, Any]], heads: dict[int, str]) -> Iterator[dict[str, Any]]:
    """Moves of several things, those of each in order, each sealed upon the one before it."""
    for row in rows:
        number = row["object_id"]
        heads[number] = seal(heads.get(number, ""), row)
        yield row | {"seal": heads[number]}


def _heads(db: Session, kind: str, ids: Sequence[int], table: type[Move] = StatusChange) -> dict[int, str]:
    """The seal of the newest move of each of these things."""
    newest = select(func.max(table.id)).where(table.object_kind == kind, col(table.object_id).in_(ids))
    of_each = newest.group_by(col(table.object_id))
    query = select(table.object_id, table.seal).where(col(table.id).in_(of_each))
    return dict(db.exec(query).all())


def _steps(
    lifecycle: Lifecycle[State, Event], before: State, events: Sequence[Event]
) -> list[tuple[Event, State, State]]:
    steps: list[tuple[Event, State, State]] = []
    for event in events:
        here = steps[-1][2] if steps else before
        try:
            steps.append((event, here, lifecycle.after(here, event)))
        except ImpossibleMove as impossible:
            raise Conflict from impossible
    return steps


def timeline(db: Session, kind: str, object_id: int) -> Sequence[StatusChange]:
    """Everything that happened to a thing, oldest first."""
    query = select(StatusChange).where(StatusChange.object_kind == kind, StatusChange.object_id == object_id)
    return db.exec(query.order_by(col(StatusChange.id))).all()


def broken_move(db: Session, kind: str, object_id: int) -> StatusChange | None:
    """The first move of a thing whose seal does not hold, None where its history is as it was written."""
    rows = timeline(db, kind, object_id)
    place = first_broken(rows)
    return None if place is None else rows[place]


def revise(act: Act, kind: str, object_id: int, occasion: str, content: Mapping[str, Any], note: str = "") -> Revision:
    """Keep what the thing says now as its next numbered revision."""
    last = act.db.exec(
        select(func.max(Revision.number)).where(Revision.object_kind == kind, Revision.object_id == object_id)
    ).one()
    revision = Revision(
        object_kind=kind,
        object_id=object_id,
        number=(last or 0) + 1,
        occasion=occasion,
        content=dict(content),
        note=note,
        by_person_id=act.actor.person_id,
        by_name=act.actor.name,
        at=act.now,
    )
    act.db.add(revision)
    act.db.flush()
    return revision


def revisions(db: Session, kind: str, object_id: int) -> Sequence[Revision]:
    """All revisions of a thing, oldest first."""
    query = select(Revision).where(Revision.object_kind == kind, Revision.object_id == object_id)
    return db.exec(query.order_by(col(Revision.number))).all()


def audit(act: Act, action: str, row: SQLModel | None = None, detail: Mapping[str, Any] | None = None) -> AuditEntry:
    """Note that somebody did or tried something that has no status of its own."""
    entry = AuditEntry(
        action=action,
        object_kind=str(row.__tablename__) if row is not None else "",
        object_id=getattr(row, "id", None),
        detail=dict(detail) if detail else None,
        at=act.now,
        request_id=request_id(),
        actor_person_id=act.actor.person_id,
        actor_name=act.actor.name,
        organisation_id=act.actor.organisation_id,
        role=act.actor.role,
    )
    act.db.add(entry)
    act.db.flush()
    return entry


def next_number(db: Session, name: str, count: int = 1) -> int:
    """The next value of a counter, or the last of the next `count` values.

    The row stays locked until the transaction ends, so no number is lost or repeated and a lower number never commits
    after a higher one.
    """
    db.flush()
    first = insert_into(db, Counter).values(name=name, value=count)
    more = first.on_conflict_do_update(index_elements=["name"], set_={"value": col(Counter.value) + count})
    return int(db.connection().execute(more.returning(col(Counter.value))).scalar_one())


def _acting(actor: Actor) -> dict[str, Any]:
    return {
        "actor_person_id": actor.person_id,
        "actor_name": actor.name,
        "organisation_id": actor.organisation_id,
        "organisation_name": actor.organisation_name,
        "role": actor.role,
    }
