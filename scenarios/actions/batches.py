"""Batches: 第X批 gathers needs that are published together. A public code, once given, never changes."""

from collections.abc import Sequence

from app.core.acting import Act
from app.core.errors import Conflict, Invalid
from app.core.history import audit
from app.core.i18n import gettext as _
from scenarios.actions.reviewing import open_now
from scenarios.lifecycle import ScenarioState
from scenarios.models import Batch, Scenario
from scenarios.queries.batches import blocked, by_number, needs_in, next_free_number

MAY_JOIN = frozenset({ScenarioState.APPROVED, ScenarioState.OPEN})


def create_batch(act: Act, *, number: int | None, title: str, intro: str = "") -> Batch:
    """A batch that only the office sees until it is published. Raises `Invalid` when the number is taken."""
    wanted = number or next_free_number(act.db)
    if by_number(act.db, wanted) is not None:
        raise Invalid(_("第 {number} 批已经存在，请换一个批次号。").format(number=wanted))
    batch = Batch(number=wanted, title=title, intro=intro, created_by=act.actor.person_id, created_at=act.now)
    act.db.add(batch)
    act.db.flush()
    audit(act, "batch.created", batch, {"number": wanted})
    return batch


def describe_batch(act: Act, batch: Batch, *, title: str, intro: str) -> None:
    """Give it another title or introduction; the number stays."""
    batch.title, batch.intro = title, intro
    act.db.add(batch)
    audit(act, "batch.described", batch, {"title": title})


def choose(act: Act, batch: Batch, needs: Sequence[Scenario]) -> int:
    """Put needs into the batch; those that have moved on or are in another one are left out. Returns how many came."""
    _refuse_published(batch)
    joined = [need for need in needs if need.batch_id is None and need.state in MAY_JOIN]
    for need in joined:
        need.batch_id = batch.id
        act.db.add(need)
    act.db.flush()
    audit(act, "batch.chosen", batch, {"needs": [need.public_id for need in joined]})
    return len(joined)


def leave_out(act: Act, batch: Batch, need: Scenario) -> None:
    """Take a need out again, before the batch is published."""
    _refuse_published(batch)
    if need.batch_id != batch.id:
        raise Conflict
    need.batch_id = None
    act.db.add(need)
    audit(act, "batch.left_out", batch, {"need": need.public_id})


def publish(act: Act, batch: Batch) -> int:
    """Open everything in it at once, numbered in the order of the batch. Returns how many were opened.

    Raises `Invalid` for an empty batch or while a need in it cannot be opened: a list is published whole or not at all.
    """
    _refuse_published(batch)
    needs = needs_in(act.db, batch)
    if not needs:
        raise Invalid(_("这一批还没有需求，请先选入已通过审核的需求。"))
    stopped = blocked(act.db, batch, act.site, act.now)
    if stopped:
        titles = _("、").join(f"「{need.title}」" for need, _why in stopped)
        raise Invalid(_("这些需求暂时不能发布，请先处理或移出本批：{titles}").format(titles=titles))
    waiting = [need for need in needs if need.state is ScenarioState.APPROVED]
    for need in waiting:
        open_now(act, need, batch_number=batch.number)
    batch.published_at = act.now
    act.db.add(batch)
    audit(act, "batch.published", batch, {"opened": len(waiting), "needs": len(needs)})
    return len(waiting)


def _refuse_published(batch: Batch) -> None:
    if batch.published_at is not None:
        raise Conflict(_("这一批已经发布，不能再调整。"))
