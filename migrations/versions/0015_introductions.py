"""Curators introduce both sides of a match to each other and follow what becomes of it: notes, next steps, meetings."""

from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _introductions()
    _cases()
    _meetings()
    op.create_index("ix_match_state", "match", ["state", "scenario_id", "updated_at"], unique=False)
    _of_offers_before()


def _introductions() -> None:
    op.create_table(
        "introduction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("curator_id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["curator_id"], ["person.id"], name=op.f("fk_introduction_curator_id_person")),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name=op.f("fk_introduction_match_id_match")),
        sa.ForeignKeyConstraint(["venue_id"], ["organisation.id"], name=op.f("fk_introduction_venue_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introduction")),
        sa.UniqueConstraint("public_id", name=op.f("uq_introduction_public_id")),
    )
    op.create_index("ix_introduction_curator", "introduction", ["curator_id", "offered_at"], unique=False)
    op.create_index(op.f("ix_introduction_match_id"), "introduction", ["match_id"], unique=False)
    op.create_index(op.f("ix_introduction_offered_at"), "introduction", ["offered_at"], unique=False)


def _cases() -> None:
    op.create_table(
        "case_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name=op.f("fk_case_entry_match_id_match")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_entry_person_id_person")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_case_entry_scenario_id_scenario")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_entry")),
    )
    op.create_index(op.f("ix_case_entry_match_id"), "case_entry", ["match_id"], unique=False)
    op.create_index(op.f("ix_case_entry_scenario_id"), "case_entry", ["scenario_id"], unique=False)
    op.create_table(
        "case_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(length=300), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["done_by"], ["person.id"], name=op.f("fk_case_step_done_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_step_person_id_person")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_case_step_scenario_id_scenario")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_step")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_step_public_id")),
    )
    op.create_index(
        "ix_case_step_open",
        "case_step",
        ["scenario_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index(op.f("ix_case_step_scenario_id"), "case_step", ["scenario_id"], unique=False)


def _meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("tables", sa.Integer(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organiser_id"], ["person.id"], name=op.f("fk_meeting_organiser_id_person")),
        sa.ForeignKeyConstraint(["venue_id"], ["organisation.id"], name=op.f("fk_meeting_venue_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("public_id", name=op.f("uq_meeting_public_id")),
    )
    op.create_index(op.f("ix_meeting_starts_at"), "meeting", ["starts_at"], unique=False)
    op.create_table(
        "meeting_slot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("match_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("table_number", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("owner_came", sa.Boolean(), nullable=False),
        sa.Column("supplier_came", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["match_id"], ["match.id"], name=op.f("fk_meeting_slot_match_id_match")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_slot_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_slot")),
        sa.UniqueConstraint("public_id", name=op.f("uq_meeting_slot_public_id")),
    )
    op.create_index(op.f("ix_meeting_slot_meeting_id"), "meeting_slot", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_meeting_slot_starts_at"), "meeting_slot", ["starts_at"], unique=False)
    op.create_index(
        "uq_meeting_slot_match",
        "meeting_slot",
        ["match_id"],
        unique=True,
        sqlite_where=sa.text("state = 'set'"),
        postgresql_where=sa.text("state = 'set'"),
    )
    op.create_index(
        "uq_meeting_slot_table",
        "meeting_slot",
        ["meeting_id", "starts_at", "table_number"],
        unique=True,
        sqlite_where=sa.text("state <> 'cancelled'"),
        postgresql_where=sa.text("state <> 'cancelled'"),
    )


def _of_offers_before() -> None:
    """What curators have offered before this revision gets the same days for a yes, counted from now."""
    connection, now = op.get_bind(), datetime.now(UTC)
    match = sa.table("match", *(sa.column(name) for name in ("id", "state", "decided_by", "note")))
    offered = sa.select(match.c.id, match.c.decided_by, match.c.note)
    offered = offered.where(match.c.state == "offered", match.c.decided_by.is_not(None))
    introduction = sa.table(
        "introduction",
        *(sa.column(name) for name in ("public_id", "match_id", "curator_id", "note")),
        sa.column("offered_at", sa.DateTime(timezone=True)),
        sa.column("due_at", sa.DateTime(timezone=True)),
    )
    for number, curator_id, note in connection.execute(offered).all():
        said = {"public_id": token_urlsafe(8), "match_id": number, "curator_id": curator_id, "note": note}
        connection.execute(introduction.insert().values(**said, offered_at=now, due_at=now + timedelta(days=14)))


def downgrade() -> None:
    op.drop_index("ix_match_state", table_name="match")

    op.drop_index("uq_meeting_slot_table", table_name="meeting_slot")
    op.drop_index("uq_meeting_slot_match", table_name="meeting_slot")
    op.drop_index(op.f("ix_meeting_slot_starts_at"), table_name="meeting_slot")
    op.drop_index(op.f("ix_meeting_slot_meeting_id"), table_name="meeting_slot")

    op.drop_table("meeting_slot")
    op.drop_index(op.f("ix_introduction_offered_at"), table_name="introduction")
    op.drop_index(op.f("ix_introduction_match_id"), table_name="introduction")
    op.drop_index("ix_introduction_curator", table_name="introduction")

    op.drop_table("introduction")
    op.drop_index(op.f("ix_case_entry_scenario_id"), table_name="case_entry")
    op.drop_index(op.f("ix_case_entry_match_id"), table_name="case_entry")

    op.drop_table("case_entry")
    op.drop_index(op.f("ix_case_step_scenario_id"), table_name="case_step")
    op.drop_index("ix_case_step_open", table_name="case_step")

    op.drop_table("case_step")
    op.drop_index(op.f("ix_meeting_starts_at"), table_name="meeting")

    op.drop_table("meeting")
