"""A declared interest has an address and an end; it is ended, never deleted."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LIVE = sa.text("ended_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("stake", schema=None) as batch_op:
        batch_op.add_column(sa.Column("public_id", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("end_note", sa.String(length=200), nullable=False, server_default=""))
        batch_op.drop_constraint(batch_op.f("uq_stake_person_id_organisation_id"), type_="unique")
    connection = op.get_bind()
    for (number,) in connection.execute(sa.text("SELECT id FROM stake")).fetchall():
        named = {"public": secrets.token_hex(6), "number": number}
        connection.execute(sa.text("UPDATE stake SET public_id = :public WHERE id = :number"), named)
    with op.batch_alter_table("stake", schema=None) as batch_op:
        batch_op.alter_column("public_id", existing_type=sa.String(length=16), nullable=False)
        batch_op.alter_column("end_note", existing_type=sa.String(length=200), server_default=None)
        batch_op.create_unique_constraint(batch_op.f("uq_stake_public_id"), ["public_id"])
        batch_op.create_index(batch_op.f("ix_stake_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "uq_stake_live",
            ["person_id", "organisation_id"],
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        )


def downgrade() -> None:
    # The tables below know no end: what has ended would bind again.
    op.execute("DELETE FROM stake WHERE ended_at IS NOT NULL")
    with op.batch_alter_table("stake", schema=None) as batch_op:
        batch_op.drop_index("uq_stake_live", sqlite_where=LIVE, postgresql_where=LIVE)
        batch_op.drop_index(batch_op.f("ix_stake_organisation_id"))
        batch_op.drop_constraint(batch_op.f("uq_stake_public_id"), type_="unique")
        batch_op.drop_column("end_note")
        batch_op.drop_column("ended_at")
        batch_op.drop_column("public_id")
        batch_op.create_unique_constraint(
            batch_op.f("uq_stake_person_id_organisation_id"), ["person_id", "organisation_id"]
        )
