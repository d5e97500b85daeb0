"""Runs the migrations in the transaction that the program has opened.

By hand, for writing a new one: `alembic revision --autogenerate -m "..."`, which compares the
tables with an empty database in memory that has all migrations so far.
"""

from alembic import context
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine

from holdfast.ledger.tables import metadata


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    context.run_migrations()


def run_all_so_far(empty: Connection) -> None:
    migration = MigrationContext.configure(empty)
    with Operations.context(migration):
        for revision in reversed(list(context.script.walk_revisions())):
            revision.module.upgrade()
    migration.stamp(context.script, "heads")


if (given := context.config.attributes.get("connection")) is not None:
    run(given)
else:
    with create_engine("sqlite://").connect() as empty:
        run_all_so_far(empty)
        run(empty)
