"""An owner may ask, with a reason, that a need be let through below the readiness threshold."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("scenario", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waiver_asked", sa.String(length=300), nullable=False, server_default=""))
    with op.batch_alter_table("scenario", schema=None) as batch_op:
        batch_op.alter_column("waiver_asked", existing_type=sa.String(length=300), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("scenario", schema=None) as batch_op:
        batch_op.drop_column("waiver_asked")
