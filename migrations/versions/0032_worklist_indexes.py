"""What the curators' worklist reads of every need, and what waits in them, stands in narrow indexes: the rows themselves are
wide with text."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

READ = (
    "state", "organisation_id", "curator_id", "field", "district", "route", "valid_until", "deadline", "opened_at",
)  # fmt: skip


def upgrade() -> None:
    op.create_index("ix_scenario_worklist", "scenario", list(READ), unique=False)
    for name, table, columns, waits in (
        ("ix_answer_waiting", "answer", ["scenario_id", "reply_due_at"], "state = 'sent'"),
        ("ix_introduction_waiting", "introduction", ["match_id", "due_at"], "ended_at IS NULL"),
    ):
        op.create_index(
            name, table, columns, unique=False, sqlite_where=sa.text(waits), postgresql_where=sa.text(waits)
        )


def downgrade() -> None:
    op.drop_index("ix_introduction_waiting", table_name="introduction")
    op.drop_index("ix_answer_waiting", table_name="answer")
    op.drop_index("ix_scenario_worklist", table_name="scenario")
