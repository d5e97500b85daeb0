"""Since when the clock was not known to be right, and what was written in which boot."""

import sqlalchemy as sa
from alembic import op

revision = "4"
down_revision = "3"
branch_labels = None
depends_on = None

# Microseconds; SQLite's STRICT tables know no BIGINT, their INTEGER has 64 bits.
INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("mark", sa.Column("unsure_after", INT64, nullable=True))
    op.add_column("promises", sa.Column("set_boot", sa.Text(), nullable=True))
    op.add_column("changes", sa.Column("asked_boot", sa.Text(), nullable=True))
    op.create_index("cooldowns_of_contact", "cooldowns", ["contact_id"])
    op.drop_index("promises_of_cooldowns", "promises")
    op.create_index(
        "promises_of_cooldowns",
        "promises",
        ["contact_id", "cooldown_id", "id"],
        sqlite_where=sa.text("cooldown_id IS NOT NULL"),
    )
    op.add_column("urges", sa.Column("logged_ran", INT64, nullable=False, server_default="0"))
    op.add_column("urges", sa.Column("logged_boot", sa.Text(), nullable=True))
