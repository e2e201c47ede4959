"""Mails have topics between which people choose; addresses that bounce are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_secret",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_site_secret")),
    )
    op.create_table(
        "unreachable",
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("softs", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_unreachable")),
    )
    with op.batch_alter_table("unreachable", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unreachable_since"), ["since"], unique=False)

    op.create_table(
        "mail_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_choice_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "about", name=op.f("pk_mail_choice")),
    )
    op.create_table(
        "weekly_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("only_concerning", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_weekly_choice_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_weekly_choice")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("topic", sa.String(length=24), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("urgency", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("domain", sa.String(length=254), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("unsubscribe", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index(batch_op.f("ix_mail_due"))
        batch_op.create_index("ix_mail_due", ["state", "urgency", "run_at", "id", "domain", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_tried_at"), ["tried_at"], unique=False)

    _name_domains_of_what_waits()


def _name_domains_of_what_waits() -> None:
    """What has not gone out yet counts against the limits like new mail."""
    mail = sa.table("mail", *map(sa.column, ("id", "recipient", "state", "domain")))
    connection = op.get_bind()
    waiting = sa.select(mail.c.id, mail.c.recipient).where(mail.c.state.not_in(["sent", "dropped"]))
    for number, recipient in connection.execute(waiting).all():
        change = sa.update(mail).where(mail.c.id == number)
        connection.execute(change.values(domain=recipient.rpartition("@")[2]))


def downgrade() -> None:
    op.execute("UPDATE mail SET state = 'failed' WHERE state = 'bounced'")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_tried_at"))
        batch_op.drop_index(batch_op.f("ix_mail_created_at"))
        batch_op.drop_index("ix_mail_due")
        batch_op.create_index(batch_op.f("ix_mail_due"), ["state", "run_at"], unique=False)
        batch_op.drop_column("tried_at")
        batch_op.drop_column("unsubscribe")
        batch_op.drop_column("domain")
        batch_op.drop_column("urgency")
        batch_op.drop_column("topic")

    op.drop_table("weekly_choice")
    op.drop_table("mail_choice")
    with op.batch_alter_table("unreachable", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unreachable_since"))

    op.drop_table("unreachable")
    op.drop_table("site_secret")
