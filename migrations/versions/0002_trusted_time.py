"""The mark of trusted time, and the jumps of the wall's clock."""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"
branch_labels = None
depends_on = None

# Microseconds; SQLite's STRICT tables know no BIGINT, their INTEGER has 64 bits.
INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("trusted", INT64, nullable=False),
        sa.Column("wall", INT64, nullable=False),
        sa.Column("since_boot", INT64, nullable=True),
        sa.Column("boot_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_table(
        "clock_jumps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", INT64, nullable=False),
        sa.Column("by", INT64, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("clock_jumps_by_at", "clock_jumps", ["at"], unique=False)
