"""Since when the clock was not found synchronised: what was written then may have to be moved."""

import sqlalchemy as sa
from alembic import op

revision = "4"
down_revision = "3"
branch_labels = None
depends_on = None

# Microseconds; SQLite's STRICT tables know no BIGINT, their INTEGER has 64 bits.
INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("mark", sa.Column("unsure_since", INT64, nullable=True))
