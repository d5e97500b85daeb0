"""The SQLite file: made private, opened with the pragmas that a promise needs."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import CursorResult, Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from holdfast.errors import LedgerLocked, StorageError, unusable
from holdfast.storage.tables import metadata

LOCK_TIMEOUT_SECONDS = 30

# EXTRA: with FULL the journal's removal is not synced, and a power cut can take an acknowledged
# urge back. A rollback journal, because SQLite before 3.51.3 can corrupt a WAL database.
# secure_delete: a draft that was erased is overwritten.
PRAGMAS = (
    f"PRAGMA busy_timeout = {LOCK_TIMEOUT_SECONDS * 1000}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
)


def engine_for(path: Path) -> Engine:
    """Give an engine for a database file; each transaction has a connection of its own."""

    def connect() -> sqlite3.Connection:
        # isolation_level None: pysqlite begins no transaction of its own, the ledger does.
        connection = sqlite3.connect(path, isolation_level=None, timeout=LOCK_TIMEOUT_SECONDS)
        for pragma in PRAGMAS:
            connection.execute(pragma)
        return connection

    return create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)


def empty_engine() -> Engine:
    """Give an engine for an empty database in memory: what a home without one reads as."""
    engine = create_engine("sqlite://", poolclass=StaticPool, hide_parameters=True)
    metadata.create_all(engine)
    return engine


def inserted_id(result: CursorResult[Any]) -> int:
    """Give the id of the row that an INSERT has just made."""
    (row_id,) = result.inserted_primary_key or (0,)
    return int(row_id)


def make_private_file(path: Path) -> None:
    """Make an empty file that only its owner may read, and its folder.

    What stands in one that is there already stays; others can read it no more.
    """
    make_private_folder(path.parent)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        # Not by opening it: closing it would drop the locks that this process has on a database.
        if os.name == "posix" and path.stat().st_uid == os.getuid():
            path.chmod(0o600)


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner may open.

    An empty one that is there already is closed to others, too; one with other things in it is
    left as its owner has it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    there = folder.stat()
    if os.name == "posix" and there.st_uid == os.getuid() and not any(folder.iterdir()):
        folder.chmod(stat.S_IMODE(there.st_mode) & ~0o077)


def not_ours(path: Path) -> StorageError:
    """Say that a database is another program's."""
    return StorageError(
        f"{path} is a database of another program. Nothing was changed.",
        "move it away, or set HOLDFAST_HOME to another folder",
    )


@contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say into a sentence and a way out."""
    try:
        yield
    except DBAPIError as error:
        raise _sentence(path, getattr(error.orig, "sqlite_errorname", ""), error) from error
    except sqlite3.Error as error:
        raise _sentence(path, getattr(error, "sqlite_errorname", ""), error) from error
    except OSError as error:
        raise unusable(path, error) from error


def _sentence(path: Path, name: str, error: Exception) -> StorageError:
    backups = path.parent / "backups"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LedgerLocked(f"Another program keeps {path} locked.", "the same again in a moment")
    if name.startswith("SQLITE_FULL"):
        return StorageError(f"The disk is full: {path} can't be written.", "free some space first")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        copies = f"; copies made before upgrades are in {backups}" if backups.is_dir() else ""
        return StorageError(
            f"{path} is damaged, or is not a Holdfast database. Nothing was changed.",
            f"move it away{copies}",
        )
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return StorageError(f"{path} can't be opened for writing.", f"ls -l {path.parent}")
    if name.startswith("SQLITE_IOERR"):
        return StorageError(f"The disk did not take what was to be written to {path}.", "df -h")
    kind = type(error).__name__
    return StorageError(f"{path} could not be used ({name or kind}).", "HOLDFAST_DEBUG=1 shows why")
