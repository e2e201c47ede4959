"""An attachment that people have relied on is withdrawn or replaced, and kept."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("replaced_by", sa.Integer(), nullable=True))


def downgrade() -> None:
    # The tables below show every attachment: what was taken back must not come out again.
    op.execute("DELETE FROM stored_file WHERE withdrawn_at IS NOT NULL")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_column("replaced_by")
        batch_op.drop_column("withdrawn_at")
