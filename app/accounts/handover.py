"""Passing on what somebody looks after, whatever it is.

Needs and supplies live above this package, so it cannot name them: each kind of thing that has a keeper is registered
once, where the site is put together.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Mapped
from sqlmodel import Session, SQLModel

from app.accounts.models import Person
from app.core.acting import Act
from app.core.history import audit


@dataclass(frozen=True)
class Kept:
    """A kind of thing with a keeper: its table, the column of the keeper's id and that of the organisation's.

    `label` is its Chinese name, marked for the catalogue; columns are written as `col(Model.column)`.
    """

    label: str
    model: type[SQLModel]
    keeper: Mapped[Any]
    organisation: Mapped[Any]


KEPT: list[Kept] = []


def register(*kinds: Kept) -> None:
    """Let hand-overs include these kinds; the same kind again changes nothing."""
    KEPT.extend(kind for kind in kinds if kind not in KEPT)


def kept_by(db: Session, person_id: int, organisation_id: int) -> list[tuple[str, int]]:
    """(label, how many) of what a person looks after for an organisation."""
    counted = []
    for kind in KEPT:
        query = select(func.count()).select_from(kind.model).where(*_hers(kind, person_id, organisation_id))
        counted.append((kind.label, db.connection().execute(query).scalar_one()))
    return counted


def hand_over(act: Act, giver: Person, taker: Person, organisation_id: int) -> dict[str, int]:
    """Everything `giver` looks after for the organisation is looked after by `taker`; returns how many by label."""
    moved: dict[str, int] = {}
    act.db.flush()
    for kind in KEPT:
        change = update(kind.model).where(*_hers(kind, giver.id, organisation_id))
        moved[kind.label] = act.db.connection().execute(change.values({kind.keeper: taker.id})).rowcount
    act.db.expire_all()
    detail = {"to": taker.id, "organisation": organisation_id, "moved": moved}
    audit(act, "person.handed_over", giver, detail)
    return moved


def _hers(kind: Kept, person_id: int, organisation_id: int) -> tuple[Any, ...]:
    return (kind.keeper == person_id, kind.organisation == organisation_id)
