"""A supply holds the codes it is filtered by, and the directory is counted from indexes alone."""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KINDS = ("field", "track", "deployment")
FILTERED = ("kind", "district", "trl", *(f"{kind}_codes" for kind in KINDS))
BY = (*FILTERED, "name_key", "sort_key")


def upgrade() -> None:
    for kind in KINDS:
        op.add_column("supply", sa.Column(f"{kind}_codes", sa.Text(), nullable=False, server_default=""))
    _pack_terms()
    for name in ("kind", "district", "trl", "sort_key", "listing"):
        op.drop_index(f"ix_supply_{name}", table_name="supply")
    for name in BY:
        op.create_index(f"ix_supply_by_{name}", "supply", ["state", name, "organisation_id"])
    op.create_index("ix_supply_listed", "supply", ["state", "listed_at", *FILTERED, "completeness", "organisation_id"])


def _pack_terms() -> None:
    terms = sa.table("supply_term", *map(sa.column, ("supply_id", "kind", "code")))
    supply = sa.table("supply", *map(sa.column, ("id", *(f"{kind}_codes" for kind in KINDS))))
    found: defaultdict[int, dict[str, list[str]]] = defaultdict(lambda: {kind: [] for kind in KINDS})
    query = sa.select(terms).where(terms.c.kind.in_(KINDS)).order_by(terms.c.code)
    for supply_id, kind, code in op.get_bind().execute(query):
        found[supply_id][kind].append(code)
    packed = [
        {"row": row, **{kind: f" {' '.join(codes)} " if codes else "" for kind, codes in kinds.items()}}
        for row, kinds in found.items()
    ]
    change = sa.update(supply).where(supply.c.id == sa.bindparam("row"))
    if packed:
        op.get_bind().execute(change.values({f"{kind}_codes": sa.bindparam(kind) for kind in KINDS}), packed)


def downgrade() -> None:
    op.drop_index("ix_supply_listed", table_name="supply")
    for name in BY:
        op.drop_index(f"ix_supply_by_{name}", table_name="supply")
    for name in ("kind", "district", "trl", "sort_key"):
        op.create_index(f"ix_supply_{name}", "supply", [name])
    op.create_index("ix_supply_listing", "supply", ["state", "kind", "updated_at"])
    for kind in KINDS:  # not as a batch: SQLite would drop the table, and with it all that hangs on its rows
        op.drop_column("supply", f"{kind}_codes")
