"""A printed paper takes the scan of itself with its stamps: a report, and what an adopting owner states."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0028"
branch_labels = None
depends_on = None

PEOPLE = {"scan_file_id": "stored_file", "scan_person_id": "person", "scan_organisation_id": "organisation"}


def upgrade() -> None:
    with op.batch_alter_table("pilot_paper", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("scan_file_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("scan_sha256", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("scan_person_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("scan_by_name", sa.String(length=60), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("scan_organisation_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True))
        for column, table in PEOPLE.items():
            batch_op.create_foreign_key(op.f(f"fk_pilot_paper_{column}_{table}"), table, [column], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("pilot_paper", schema=None) as batch_op:
        for column, table in PEOPLE.items():
            batch_op.drop_constraint(op.f(f"fk_pilot_paper_{column}_{table}"), type_="foreignkey")
        for column in ("scanned_at", "scan_by_name", "scan_sha256", *PEOPLE, "about"):
            batch_op.drop_column(column)
