"""Panels drawn from a pool, their scores, which are final once sent, and what the formula makes of them."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

FINAL = (
    "EXISTS (SELECT 1 FROM panel_seat JOIN panel ON panel.scenario_id = panel_seat.scenario_id "
    "JOIN tender_criterion ON tender_criterion.id = OLD.criterion_id WHERE panel_seat.id = OLD.seat_id "
    "AND (OLD.round <> panel.round OR panel_seat.state <> "
    "CASE tender_criterion.part WHEN 'technical' THEN 'seated' ELSE 'technical_sent' END))"
)
"""Whether a score has been sent, or is of a round that is over."""


def upgrade() -> None:
    _tables()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER panel_result_no_{verb.lower()} BEFORE {verb} ON panel_result "
            "BEGIN SELECT RAISE(ABORT, 'panel_result is append-only'); END"
        )
        op.execute(
            f"CREATE TRIGGER panel_score_no_{verb.lower()} BEFORE {verb} ON panel_score WHEN {FINAL} "
            "BEGIN SELECT RAISE(ABORT, 'a score that was sent is final'); END"
        )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE TRIGGER panel_result_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON panel_result "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE FUNCTION refuse_final_score() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {FINAL} THEN RAISE EXCEPTION 'a score that was sent is final'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER panel_score_final BEFORE UPDATE OR DELETE ON panel_score "
        "FOR EACH ROW EXECUTE FUNCTION refuse_final_score()"
    )


def _tables() -> None:
    op.create_table(
        "panel",
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("seal_key", sa.String(length=16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("pool_sha256", sa.String(length=64), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("lines", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drawn_by", sa.Integer(), nullable=True),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["drawn_by"], ["person.id"], name=op.f("fk_panel_drawn_by_person")),
        sa.ForeignKeyConstraint(["scenario_id"], ["tender.scenario_id"], name=op.f("fk_panel_scenario_id_tender")),
        sa.PrimaryKeyConstraint("scenario_id", name=op.f("pk_panel")),
    )
    op.create_table(
        "panel_pool",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("organisation_name", sa.String(length=120), nullable=False),
        sa.Column("field", sa.String(length=80), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_panel_pool_added_by_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_panel_pool_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_panel_pool_person_id_person")),
        sa.ForeignKeyConstraint(["scenario_id"], ["panel.scenario_id"], name=op.f("fk_panel_pool_scenario_id_panel")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_pool")),
        sa.UniqueConstraint("public_id", name=op.f("uq_panel_pool_public_id")),
        sa.UniqueConstraint("scenario_id", "person_id", name=op.f("uq_panel_pool_scenario_id_person_id")),
    )
    with op.batch_alter_table("panel_pool", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_panel_pool_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_panel_pool_scenario_id"), ["scenario_id"], unique=False)

    op.create_table(
        "panel_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("flags", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["scenario_id"], ["panel.scenario_id"], name=op.f("fk_panel_result_scenario_id_panel")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_result")),
        sa.UniqueConstraint("scenario_id", "round", name=op.f("uq_panel_result_scenario_id_round")),
    )
    op.create_table(
        "panel_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("from_owner", sa.Boolean(), nullable=False),
        sa.Column("dissent", sa.Text(), nullable=False),
        sa.Column("waits_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["panel_pool.id"], name=op.f("fk_panel_seat_entry_id_panel_pool")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_panel_seat_person_id_person")),
        sa.ForeignKeyConstraint(["scenario_id"], ["panel.scenario_id"], name=op.f("fk_panel_seat_scenario_id_panel")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_seat")),
        sa.UniqueConstraint("scenario_id", "number", name=op.f("uq_panel_seat_scenario_id_number")),
        sa.UniqueConstraint("scenario_id", "person_id", name=op.f("uq_panel_seat_scenario_id_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("panel_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_panel_seat_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_panel_seat_scenario_id"), ["scenario_id"], unique=False)

    op.create_table(
        "panel_opinion",
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_panel_opinion_bid_id_bid")),
        sa.ForeignKeyConstraint(["seat_id"], ["panel_seat.id"], name=op.f("fk_panel_opinion_seat_id_panel_seat")),
        sa.PrimaryKeyConstraint("seat_id", "round", "bid_id", name=op.f("pk_panel_opinion")),
    )
    op.create_table(
        "panel_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("tenths", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_panel_score_bid_id_bid")),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["tender_criterion.id"], name=op.f("fk_panel_score_criterion_id_tender_criterion")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["panel_seat.id"], name=op.f("fk_panel_score_seat_id_panel_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_score")),
        sa.UniqueConstraint(
            "seat_id", "round", "bid_id", "criterion_id", name=op.f("uq_panel_score_seat_id_round_bid_id_criterion_id")
        ),
    )
    with op.batch_alter_table("panel_score", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_panel_score_bid_id"), ["bid_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("panel_score", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_panel_score_bid_id"))

    op.drop_table("panel_score")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION refuse_final_score()")
    op.drop_table("panel_opinion")
    with op.batch_alter_table("panel_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_panel_seat_scenario_id"))
        batch_op.drop_index(batch_op.f("ix_panel_seat_person_id"))

    op.drop_table("panel_seat")
    op.drop_table("panel_result")
    with op.batch_alter_table("panel_pool", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_panel_pool_scenario_id"))
        batch_op.drop_index(batch_op.f("ix_panel_pool_person_id"))

    op.drop_table("panel_pool")
    op.drop_table("panel")
