"""Batches: 第X批 gathers needs that are published together. A public code, once given, never changes."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from app.core.actors import Actor
from app.core.errors import Conflict, Invalid
from app.core.history import audit
from app.core.i18n import gettext as _
from app.core.site import Site
from scenarios.actions.reviewing import open_now
from scenarios.lifecycle import ScenarioState
from scenarios.models import Batch, Scenario
from scenarios.queries.batches import blocked, by_number, needs_in, next_free_number

MAY_JOIN = frozenset({ScenarioState.APPROVED, ScenarioState.OPEN})


def create_batch(db: Session, actor: Actor, now: datetime, *, number: int | None, title: str, intro: str = "") -> Batch:
    """A batch that only the office sees until it is published. Raises `Invalid` when the number is taken."""
    wanted = number or next_free_number(db)
    if by_number(db, wanted) is not None:
        raise Invalid(_("第 {number} 批已经存在，请换一个批次号。").format(number=wanted))
    batch = Batch(number=wanted, title=title, intro=intro, created_by=actor.person_id, created_at=now)
    db.add(batch)
    db.flush()
    audit(db, "batch.created", actor, now, batch, {"number": wanted})
    return batch


def describe_batch(db: Session, batch: Batch, actor: Actor, now: datetime, *, title: str, intro: str) -> None:
    """Give it another title or introduction; the number stays."""
    batch.title, batch.intro = title, intro
    db.add(batch)
    audit(db, "batch.described", actor, now, batch, {"title": title})


def choose(db: Session, batch: Batch, needs: Sequence[Scenario], actor: Actor, now: datetime) -> int:
    """Put needs into the batch; those that have moved on or are in another one are left out. Returns how many came."""
    _refuse_published(batch)
    joined = [need for need in needs if need.batch_id is None and need.state in MAY_JOIN]
    for need in joined:
        need.batch_id = batch.id
        db.add(need)
    db.flush()
    audit(db, "batch.chosen", actor, now, batch, {"needs": [need.public_id for need in joined]})
    return len(joined)


def leave_out(db: Session, batch: Batch, need: Scenario, actor: Actor, now: datetime) -> None:
    """Take a need out again, before the batch is published."""
    _refuse_published(batch)
    if need.batch_id != batch.id:
        raise Conflict
    need.batch_id = None
    db.add(need)
    audit(db, "batch.left_out", actor, now, batch, {"need": need.public_id})


def publish(db: Session, site: Site, batch: Batch, actor: Actor, now: datetime) -> int:
    """Open everything in it at once, numbered in the order of the batch. Returns how many were opened.

    Raises `Invalid` for an empty batch or while a need in it cannot be opened: a list is published whole or not at all.
    """
    _refuse_published(batch)
    needs = needs_in(db, batch)
    if not needs:
        raise Invalid(_("这一批还没有需求，请先选入已通过审核的需求。"))
    stopped = blocked(db, batch, site.settings.readiness_threshold, now)
    if stopped:
        titles = _("、").join(f"「{need.title}」" for need, _why in stopped)
        raise Invalid(_("这些需求暂时不能发布，请先处理或移出本批：{titles}").format(titles=titles))
    waiting = [need for need in needs if need.state is ScenarioState.APPROVED]
    for need in waiting:
        open_now(db, site, need, actor, now, batch_number=batch.number)
    batch.published_at = now
    db.add(batch)
    audit(db, "batch.published", actor, now, batch, {"opened": len(waiting), "needs": len(needs)})
    return len(waiting)


def _refuse_published(batch: Batch) -> None:
    if batch.published_at is not None:
        raise Conflict(_("这一批已经发布，不能再调整。"))
