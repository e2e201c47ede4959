"""A mail says what it is about, so that it can be asked when it is sent; setbacks of the clock are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KINDS = {"scenario": "scenario_inside", "need": "scenario", "answer": "answer", "match": "match"}
"""First word of a mail's key to the kind of thing; of mails about needs the stricter one, for they may hold notes."""
FOLLOWERS = ("scenario_addendum", "scenario_stopped", "scenario_ended")


def upgrade() -> None:
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("object_kind", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("object_id", sa.Integer(), nullable=True))
    op.create_table(
        "setback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=80), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setback")),
        sa.UniqueConstraint("what", "object_id", name=op.f("uq_setback_what_object_id")),
    )
    _name_what_waits_is_about()


def _name_what_waits_is_about() -> None:
    """Mails that have not gone out yet are asked like new ones; their keys begin with what they are about."""
    mail = sa.table("mail", *map(sa.column, ("id", "key", "name", "state", "object_kind", "object_id")))
    connection = op.get_bind()
    waiting = sa.select(mail.c.id, mail.c.key, mail.c.name).where(mail.c.state != "sent")
    for number, key, name in connection.execute(waiting).all():
        kind, _colon, rest = key.partition(":")
        object_id = rest.partition(":")[0]
        if kind in KINDS and object_id.isdigit():
            found = "scenario" if name in FOLLOWERS else KINDS[kind]
            change = sa.update(mail).where(mail.c.id == number)
            connection.execute(change.values(object_kind=found, object_id=int(object_id)))


def downgrade() -> None:
    op.execute("UPDATE mail SET state = 'parked' WHERE state = 'dropped'")
    op.drop_table("setback")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_column("object_id")
        batch_op.drop_column("object_kind")
