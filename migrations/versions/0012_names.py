"""An index entry is found by names besides its title."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("index_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("names", sa.JSON(none_as_null=True), nullable=False, server_default="[]"))


def downgrade() -> None:
    with op.batch_alter_table("index_entry", schema=None) as batch_op:
        batch_op.drop_column("names")
