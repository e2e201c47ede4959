"""What was typed into a need and is not saved stands by section, as it does in a supply."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

SCENARIO = sa.table("scenario", sa.column("id", sa.Integer), sa.column("raw", sa.JSON(none_as_null=True)))


def upgrade() -> None:
    _change(lambda raw: raw.get("typed") or None)


def downgrade() -> None:
    _change(lambda raw: {"typed": raw, "stamps": {}})


def _change(to: Any) -> None:
    db = op.get_bind()
    for number, raw in db.execute(sa.select(SCENARIO).where(SCENARIO.c.raw.is_not(None))).all():
        if isinstance(raw, dict):
            db.execute(sa.update(SCENARIO).where(SCENARIO.c.id == number).values(raw=to(raw)))
