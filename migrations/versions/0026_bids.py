"""Tenders and sealed bids, with a history that nobody reads before its time."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

APPEND_ONLY = ("unseen_change", "bid_revision", "bid_look")


def upgrade() -> None:
    _tables()
    for table in APPEND_ONLY:
        _guard(table)


def _guard(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _tables() -> None:
    op.create_table(
        "unseen_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("object_kind", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("from_state", sa.String(length=40), nullable=False),
        sa.Column("to_state", sa.String(length=40), nullable=False),
        sa.Column("actor_person_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("organisation_name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("evidence", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unseen_change")),
    )
    with op.batch_alter_table("unseen_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unseen_change_at"), ["at"], unique=False)
        batch_op.create_index("ix_unseen_change_object", ["object_kind", "object_id"], unique=False)

    op.create_table(
        "bid",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("seal_key", sa.String(length=16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("defects", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_bid_created_by_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_bid_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_bid_scenario_id_scenario")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bid_public_id")),
        sa.UniqueConstraint("scenario_id", "number", name=op.f("uq_bid_scenario_id_number")),
        sa.UniqueConstraint("scenario_id", "organisation_id", name=op.f("uq_bid_scenario_id_organisation_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("bid", schema=None) as batch_op:
        batch_op.create_index("ix_bid_clock", ["state", "scenario_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bid_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bid_scenario_id"), ["scenario_id"], unique=False)

    op.create_table(
        "no_bid",
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_no_bid_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_no_bid_person_id_person")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_no_bid_scenario_id_scenario")),
        sa.PrimaryKeyConstraint("scenario_id", "organisation_id", name=op.f("pk_no_bid")),
    )
    op.create_table(
        "tender",
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("nature", sa.String(length=40), nullable=False),
        sa.Column("public_money", sa.Boolean(), nullable=False),
        sa.Column("least_bids", sa.Integer(), nullable=False),
        sa.Column("formula", sa.String(length=40), nullable=False),
        sa.Column("supervisor_id", sa.Integer(), nullable=True),
        sa.Column("supervisor_name", sa.String(length=60), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_tender_scenario_id_scenario")),
        sa.ForeignKeyConstraint(["supervisor_id"], ["person.id"], name=op.f("fk_tender_supervisor_id_person")),
        sa.PrimaryKeyConstraint("scenario_id", name=op.f("pk_tender")),
    )
    op.create_table(
        "bid_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_bid_look_bid_id_bid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_look")),
        sa.UniqueConstraint(
            "bid_id", "revision", "person_id", "purpose", name=op.f("uq_bid_look_bid_id_revision_person_id_purpose")
        ),
    )
    with op.batch_alter_table("bid_look", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bid_look_bid_id"), ["bid_id"], unique=False)

    op.create_table(
        "bid_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_bid_party_bid_id_bid")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_bid_party_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bid_party_person_id_person")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_bid_party_scenario_id_scenario")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_party")),
        sa.UniqueConstraint("bid_id", "organisation_id", name=op.f("uq_bid_party_bid_id_organisation_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bid_party_public_id")),
    )
    with op.batch_alter_table("bid_party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bid_party_bid_id"), ["bid_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bid_party_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(
            "uq_bid_party_house",
            ["scenario_id", "organisation_id"],
            unique=True,
            sqlite_where=sa.text("confirmed_at IS NOT NULL"),
            postgresql_where=sa.text("confirmed_at IS NOT NULL"),
        )

    op.create_table(
        "bid_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bid_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_bid_revision_bid_id_bid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_revision")),
        sa.UniqueConstraint("bid_id", "number", name=op.f("uq_bid_revision_bid_id_number")),
    )
    with op.batch_alter_table("bid_revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bid_revision_bid_id"), ["bid_id"], unique=False)

    op.create_table(
        "tender_criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["scenario_id"], ["tender.scenario_id"], name=op.f("fk_tender_criterion_scenario_id_tender")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tender_criterion")),
    )
    with op.batch_alter_table("tender_criterion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tender_criterion_scenario_id"), ["scenario_id"], unique=False)

    op.create_table(
        "unsealing",
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("entries", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("correct_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_name", sa.String(length=60), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_unsealing_confirmed_by_person")),
        sa.ForeignKeyConstraint(["scenario_id"], ["tender.scenario_id"], name=op.f("fk_unsealing_scenario_id_tender")),
        sa.PrimaryKeyConstraint("scenario_id", name=op.f("pk_unsealing")),
    )


def downgrade() -> None:
    op.drop_table("unsealing")
    with op.batch_alter_table("tender_criterion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tender_criterion_scenario_id"))

    op.drop_table("tender_criterion")
    with op.batch_alter_table("bid_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bid_revision_bid_id"))

    op.drop_table("bid_revision")
    with op.batch_alter_table("bid_party", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_bid_party_house",
            sqlite_where=sa.text("confirmed_at IS NOT NULL"),
            postgresql_where=sa.text("confirmed_at IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_bid_party_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_bid_party_bid_id"))

    op.drop_table("bid_party")
    with op.batch_alter_table("bid_look", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bid_look_bid_id"))

    op.drop_table("bid_look")
    op.drop_table("tender")
    op.drop_table("no_bid")
    with op.batch_alter_table("bid", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bid_scenario_id"))
        batch_op.drop_index(batch_op.f("ix_bid_organisation_id"))
        batch_op.drop_index("ix_bid_clock")

    op.drop_table("bid")
    with op.batch_alter_table("unseen_change", schema=None) as batch_op:
        batch_op.drop_index("ix_unseen_change_object")
        batch_op.drop_index(batch_op.f("ix_unseen_change_at"))

    op.drop_table("unseen_change")
