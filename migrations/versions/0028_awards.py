"""What owners decide on a panel's result, objections to it, and bids that no longer count."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _tables()
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER award_decision_no_{verb.lower()} BEFORE {verb} ON award_decision "
                "BEGIN SELECT RAISE(ABORT, 'award_decision is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER award_decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON award_decision "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _tables() -> None:
    op.create_table(
        "disqualification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_disqualification_bid_id_bid")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_disqualification_confirmed_by_person")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_disqualification_proposed_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disqualification")),
        sa.UniqueConstraint("bid_id", name=op.f("uq_disqualification_bid_id")),
    )
    op.create_table(
        "award_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("moved_up", sa.Boolean(), nullable=False),
        sa.Column("meeting", sa.String(length=80), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("paper", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("publicity_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objections_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["scenario_id"], ["panel.scenario_id"], name=op.f("fk_award_decision_scenario_id_panel")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_decision")),
    )
    with op.batch_alter_table("award_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_decision_scenario_id"), ["scenario_id"], unique=False)

    op.create_table(
        "award_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("next_instance", sa.String(length=120), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_late", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_award_objection_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_award_objection_person_id_person")),
        sa.ForeignKeyConstraint(
            ["scenario_id"], ["panel.scenario_id"], name=op.f("fk_award_objection_scenario_id_panel")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_objection")),
        sa.UniqueConstraint("public_id", name=op.f("uq_award_objection_public_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("award_objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_objection_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_award_objection_scenario_id"), ["scenario_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("award_objection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_award_objection_scenario_id"))
        batch_op.drop_index(batch_op.f("ix_award_objection_person_id"))

    op.drop_table("award_objection")
    with op.batch_alter_table("award_decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_award_decision_scenario_id"))

    op.drop_table("award_decision")
    op.drop_table("disqualification")
