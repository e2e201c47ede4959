"""Demonstrations are found by meaning; an alarm says what the clock noticed in values, for each reader's language."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

JOB = sa.table(
    "job",
    *map(sa.column, ("id", "kind", "state", "priority", "attempts", "done", "total", "error")),
    sa.column("payload", sa.JSON(none_as_null=True)),
    sa.column("run_at", sa.DateTime(timezone=True)),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
DEMONSTRATION = sa.table("demonstration", sa.column("id"))
BATCH = 64


def upgrade() -> None:
    with op.batch_alter_table("pilot_alarm", schema=None) as batch_op:
        batch_op.add_column(sa.Column("said", sa.JSON(none_as_null=True), nullable=False, server_default="{}"))
    op.create_index("ix_status_change_event", "status_change", ["object_kind", "event", "object_id", "at"])
    op.create_index("ix_scenario_opened", "scenario", ["secrecy", "state", "field", "opened_at"])
    _index(list(op.get_bind().execute(sa.select(DEMONSTRATION.c.id).order_by(DEMONSTRATION.c.id)).scalars()))


def _index(ids: list[int]) -> None:
    """What was there before its kind was indexed is found as well."""
    now = datetime.now(UTC)
    for first in range(0, len(ids), BATCH):
        payload = {"object_kind": "demonstration", "object_ids": ids[first : first + BATCH]}
        job = {"kind": "reindex_many", "payload": payload, "state": "queued", "priority": 10, "error": ""}
        counts = {"attempts": 0, "done": 0, "total": 0}
        op.get_bind().execute(sa.insert(JOB).values(**job, **counts, run_at=now, created_at=now))


def downgrade() -> None:
    """The older code knows no index entry, and no job, of a demonstration."""
    bind, entries = op.get_bind(), sa.table("index_entry", sa.column("object_kind"))
    bind.execute(sa.delete(entries).where(entries.c.object_kind == "demonstration"))
    jobs = bind.execute(sa.select(JOB.c.id, JOB.c.payload).where(JOB.c.kind.in_(("reindex", "reindex_many")))).all()
    gone = [number for number, payload in jobs if payload.get("object_kind") == "demonstration"]
    bind.execute(sa.delete(JOB).where(JOB.c.id.in_(gone)))
    op.drop_index("ix_scenario_opened", "scenario")
    op.drop_index("ix_status_change_event", "status_change")
    with op.batch_alter_table("pilot_alarm", schema=None) as batch_op:
        batch_op.drop_column("said")
