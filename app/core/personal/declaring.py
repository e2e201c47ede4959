"""What has been declared for a thing: who lets others read what about people, and why."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col, select

from app.core.acting import Act
from app.core.models import Declaration, place_of
from app.core.personal.asking import Declared
from app.core.upserts import insert_into


def declare(act: Act, thing: SQLModel, declared: Iterable[Declared]) -> None:
    """Keep what was declared with a form for the thing that it is about; what stands there already stays as it is."""
    kind, number = place_of(thing)
    declare_many(act, kind, {number: tuple(declared)})


def declare_many(act: Act, kind: str, declared: Mapping[int, Collection[Declared]]) -> None:
    """The same for many things of one table."""
    common = {"parent_kind": kind, "by_person_id": act.actor.person_id, "by_name": act.actor.name, "at": act.now}
    rows = [
        common
        | {
            "parent_id": number,
            "key": one.key,
            "excerpt": one.excerpt[:200],
            "choice": one.choice,
            "reason": one.reason,
        }
        for number, ones in declared.items()
        for one in ones
    ]
    if rows:
        act.db.flush()
        act.db.connection().execute(insert_into(act.db, Declaration).on_conflict_do_nothing(), rows)


def keys_of(db: Session, thing: SQLModel) -> frozenset[str]:
    """Keys of what is declared for a thing; nothing for one that is yet to be made."""
    return frozenset(one.key for one in declarations_of(db, thing))


def keys_of_many(db: Session, kind: str, numbers: Collection[int]) -> dict[int, set[str]]:
    """The same for many things of one table, by number."""
    found: dict[int, set[str]] = {}
    query = select(Declaration.parent_id, Declaration.key).where(
        Declaration.parent_kind == kind, col(Declaration.parent_id).in_(numbers)
    )
    for number, key in db.exec(query).all():
        found.setdefault(number, set()).add(key)
    return found


def forget_declarations(db: Session, kind: str, numbers: Collection[int]) -> None:
    """The things are gone."""
    gone = delete(Declaration).where(col(Declaration.parent_kind) == kind, col(Declaration.parent_id).in_(numbers))
    db.connection().execute(gone)


def declarations_of(db: Session, thing: SQLModel) -> Sequence[Declaration]:
    """What is declared for a thing, oldest first."""
    kind, number = place_of(thing)
    query = select(Declaration).where(Declaration.parent_kind == kind, Declaration.parent_id == number)
    return db.exec(query.order_by(col(Declaration.id))).all()


def declarations_of_many(db: Session, kind: str, numbers: Collection[int]) -> dict[int, list[Declaration]]:
    """The same for many things of one table, by number."""
    found: dict[int, list[Declaration]] = defaultdict(list)
    query = select(Declaration).where(Declaration.parent_kind == kind, col(Declaration.parent_id).in_(numbers))
    for row in db.exec(query.order_by(col(Declaration.id))).all():
        found[row.parent_id].append(row)
    return found
