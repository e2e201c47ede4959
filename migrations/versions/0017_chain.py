"""Every move is sealed upon the one before it; what is older carries no seal and stands before the chain."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: a copied table would lose the triggers that keep history as it is.
    op.add_column("status_change", sa.Column("seal", sa.String(length=64), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("status_change", "seal")
