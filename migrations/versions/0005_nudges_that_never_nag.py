"""Snoozes, how often a nudge was tried, and what tells whether one was answered."""

import sqlalchemy as sa
from alembic import op

revision = "5"
down_revision = "4"
branch_labels = None
depends_on = None

# Microseconds; SQLite's STRICT tables know no BIGINT, their INTEGER has 64 bits.
INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "snoozes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_at", INT64, nullable=False),
        sa.Column("ends_at", INT64, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.add_column("nudges", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ratings_by_at", "ratings", ["at"])
    op.create_index("events_by_noted", "events", ["noted_at"])
    op.create_index(
        "urges_by_outcome_at",
        "urges",
        ["outcome_at"],
        sqlite_where=sa.text("outcome_at IS NOT NULL"),
    )
