"""What a delay is counted by, which sleep was not believed, and since when the clock was ahead."""

import sqlalchemy as sa
from alembic import op

from holdfast.domain.contact import name_key

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
    _reckon_keys_anew("contacts", "id", "name")
    # Of a former name only the key is left.
    _reckon_keys_anew("former_names", "name_key", "name_key")


def _reckon_keys_anew(table: str, id_column: str, name_column: str) -> None:
    """Give names the keys that they have by now; one that another one has already is left as it is.

    Whoever has it is found by the old key, too: the stricter of the two counts.
    """
    connection = op.get_bind()
    names = sa.table(table, *map(sa.column, {id_column, name_column, "name_key"}))
    rows = connection.execute(
        sa.select(names.c[id_column], names.c[name_column], names.c.name_key)
    ).all()
    taken = {row[2] for row in rows}
    for row_id, name, before in rows:
        key = name_key(name)
        if key and key not in taken:
            connection.execute(
                names.update().where(names.c[id_column] == row_id).values(name_key=key)
            )
            taken = (taken - {before}) | {key}
