"""Makes a new database, and upgrades an old one: in one transaction, after a backup."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from holdfast import __version__
from holdfast.errors import StorageError
from holdfast.ledger.database import engine_for
from holdfast.ledger.files import make_private_file, make_private_folder
from holdfast.ledger.tables import APPLICATION_ID, SCHEMA


def migrations_folder() -> Path:
    """Return the folder of the migrations: in an installed package, or at a checkout's top."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "migrations", package.parents[1] / "migrations"):
        if (folder / "env.py").is_file():
            return folder
    raise StorageError(
        "Part of Holdfast is missing: its migrations.", "pip install --force-reinstall holdfast"
    )


def make_database(path: Path) -> None:
    """Make a new database under another name, and give it its own name once it is whole.

    So a file of 0 bytes is never a database that is just being made.
    """
    make_private_folder(path.parent)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    new = Path(name)
    try:
        with engine_for(new).connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            _migrate(connection, path)
        _name(new, path)
    finally:
        new.unlink(missing_ok=True)


def upgrade(engine: Engine, path: Path, backups: Path) -> None:
    """Back up a database and bring it to the newest schema; if two do so at once, only one does."""
    with engine.connect() as connection:
        # A migration that recreates a table drops the old one, which other tables refer to.
        # So foreign keys are checked once, at the end. This pragma needs to be outside of a
        # transaction.
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if version >= SCHEMA:
            return
        back_up(path, backups, version)
        _migrate(connection, path)


def run_migrations(connection: Connection) -> None:
    """Run the missing migrations in the open transaction."""
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def back_up(path: Path, backups: Path, version: int) -> Path:
    """Copy a database beside the earlier copies; return the path of the copy."""
    copy = next(
        candidate
        for number in range(1, 1_000_000)
        if not (candidate := backups / f"before-upgrade-of-{version}-{number}.db").exists()
    )
    make_private_file(copy)
    # The connection that holds the write lock can't be the source of a backup.
    with (
        closing(sqlite3.connect(path)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    return copy


def _name(new: Path, path: Path) -> None:
    try:
        os.link(new, path)
    except FileExistsError:
        pass  # another first run was quicker
    except OSError:  # a file system without links
        new.replace(path)


def _migrate(connection: Connection, path: Path) -> None:
    run_migrations(connection)
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StorageError(
            f"Upgrading {path} would have lost data. Nothing was changed.",
            f"pip install 'holdfast<{__version__}'",
        )
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
    connection.commit()
