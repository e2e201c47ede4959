"""Partners of a pilot: proposed by one side, agreed to by the other, confirmed by themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

LIVE = sa.text("state IN ('proposed', 'asked', 'joined')")


def upgrade() -> None:
    with op.batch_alter_table("pilot_party", schema=None) as batch_op:
        batch_op.add_column(sa.Column("part", sa.String(length=200), nullable=False, server_default=""))
    op.create_table(
        "pilot_partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("part", sa.String(length=200), nullable=False),
        sa.Column("side", sa.String(length=40), nullable=False),
        sa.Column("proposed_by", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_pilot_partner_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["pilot_id"], ["pilot.id"], name=op.f("fk_pilot_partner_pilot_id_pilot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot_partner")),
        sa.UniqueConstraint("public_id", name=op.f("uq_pilot_partner_public_id")),
    )
    with op.batch_alter_table("pilot_partner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pilot_partner_pilot_id"), ["pilot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pilot_partner_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "uq_pilot_partner_live",
            ["pilot_id", "organisation_id"],
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        )


def downgrade() -> None:
    op.drop_table("pilot_partner")
    with op.batch_alter_table("pilot_party", schema=None) as batch_op:
        batch_op.drop_column("part")
