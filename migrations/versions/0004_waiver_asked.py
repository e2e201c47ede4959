"""An owner may ask, with a reason, that a need be let through below the readiness threshold."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: SQLite would rebuild the table without AUTOINCREMENT, and ids must not return.
    op.add_column("scenario", sa.Column("waiver_asked", sa.String(length=300), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("scenario", "waiver_asked")
