"""A need and a supply keep what the list they came from calls them; lists of before kept it among unknown columns."""

import re
import unicodedata
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
RUNNING = re.compile(r"\W*(?:\d{1,3}|[一二三四五六七八九十百]{1,4})\W*")
BRACKETS = re.compile(r"[(\[【（].*?[)\]】）]")
ROUNDED = re.compile(r"\d(\.\d+)?[Ee]\+\d{2}")
FILLERS = frozenset(
    ["无", "暂无", "待定", "未定", "未知", "不详", "同上", "n/a", "na", "none", "null", "nil", "tbd", "tba"]
)


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
    """The number moves, as a second import of its list would move it: of several columns the first."""
    columns = (
        sa.column("id", sa.Integer),
        sa.column("source_key", sa.String),
        sa.column("extra", sa.JSON(none_as_null=True)),
    )
    table, db = sa.table(name, *columns), op.get_bind()
    for row_id, extra in db.execute(sa.select(table.c.id, table.c.extra).where(table.c.extra.is_not(None))).all():
        label = next((label for label in extra or {} if _names_numbers(label)), None)
        number = _number(extra[label]) if label is not None else ""
        if number:
            left = {other: text for other, text in extra.items() if other != label} or None
            db.execute(sa.update(table).where(table.c.id == row_id).values(source_key=number, extra=left))


def _names_numbers(label: str) -> bool:
    plain = re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", label)).casefold()
    return bool({one.strip(".:*") for one in (plain, BRACKETS.sub("", plain))} & LABELS)


def _number(text: Any) -> str:
    number = " ".join(text.split()) if isinstance(text, str) else ""
    plain = unicodedata.normalize("NFKC", number)
    says = any(sign.isalnum() for sign in plain) and plain.casefold() not in FILLERS and not plain.startswith("#")
    kept = says and len(number) <= 100 and not RUNNING.fullmatch(plain) and not ROUNDED.fullmatch(plain)
    return number if kept else ""
