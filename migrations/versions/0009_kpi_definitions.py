"""Figures of needs as they were read, beside what was typed; the office's definitions of them.

Rows that are there already are read by `jinghe migrate` after the upgrade: their relation is NULL until then.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kpi_definition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("synonyms", sa.JSON(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("method", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_definition")),
        sa.UniqueConstraint("code", name=op.f("uq_kpi_definition_code")),
    )
    op.create_index(op.f("ix_kpi_definition_field"), "kpi_definition", ["field"], unique=False)
    with op.batch_alter_table("kpi", schema=None) as batch_op:
        batch_op.add_column(sa.Column("definition_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_kpi_definition_id_kpi_definition"), "kpi_definition", ["definition_id"], ["id"]
        )
        batch_op.create_index(op.f("ix_kpi_definition_id"), ["definition_id"], unique=False)
        for part in ("baseline", "target"):
            batch_op.add_column(sa.Column(f"{part}_value", sa.Float(), nullable=True))
            batch_op.add_column(sa.Column(f"{part}_high", sa.Float(), nullable=True))
            batch_op.add_column(sa.Column(f"{part}_unit", sa.String(length=40), nullable=False, server_default=""))
            batch_op.add_column(sa.Column(f"{part}_relation", sa.String(length=12), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("kpi", schema=None) as batch_op:
        for part in ("target", "baseline"):
            for column in ("relation", "unit", "high", "value"):
                batch_op.drop_column(f"{part}_{column}")
        batch_op.drop_index(op.f("ix_kpi_definition_id"))
        batch_op.drop_constraint(op.f("fk_kpi_definition_id_kpi_definition"), type_="foreignkey")
        batch_op.drop_column("definition_id")
    op.drop_table("kpi_definition")
