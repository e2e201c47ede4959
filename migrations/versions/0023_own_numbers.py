"""A need and a supply keep what the list they came from calls them; lists of before kept it among unknown columns."""

import re
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TABLES = ("scenario", "supply")
LABELS = frozenset(
    [
        "项目编号",
        "编号",
        "项目编码",
        "项目代码",
        "项目号",
        "公告编号",
        "公告号",
        "公示编号",
        "招标编号",
        "招标项目编号",
        "采购编号",
        "采购项目编号",
        "标段编号",
        "合同编号",
        "课题编号",
        "申报编号",
        "solicitationnumber",
        "solicitationno",
        "solicitationid",
        "noticeid",
        "noticenumber",
        "noticeno",
        "projectcode",
        "projectnumber",
        "projectno",
        "projectid",
        "reference",
        "referencenumber",
        "referenceno",
        "ref",
        "refno",
        "tendernumber",
        "tenderno",
        "tenderid",
        "opportunitynumber",
        "opportunityid",
        "rfpnumber",
        "bidnumber",
        "id",
    ]
)
RUNNING = re.compile(r"\W*(?:\d{1,4}|[一二三四五六七八九十百]{1,4})\W*")


def upgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.add_column(sa.Column("source_key", sa.String(length=100), nullable=False, server_default=""))
            batch_op.create_index(batch_op.f(f"ix_{name}_source_key"), ["source_key"], unique=False)
        _take_from_extra(name)


def downgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.drop_index(batch_op.f(f"ix_{name}_source_key"))
            batch_op.drop_column("source_key")


def _take_from_extra(name: str) -> None:
    """The number moves, as a second import of its list would move it."""
    columns = (
        sa.column("id", sa.Integer),
        sa.column("source_key", sa.String),
        sa.column("extra", sa.JSON(none_as_null=True)),
    )
    table, db = sa.table(name, *columns), op.get_bind()
    for row_id, extra in db.execute(sa.select(table.c.id, table.c.extra).where(table.c.extra.is_not(None))).all():
        found = next(((label, text) for label, text in (extra or {}).items() if _is_number(label, text)), None)
        if found:
            left = {label: text for label, text in extra.items() if label != found[0]} or None
            db.execute(
                sa.update(table).where(table.c.id == row_id).values(source_key=" ".join(found[1].split()), extra=left)
            )


def _is_number(label: str, text: Any) -> bool:
    plain = re.sub(r"[\s_.:：*]+", "", label).lower()
    return plain in LABELS and isinstance(text, str) and 0 < len(text) <= 100 and not RUNNING.fullmatch(text)
