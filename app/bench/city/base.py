"""What the parts of a made-up city share: how large it is, what has been made of it so far, and the chance that decides."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from app.core.models import StatusChange


@dataclass(frozen=True)
class Size:
    """How many of each; `demonstrations` are among the pilots, and these among the needs."""

    needs: int = 10_000
    pilots: int = 2_000
    demonstrations: int = 500


@dataclass
class Made:
    """A row to write: its table, and what is said of it; the rest are the table's own defaults. Its `id` it has once kept."""

    table: type[SQLModel]
    said: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.said[name]


def made(table: type[SQLModel], **said: Any) -> Made:
    return Made(table, said)


@dataclass
class City:
    """What has been made so far, with the chance that decides."""

    db: Session
    now: datetime
    size: Size
    chance: random.Random
    owners: Sequence[Any] = ()
    suppliers: Sequence[Any] = ()
    verifiers: Sequence[Any] = ()
    people: Sequence[int] = ()
    supplies: Sequence[Made] = ()
    needs: list[Made] = field(default_factory=list)
    matches: list[Made] = field(default_factory=list)
    pilots: list[Made] = field(default_factory=list)

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def day(self, days: float) -> date:
        return self.ago(days).date()

    def keep(self, rows: Iterable[Made]) -> None:
        """Write rows, those of a table together: an object of the session each would take ten times as long."""
        tables: dict[type[SQLModel], list[Made]] = defaultdict(list)
        for row in rows:
            tables[row.table].append(row)
        for table, some in tables.items():
            write: Any = insert(table)
            if not hasattr(table, "id"):
                self.db.connection().execute(write, [row.said for row in some])
                continue
            write = write.returning(table.id, sort_by_parameter_order=True)
            ids = self.db.connection().execute(write, [row.said for row in some]).scalars()
            for row, number in zip(some, ids, strict=True):
                row.said["id"] = number


def moved(kind: str, number: int, event: str, before: str, after: str, row: Any) -> Made:
    return made(
        StatusChange,
        object_kind=kind,
        object_id=number,
        event=event,
        from_state=before,
        to_state=after,
        at=row.updated_at,
    )
