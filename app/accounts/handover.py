"""Passing on what somebody looks after, whatever it is: each part of the site declares what has a keeper."""

from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session

from app.accounts.models import Person
from app.core.acting import Act
from app.core.history import audit
from app.core.slices import Kept, Slices


def kept_by(db: Session, slices: Slices, person_id: int, organisation_id: int) -> list[tuple[str, int]]:
    """(label, how many) of what a person looks after for an organisation."""
    counted = []
    for kind in slices.kept:
        query = select(func.count()).select_from(kind.model).where(*_hers(kind, person_id, organisation_id))
        counted.append((kind.label, db.connection().execute(query).scalar_one()))
    return counted


def hand_over(act: Act, giver: Person, taker: Person, organisation_id: int) -> dict[str, int]:
    """Everything `giver` looks after for the organisation is looked after by `taker`; returns how many by label."""
    moved: dict[str, int] = {}
    act.db.flush()
    for kind in act.site.slices.kept:
        change = update(kind.model).where(*_hers(kind, giver.id, organisation_id))
        moved[kind.label] = act.db.connection().execute(change.values({kind.keeper: taker.id})).rowcount
    act.db.expire_all()
    detail = {"to": taker.id, "organisation": organisation_id, "moved": moved}
    audit(act, "person.handed_over", giver, detail)
    return moved


def _hers(kind: Kept, person_id: int, organisation_id: int) -> tuple[Any, ...]:
    return (kind.keeper == person_id, kind.organisation == organisation_id)
