"""Matches and answers as a part of the site."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from app.core.finding import SCENARIO, SUPPLY
from app.core.occasions import mails_of
from app.core.slices import Slice
from scenarios.matches import occasions
from scenarios.matches.models import Inquiry, InquiryPoint, Introduction, Match, Objection, Refresh, Unsuited, Watch
from scenarios.matches.queries.answers import knows_supplier
from scenarios.matches.queries.people import audience
from scenarios.matches.told import AHEAD, RULES


def _of_needs(db: Session, ids: Collection[int]) -> None:
    _forget(db, col(Match.scenario_id), ids)
    _forget_inquiries(db, col(Inquiry.scenario_id), ids)
    db.connection().execute(delete(Objection).where(col(Objection.scenario_id).in_(ids)))
    db.connection().execute(delete(Unsuited).where(col(Unsuited.scenario_id).in_(ids)))
    db.connection().execute(delete(Refresh).where(col(Refresh.scenario_id).in_(ids)))


def _of_supplies(db: Session, ids: Collection[int]) -> None:
    _forget(db, col(Match.supply_id), ids)
    _forget_inquiries(db, col(Inquiry.supply_id), ids)
    db.connection().execute(delete(Objection).where(col(Objection.supply_id).in_(ids)))
    db.connection().execute(delete(Unsuited).where(col(Unsuited.supply_id).in_(ids)))


def _forget(db: Session, side: Any, ids: Collection[int]) -> None:
    gone = side.in_(ids)
    matches = select(Match.id).where(gone)
    db.connection().execute(delete(Introduction).where(col(Introduction.match_id).in_(matches)))
    db.connection().execute(update(Match).where(gone).values(supersedes=None))
    db.connection().execute(delete(Match).where(gone))


def _forget_inquiries(db: Session, side: Any, ids: Collection[int]) -> None:
    """Questions of these pairs; `side` is the column of an inquiry."""
    gone = select(Inquiry.id).where(side.in_(ids))
    db.connection().execute(delete(InquiryPoint).where(col(InquiryPoint.inquiry_id).in_(gone)))
    db.connection().execute(delete(Inquiry).where(side.in_(ids)))


MATCHES = Slice(
    routes="scenarios.matches.routes",
    work=[
        "scenarios.matches.actions.answering",
        "scenarios.matches.actions.deciding",
        "scenarios.matches.actions.inquiring",
        "scenarios.matches.actions.offering",
        "scenarios.matches.news",
        "scenarios.matches.refreshing",
    ],
    mails=mails_of(occasions),
    samples="scenarios.matches.samples",
    may_know=RULES,
    ahead=AHEAD,
    followers={SCENARIO: audience},
    acquaintances={SUPPLY: knows_supplier},
    traces={"watches": Watch, "unsuited": Unsuited},
    detaching={SCENARIO: _of_needs, SUPPLY: _of_supplies},
)
