"""The first tables of the first release.

It is number 8 because numbers 1 to 7 were never released.
"""

import sqlalchemy as sa
from alembic import op

revision = "8"
down_revision = None
branch_labels = None
depends_on = None

# Microseconds; SQLite's STRICT tables know no BIGINT, their INTEGER has 64 bits.
INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:  # noqa: PLR0915 - every table
    op.create_table(
        "calls",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("made_at", INT64, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("calls_by_made", "calls", ["made_at"], unique=False)
    op.create_table(
        "clock_jumps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", INT64, nullable=False),
        sa.Column("by", INT64, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("clock_jumps_by_at", "clock_jumps", ["at"], unique=False)
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("added_at", INT64, nullable=False),
        sa.Column("forgotten_at", INT64, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name_key"),
        sqlite_strict=True,
    )
    op.create_table(
        "daemon_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("began_at", INT64, nullable=False),
        sa.Column("seen_at", INT64, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("daemon_runs_by_seen", "daemon_runs", ["seen_at"], unique=False)
    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trusted", INT64, nullable=False),
        sa.Column("wall", INT64, nullable=False),
        sa.Column("up", INT64, nullable=False),
        sa.Column("boot", sa.Text(), nullable=True),
        sa.Column("ran", INT64, nullable=False),
        sa.Column("sure", sa.Integer(), nullable=False),
        sa.Column("alone", INT64, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("made_at", INT64, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("week"),
        sqlite_strict=True,
    )
    op.create_table(
        "snoozes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_at", INT64, nullable=False),
        sa.Column("set_ran", INT64, nullable=False),
        sa.Column("ends_ran", INT64, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_table(
        "cooldowns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("started_at", INT64, nullable=False),
        sa.Column("began_at", INT64, nullable=False),
        sa.Column("began_ran", INT64, nullable=False),
        sa.Column("began_sure", sa.Integer(), nullable=False),
        sa.Column("began_boot", sa.Text(), nullable=True),
        sa.Column("delay", INT64, nullable=False),
        sa.Column("pause", INT64, nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("cooldowns_of_contact", "cooldowns", ["contact_id"], unique=False)
    op.create_table(
        "former_names",
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
        ),
        sa.PrimaryKeyConstraint("name_key"),
        sqlite_strict=True,
    )
    op.create_table(
        "urges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("felt_at", INT64, nullable=False),
        sa.Column("noted_at", INT64, nullable=False),
        sa.Column("logged_at", INT64, nullable=False),
        sa.Column("logged_ran", INT64, nullable=False),
        sa.Column("logged_sure", sa.Integer(), nullable=False),
        sa.Column("logged_boot", sa.Text(), nullable=True),
        sa.Column("pause_ends_at", INT64, nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("intensity", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("outcome_at", INT64, nullable=True),
        sa.Column("retracted_at", INT64, nullable=True),
        sa.CheckConstraint("intensity BETWEEN 0 AND 10", name="intensity_on_scale"),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("urges_by_felt", "urges", ["felt_at"], unique=False)
    op.create_index("urges_by_noted", "urges", ["noted_at"], unique=False)
    op.create_index("urges_by_outcome", "urges", ["outcome", "felt_at"], unique=False)
    op.create_index(
        "urges_by_outcome_at",
        "urges",
        ["outcome_at"],
        unique=False,
        sqlite_where=sa.text("outcome_at IS NOT NULL"),
    )
    op.create_index("urges_by_pause", "urges", ["contact_id", "pause_ends_at"], unique=False)
    op.create_index("urges_of_contact_by_felt", "urges", ["contact_id", "felt_at"], unique=False)
    op.create_index(
        "urges_open",
        "urges",
        ["contact_id", "outcome", "retracted_at", "felt_at"],
        unique=False,
        sqlite_where=sa.text("outcome = 'open' AND retracted_at IS NULL"),
    )
    op.create_index(
        "urges_retracted",
        "urges",
        ["felt_at"],
        unique=False,
        sqlite_where=sa.text("retracted_at IS NOT NULL"),
    )
    op.create_table(
        "amendments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("urge_id", sa.Integer(), nullable=False),
        sa.Column("at", INT64, nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["urge_id"],
            ["urges.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("amendments_of_urge", "amendments", ["urge_id"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("urge_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["urge_id"],
            ["urges.id"],
        ),
        sa.PrimaryKeyConstraint("urge_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("at", INT64, nullable=False),
        sa.Column("noted_at", INT64, nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("slip", sa.Integer(), nullable=False),
        sa.Column("urge_id", sa.Integer(), nullable=True),
        sa.Column("retracted_at", INT64, nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["urge_id"],
            ["urges.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("events_by_at", "events", ["at"], unique=False)
    op.create_index("events_by_noted", "events", ["noted_at"], unique=False)
    op.create_index("events_of_contact_by_at", "events", ["contact_id", "at"], unique=False)
    op.create_index("events_of_urge", "events", ["urge_id"], unique=False)
    op.create_table(
        "nudges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("urge_id", sa.Integer(), nullable=True),
        sa.Column("due_at", INT64, nullable=False),
        sa.Column("expires_at", INT64, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("claimed_until", INT64, nullable=True),
        sa.Column("handed_over_at", INT64, nullable=True),
        sa.Column("read_at", INT64, nullable=True),
        sa.Column("text_id", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["urge_id"],
            ["urges.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sqlite_strict=True,
    )
    op.create_index("nudges_by_kind", "nudges", ["kind", "handed_over_at"], unique=False)
    op.create_index("nudges_by_state", "nudges", ["state", "due_at"], unique=False)
    op.create_index("nudges_by_text", "nudges", ["text_id", "claimed_until"], unique=False)
    op.create_index("nudges_of_urge", "nudges", ["urge_id"], unique=False)
    op.create_index(
        "nudges_waiting",
        "nudges",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("state = 'failed' AND read_at IS NULL"),
    )
    op.create_table(
        "pauses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("urge_id", sa.Integer(), nullable=False),
        sa.Column("set_at", INT64, nullable=False),
        sa.Column("set_ran", INT64, nullable=False),
        sa.Column("set_sure", sa.Integer(), nullable=False),
        sa.Column("set_boot", sa.Text(), nullable=True),
        sa.Column("ends_at", INT64, nullable=False),
        sa.ForeignKeyConstraint(
            ["urge_id"],
            ["urges.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("pauses_by_end", "pauses", ["ends_at"], unique=False)
    op.create_index("pauses_of_urge", "pauses", ["urge_id", "ends_at"], unique=False)
    op.create_table(
        "promises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("cooldown_id", sa.Integer(), nullable=True),
        sa.Column("set_at", INT64, nullable=False),
        sa.Column("set_ran", INT64, nullable=False),
        sa.Column("set_sure", sa.Integer(), nullable=False),
        sa.Column("set_boot", sa.Text(), nullable=True),
        sa.Column("length", INT64, nullable=True),
        sa.Column("until", INT64, nullable=True),
        sa.Column("tightens", sa.Integer(), nullable=False),
        sa.Column("undone_at", INT64, nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["cooldown_id"],
            ["cooldowns.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index(
        "promises_of_boundaries",
        "promises",
        ["contact_id", "id"],
        unique=False,
        sqlite_where=sa.text("cooldown_id IS NULL"),
    )
    op.create_index(
        "promises_of_cooldowns",
        "promises",
        ["contact_id", "cooldown_id", "id"],
        unique=False,
        sqlite_where=sa.text("cooldown_id IS NOT NULL"),
    )
    op.create_table(
        "ratings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("urge_id", sa.Integer(), nullable=False),
        sa.Column("at", INT64, nullable=False),
        sa.Column("intensity", sa.Integer(), nullable=False),
        sa.CheckConstraint("intensity BETWEEN 0 AND 10", name="intensity_on_scale"),
        sa.ForeignKeyConstraint(
            ["urge_id"],
            ["urges.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("ratings_by_at", "ratings", ["at"], unique=False)
    op.create_index("ratings_of_urge", "ratings", ["urge_id"], unique=False)
    op.create_table(
        "requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("cooldown_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", INT64, nullable=False),
        sa.Column("asked_ran", INT64, nullable=False),
        sa.Column("asked_sure", sa.Integer(), nullable=False),
        sa.Column("asked_boot", sa.Text(), nullable=True),
        sa.Column("delay", INT64, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("by", INT64, nullable=True),
        sa.Column("boundary", sa.Text(), nullable=True),
        sa.Column("boundary_until", INT64, nullable=True),
        sa.Column("boundary_length", INT64, nullable=True),
        sa.Column("last_promise_id", sa.Integer(), nullable=False),
        sa.Column("found_at", INT64, nullable=True),
        sa.Column("found_ran", INT64, nullable=True),
        sa.Column("found_sure", sa.Integer(), nullable=True),
        sa.Column("found_boot", sa.Text(), nullable=True),
        sa.Column("confirmed_at", INT64, nullable=True),
        sa.Column("cancelled_at", INT64, nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
        ),
        sa.ForeignKeyConstraint(
            ["cooldown_id"],
            ["cooldowns.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("requests_by_kind", "requests", ["kind", "contact_id", "id"], unique=False)
    op.create_index(
        "requests_unsettled",
        "requests",
        ["contact_id"],
        unique=False,
        sqlite_where=sa.text("confirmed_at IS NULL AND cancelled_at IS NULL"),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("urge_id", sa.Integer(), nullable=False),
        sa.Column("at", INT64, nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("calm", sa.Integer(), nullable=True),
        sa.Column("wanted", sa.Text(), nullable=True),
        sa.Column("glad", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["urge_id"],
            ["urges.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("reviews_of_urge", "reviews", ["urge_id"], unique=False)
    op.create_table(
        "triggers",
        sa.Column("urge_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["urge_id"],
            ["urges.id"],
        ),
        sa.PrimaryKeyConstraint("urge_id", "position"),
        sqlite_strict=True,
    )
    op.create_index("triggers_by_word", "triggers", ["word", "urge_id"], unique=False)
