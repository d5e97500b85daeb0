"""Boundaries and cool-downs in one history of promises, changes, and drafts looked at again."""

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"
branch_labels = None
depends_on = None

# Microseconds; SQLite's STRICT tables know no BIGINT, their INTEGER has 64 bits.
INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("contacts", sa.Column("forgotten_at", INT64, nullable=True))
    op.add_column("contacts", sa.Column("forgotten_names", sa.Text(), nullable=True))
    op.add_column("mark", sa.Column("awake", INT64, nullable=True))
    op.add_column("mark", sa.Column("ran", INT64, nullable=False, server_default="0"))
    _make_promises_and_changes()
    op.execute(
        "INSERT INTO promises "
        "(id, contact_id, kind, cooldown_id, set_at, ends_at, undone_at, tightens) "
        "SELECT id, contact_id, kind, cooldown_id, set_at, ends_at, undone_at, 1 "
        "FROM cooldown_ends"
    )
    op.drop_table("cooldown_ends")
    _make_pauses_and_reviews()


def _make_promises_and_changes() -> None:
    op.create_table(
        "promises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cooldown_id", sa.Integer(), nullable=True),
        sa.Column("set_at", INT64, nullable=False),
        sa.Column("ends_at", INT64, nullable=True),
        sa.Column("undone_at", INT64, nullable=True),
        sa.Column("tightens", sa.Integer(), nullable=False),
        sa.Column("set_ran", INT64, nullable=False, server_default="0"),
        sa.CheckConstraint(
            "CASE WHEN cooldown_id IS NULL THEN kind IN ('open', 'space', 'stop', 'order') "
            "ELSE kind IN ('start', 'extend', 'shorten', 'end') AND ends_at IS NOT NULL END",
            name="kind_known",
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"]),
        sa.ForeignKeyConstraint(["cooldown_id"], ["cooldowns.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "promises_of_cooldowns",
        "promises",
        ["contact_id", "id"],
        unique=False,
        sqlite_where=sa.text("cooldown_id IS NOT NULL"),
    )
    op.create_index(
        "promises_of_boundaries",
        "promises",
        ["contact_id", "id"],
        unique=False,
        sqlite_where=sa.text("cooldown_id IS NULL"),
    )
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("cooldown_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", INT64, nullable=False),
        sa.Column("delay", INT64, nullable=False),
        sa.Column("asked_ran", INT64, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by", INT64, nullable=True),
        sa.Column("boundary", sa.Text(), nullable=True),
        sa.Column("boundary_until", INT64, nullable=True),
        sa.Column("confirmed_at", INT64, nullable=True),
        sa.Column("cancelled_at", INT64, nullable=True),
        sa.Column("cancelled_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('end', 'shorten', 'boundary', 'clock', 'erase')", name="kind_known"
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contacts.id"]),
        sa.ForeignKeyConstraint(["cooldown_id"], ["cooldowns.id"]),
        sa.ForeignKeyConstraint(["cancelled_by"], ["promises.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("changes_by_kind", "changes", ["kind", "contact_id", "id"], unique=False)
    op.create_index(
        "changes_unsettled",
        "changes",
        ["contact_id"],
        unique=False,
        sqlite_where=sa.text("confirmed_at IS NULL AND cancelled_at IS NULL"),
    )


def _make_pauses_and_reviews() -> None:
    op.create_table(
        "pauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("urge_id", sa.Integer(), nullable=False),
        sa.Column("set_at", INT64, nullable=False),
        sa.Column("ends_at", INT64, nullable=False),
        sa.ForeignKeyConstraint(["urge_id"], ["urges.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("pauses_of_urge", "pauses", ["urge_id", "ends_at"], unique=False)
    op.create_index("pauses_by_end", "pauses", ["ends_at"], unique=False)
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("urge_id", sa.Integer(), nullable=False),
        sa.Column("at", INT64, nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("calm", sa.Integer(), nullable=True),
        sa.Column("wanted", sa.Text(), nullable=True),
        sa.Column("glad", sa.Integer(), nullable=True),
        sa.CheckConstraint("decision IN ('let-go', 'keep', 'myself')", name="decision_known"),
        sa.ForeignKeyConstraint(["urge_id"], ["urges.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("reviews_of_urge", "reviews", ["urge_id"], unique=False)
