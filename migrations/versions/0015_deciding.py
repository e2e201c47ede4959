"""An invitation waits until it goes out, and can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("match", sa.Column("invite_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    # not as a batch: SQLite would drop the table, and with it all that hangs on its rows
    op.drop_column("match", "invite_at")
