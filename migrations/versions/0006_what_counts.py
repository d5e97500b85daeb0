"""What a delay is counted by, which sleep was not believed, and since when the clock was ahead."""

import sqlalchemy as sa
from alembic import op

revision = "6"
down_revision = "5"
branch_labels = None
depends_on = None

# Microseconds; SQLite's STRICT tables know no BIGINT, their INTEGER has 64 bits.
INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("mark", sa.Column("uncounted", INT64, nullable=False, server_default="0"))
    op.add_column("mark", sa.Column("ahead_after", INT64, nullable=True))
    # What was said before counts as a length.
    op.add_column(
        "promises", sa.Column("is_date", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column(
        "changes", sa.Column("boundary_is_date", sa.Integer(), nullable=False, server_default="0")
    )
    op.drop_column("changes", "asked_boot")
