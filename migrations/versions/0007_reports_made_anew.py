"""Reports that are made anew beside the one before, and what each was made from."""

import sqlalchemy as sa
from alembic import op

revision = "7"
down_revision = "6"
branch_labels = None
depends_on = None

# Microseconds; SQLite's STRICT tables know no BIGINT, their INTEGER has 64 bits.
INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # Made anew: a constraint without a name can't be dropped. Of the reports so far nobody knows
    # what they were made from.
    op.rename_table("reports", "reports_before")
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("made_at", INT64, nullable=False),
        sa.Column("starts_at", INT64, nullable=True),
        sa.Column("ends_at", INT64, nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.UniqueConstraint("week", "version"),
        sqlite_strict=True,
    )
    op.execute(
        "INSERT INTO reports (id, week, version, path, made_at) "
        "SELECT id, week, 1, path, made_at FROM reports_before"
    )
    op.drop_table("reports_before")
