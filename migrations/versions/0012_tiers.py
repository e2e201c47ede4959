"""An index entry is found by names besides its title; a match says how sure it is; a search, by which scale it was made."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ENTRY = sa.table(
    "index_entry", *map(sa.column, ("id", "object_kind", "object_id", "removed")), sa.column("names", sa.JSON)
)
HOUSE = sa.table("organisation", *map(sa.column, ("id", "name")))
THINGS = {
    "scenario": sa.table("scenario", *map(sa.column, ("id", "organisation_id", "code"))),
    "supply": sa.table("supply", *map(sa.column, ("id", "organisation_id"))),
}


def upgrade() -> None:
    op.add_column("index_entry", sa.Column("names", sa.JSON(none_as_null=True), nullable=False, server_default="[]"))
    op.add_column("match", sa.Column("tier", sa.String(), nullable=False, server_default="maybe"))
    op.add_column("match_refresh", sa.Column("form", sa.Integer(), nullable=False, server_default="1"))
    for kind, thing in THINGS.items():
        _name(kind, thing)


def _name(kind: str, thing: sa.TableClause) -> None:
    """Entries that are there are found by their names at once, not only when they change next."""
    said = [HOUSE.c.name, thing.c.code] if "code" in thing.c else [HOUSE.c.name]
    rows = op.get_bind().execute(
        sa.select(ENTRY.c.id, *said)
        .join(thing, thing.c.id == ENTRY.c.object_id)
        .join(HOUSE, HOUSE.c.id == thing.c.organisation_id)
        .where(ENTRY.c.object_kind == kind, sa.not_(ENTRY.c.removed))
    )
    named = [{"row": number, "said": [name for name in names if name]} for number, *names in rows]
    if named:
        change = (
            sa.update(ENTRY).where(ENTRY.c.id == sa.bindparam("row")).values(names=sa.bindparam("said", type_=sa.JSON))
        )
        op.get_bind().execute(change, named)


def downgrade() -> None:
    # not as a batch: SQLite would drop the tables, and with them all that hangs on their rows
    op.drop_column("match_refresh", "form")
    op.drop_column("match", "tier")
    op.drop_column("index_entry", "names")
