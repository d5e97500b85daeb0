"""Bringing a database up to date: one transaction, after a copy of what was there."""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from holdfast import __version__
from holdfast.errors import StorageError
from holdfast.storage.database import make_private_file, not_ours
from holdfast.storage.tables import APPLICATION_ID, SCHEMA


def migrations_folder() -> Path:
    """Find the migrations: inside an installed package, at the top level of a checkout."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "migrations", package.parents[1] / "migrations"):
        if (folder / "env.py").is_file():
            return folder
    raise StorageError(
        "Holdfast's migrations are missing.", "pip install --force-reinstall holdfast"
    )


def upgrade(engine: Engine, path: Path, backups: Path) -> None:
    """Bring a database to the newest schema; of several at once, one does it.

    StorageError if the file is a database of somebody else's.
    """
    with engine.connect() as connection:
        # A migration that makes a table anew drops the old one, which rows of others refer to:
        # the links are checked once, at its end. Inside a transaction this would do nothing.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if version >= SCHEMA:
            return
        if version == 0:
            _refuse_foreign(connection, path)
        else:
            back_up(path, backups, version)
        run_migrations(connection)
        _refuse_broken_links(connection, path)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
        connection.commit()


def run_migrations(connection: Connection) -> None:
    """Run the migrations that are missing, in the transaction that is open."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def back_up(path: Path, backups: Path, version: int) -> Path:
    """Copy a database as it stands, beside the copies made before; gives the copy's path."""
    copy = next(
        candidate
        for number in range(1, 1_000_000)
        if not (candidate := backups / f"before-upgrade-of-{version}-{number}.db").exists()
    )
    make_private_file(copy)
    # A connection of its own: one inside its own write transaction would wait for itself.
    with (
        closing(sqlite3.connect(path)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    return copy


def _refuse_foreign(connection: Connection, path: Path) -> None:
    if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one():
        raise not_ours(path)


def _refuse_broken_links(connection: Connection, path: Path) -> None:
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StorageError(
            f"The upgrade of {path} would have lost something. Nothing was changed.",
            f"pip install 'holdfast<{__version__}'",
        )
