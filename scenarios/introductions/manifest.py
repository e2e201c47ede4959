"""Curators' work as a part of the site."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.core.finding import SCENARIO, SUPPLY
from app.core.occasions import mails_of
from app.core.slices import Slice
from scenarios.introductions import occasions
from scenarios.introductions.models import CaseEntry, CaseStep, MeetingSlot
from scenarios.matches.models import Match


def _of_needs(db: Session, ids: Collection[int]) -> None:
    for table in (CaseEntry, CaseStep):
        db.connection().execute(delete(table).where(col(table.scenario_id).in_(ids)))
    _of_matches(db, col(Match.scenario_id), ids)


def _of_supplies(db: Session, ids: Collection[int]) -> None:
    _of_matches(db, col(Match.supply_id), ids)


def _of_matches(db: Session, side: Any, ids: Collection[int]) -> None:
    gone = select(Match.id).where(side.in_(ids))
    db.connection().execute(delete(CaseEntry).where(col(CaseEntry.match_id).in_(gone)))
    db.connection().execute(delete(MeetingSlot).where(col(MeetingSlot.match_id).in_(gone)))


INTRODUCTIONS = Slice(
    routes="scenarios.introductions.routes",
    mails=mails_of(occasions),
    samples="scenarios.introductions.samples",
    detaching={SCENARIO: _of_needs, SUPPLY: _of_supplies},
)
