"""An invitation waits until it goes out, and can be taken back; a supplier is asked about open
points and may object to what is said of it; owners are told of new strong matches."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("match", sa.Column("invite_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("match", sa.Column("news_at", sa.DateTime(timezone=True), nullable=True))
    _inquiries()
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("supply_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_objection_scenario_id_scenario")),
        sa.ForeignKeyConstraint(["supply_id"], ["supply.id"], name=op.f("fk_objection_supply_id_supply")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_objection_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    op.create_index(op.f("ix_objection_supply_id"), "objection", ["supply_id"], unique=False)
    op.create_index("uq_objection", "objection", ["scenario_id", "supply_id"], unique=True)
    op.create_table(
        "match_digest",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_match_digest_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_match_digest")),
    )
    news = sa.text("news_at IS NOT NULL")
    op.create_index("ix_match_news", "match", ["news_at"], unique=False, sqlite_where=news, postgresql_where=news)


def _inquiries() -> None:
    op.create_table(
        "inquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("supply_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_inquiry_scenario_id_scenario")),
        sa.ForeignKeyConstraint(["supply_id"], ["supply.id"], name=op.f("fk_inquiry_supply_id_supply")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_inquiry_asked_by_person")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_inquiry_answered_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
        sa.UniqueConstraint("public_id", name=op.f("uq_inquiry_public_id")),
    )
    op.create_index(op.f("ix_inquiry_scenario_id"), "inquiry", ["scenario_id"], unique=False)
    op.create_index(op.f("ix_inquiry_supply_id"), "inquiry", ["supply_id"], unique=False)
    asked = sa.text("state = 'asked'")
    op.create_index(
        "uq_inquiry_open",
        "inquiry",
        ["scenario_id", "supply_id"],
        unique=True,
        sqlite_where=asked,
        postgresql_where=asked,
    )
    op.create_table(
        "inquiry_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("words", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiry.id"], name=op.f("fk_inquiry_point_inquiry_id_inquiry"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry_point")),
    )
    op.create_index(op.f("ix_inquiry_point_inquiry_id"), "inquiry_point", ["inquiry_id"], unique=False)


def downgrade() -> None:
    # not as a batch: SQLite would drop the table, and with it all that hangs on its rows
    op.drop_table("match_digest")
    op.drop_table("objection")
    op.drop_table("inquiry_point")
    op.drop_table("inquiry")
    op.drop_index("ix_match_news", table_name="match")
    op.drop_column("match", "news_at")
    op.drop_column("match", "invite_at")
