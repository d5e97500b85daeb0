"""Urges to look somebody up, answers to nudges, one's reasons for leaving, and what comes next."""

import sqlalchemy as sa
from alembic import op

revision = "9"
down_revision = "8"
branch_labels = None
depends_on = None

# Microseconds; SQLite's STRICT tables know no BIGINT, their INTEGER has 64 bits.
INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("contacts", sa.Column("closing_offered_at", INT64, nullable=True))
    op.add_column("urges", sa.Column("kind", sa.Text(), nullable=False, server_default="message"))
    op.add_column("reviews", sa.Column("left_because", sa.Text(), nullable=True))
    for name, kind in (
        ("answer", sa.Text()),
        ("answered_at", INT64),
        ("shown_as", sa.Integer()),
        ("shown_by", sa.Text()),
    ):
        op.add_column("nudges", sa.Column(name, kind, nullable=True))
    op.create_table(
        "comparisons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("urge_id", sa.Integer(), nullable=False),
        sa.Column("at", INT64, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["urge_id"], ["urges.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("comparisons_of_urge", "comparisons", ["urge_id"], unique=False)
    op.create_index("comparisons_by_at", "comparisons", ["at"], unique=False)
    op.create_table(
        "intentions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("at", INT64, nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("intentions_of_week", "intentions", ["week"], unique=False)
