"""Reading batches: the public list, one batch, what the office may still choose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlmodel import Session, col

from app.accounts.models import Organisation
from app.accounts.policy import Viewer
from app.core.i18n import N_
from app.core.site import Site
from scenarios.guards import Obstacle
from scenarios.lifecycle import PUBLIC, ScenarioState
from scenarios.models import Batch, Scenario
from scenarios.policy import may_keep_batches
from scenarios.queries.board import Card, listed
from scenarios.queries.opening import hindrances
from scenarios.queries.visibility import visible_to

MOST_CANDIDATES = 200


@dataclass(frozen=True)
class Line:
    """A batch in the list: how many needs the viewer may see in it, and how many of these are still open."""

    batch: Batch
    needs: int
    open: int


def batches(db: Session, viewer: Viewer, now: datetime) -> list[Line]:
    """Published batches, the newest first; the office sees the others too."""
    seen = and_(col(Scenario.batch_id) == col(Batch.id), *_shown(viewer))
    query = (
        select(Batch, func.count(col(Scenario.id)), func.coalesce(func.sum(case((listed(now), 1), else_=0)), 0))
        .outerjoin(Scenario, seen)
        .group_by(col(Batch.id))
        .order_by(col(Batch.number).desc())
    )
    if not may_keep_batches(viewer):
        query = query.where(col(Batch.published_at).is_not(None))
    return [Line(batch, needs, int(open_)) for batch, needs, open_ in db.execute(query).all()]


def visible_batch(db: Session, viewer: Viewer, number: int) -> Batch | None:
    """The batch of this number if the viewer may know of it."""
    batch = by_number(db, number)
    if batch is None or (batch.published_at is None and not may_keep_batches(viewer)):
        return None
    return batch


def by_number(db: Session, number: int) -> Batch | None:
    return db.execute(select(Batch).where(col(Batch.number) == number)).scalar_one_or_none()


def next_free_number(db: Session) -> int:
    return (db.execute(select(func.max(col(Batch.number)))).scalar_one() or 0) + 1


def cards_in(db: Session, batch: Batch, viewer: Viewer) -> list[Card]:
    """Needs of the batch that the viewer may see, by code, then in the order they were chosen."""
    query = (
        select(Scenario, Organisation)
        .join(Organisation, col(Organisation.id) == col(Scenario.organisation_id))
        .where(col(Scenario.batch_id) == batch.id, *_shown(viewer))
        .order_by(col(Scenario.code).is_(None), col(Scenario.code), col(Scenario.id))
    )
    return [Card(need, owner) for need, owner in db.execute(query).all()]


def needs_in(db: Session, batch: Batch) -> Sequence[Scenario]:
    """Everything in the batch, by field and then in the order of posting: the order of its codes."""
    query = select(Scenario).where(col(Scenario.batch_id) == batch.id)
    return db.execute(query.order_by(col(Scenario.field), col(Scenario.id))).scalars().all()


def blocked(db: Session, batch: Batch, site: Site, now: datetime) -> list[tuple[Scenario, list[Obstacle]]]:
    """Needs of the batch that could not be opened at this moment, and why."""
    waiting = [need for need in needs_in(db, batch) if need.state is not ScenarioState.OPEN]
    found = [(need, _why(db, need, site, now)) for need in waiting]
    return [(need, why) for need, why in found if why]


def candidates(db: Session, viewer: Viewer) -> list[Card]:
    """Needs that have passed or are open and belong to no batch yet; not those of the viewer's own house."""
    own = viewer.concerns if viewer else frozenset[int]()
    query = (
        select(Scenario, Organisation)
        .join(Organisation, col(Organisation.id) == col(Scenario.organisation_id))
        .where(
            visible_to(viewer),
            col(Scenario.organisation_id).not_in(own),
            col(Scenario.batch_id).is_(None),
            col(Scenario.state).in_([ScenarioState.APPROVED, ScenarioState.OPEN]),
        )
        .order_by(col(Scenario.state), col(Scenario.field), col(Scenario.id))
    )
    return [Card(need, owner) for need, owner in db.execute(query.limit(MOST_CANDIDATES)).all()]


def chosen_of(db: Session, viewer: Viewer, public_ids: Sequence[str]) -> list[Scenario]:
    """Candidates with these ids; others are nobody's business here."""
    wanted = set(public_ids)
    return [card.scenario for card in candidates(db, viewer) if card.scenario.public_id in wanted]


def _why(db: Session, need: Scenario, site: Site, now: datetime) -> list[Obstacle]:
    if need.state is ScenarioState.APPROVED:
        return hindrances(db, need, site, now)
    return [NOT_APPROVED]


NOT_APPROVED = Obstacle("state", N_("已不在“已通过”或“征集中”状态。"))


def _shown(viewer: Viewer) -> list[ColumnElement[bool]]:
    """In public a batch holds what is public; the office sees what it has put in."""
    seen = [visible_to(viewer)]
    return seen if may_keep_batches(viewer) else [*seen, col(Scenario.state).in_(PUBLIC)]
