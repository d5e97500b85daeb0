"""The SQLite file: its connections, and what its errors mean for a person."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import CursorResult, Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from holdfast.errors import LedgerLocked, StorageError, belongs_to, quoted, unusable
from holdfast.ledger.tables import metadata

LOCK_TIMEOUT_SECONDS = 30
ERASED = "erased"
"""What a store notes in its connection's `info` when a text has to be gone from the file."""

# synchronous: FULL doesn't sync the removal of the journal, so a power cut could take back an urge
# that was acknowledged. The journal is SQLite's default, because SQLite before 3.51.3 can corrupt
# a WAL database. secure_delete overwrites a draft that is erased.
PRAGMAS = (
    f"PRAGMA busy_timeout = {LOCK_TIMEOUT_SECONDS * 1000}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
)


def engine_for(path: Path) -> Engine:
    """Return an engine for a database file; each transaction has its own connection."""

    def connect() -> sqlite3.Connection:
        # isolation_level None: the ledger begins its transactions, not Python's sqlite3.
        # rw: never make a file of 0 bytes where a database should be.
        connection = sqlite3.connect(
            f"file:{quote(os.fsencode(path))}?mode=rw",
            isolation_level=None,
            timeout=LOCK_TIMEOUT_SECONDS,
            uri=True,
        )
        for pragma in PRAGMAS:
            connection.execute(pragma)
        return connection

    return create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)


def empty_engine() -> Engine:
    """Return an engine for an empty database in memory."""
    engine = create_engine("sqlite://", poolclass=StaticPool, hide_parameters=True)
    metadata.create_all(engine)
    return engine


def inserted_id(result: CursorResult[Any]) -> int:
    """Return the id of the row that an INSERT made."""
    (row_id,) = result.inserted_primary_key or (0,)
    return int(row_id)


def not_ours(path: Path) -> StorageError:
    """Return the error for a database of another program."""
    return StorageError(
        f"{path} belongs to another program. Nothing was changed.",
        f"file {quoted(path)}, which says what it is",
    )


def damaged(path: Path) -> StorageError:
    """Return the error for a file that can't be read as a database."""
    backups = path.parent / "backups"
    copies = f"copies made before upgrades are in {backups}" if backups.is_dir() else ""
    return StorageError(
        f"{path} is damaged, or is not a Holdfast database. Nothing was changed.",
        copies or "a copy from your own backups, in its place",
    )


def locked(path: Path) -> LedgerLocked:
    """Return the error for a database that another writer keeps for too long."""
    return LedgerLocked(f"Another program is using {path}.", "the same command in a minute")


@contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """Raise a StorageError with a plain sentence for an error of SQLite or of the file system."""
    try:
        yield
    except DBAPIError as error:
        raise _sentence(path, getattr(error.orig, "sqlite_errorname", ""), error) from error
    except sqlite3.Error as error:
        raise _sentence(path, getattr(error, "sqlite_errorname", ""), error) from error
    except OSError as error:
        raise unusable(path, error) from error


def _sentence(path: Path, name: str, error: Exception) -> StorageError:
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return locked(path)
    if name.startswith("SQLITE_FULL"):
        return unusable(path, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return damaged(path)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return _not_opened(path)
    if name.startswith("SQLITE_IOERR"):
        return unusable(path, OSError(errno.EIO, os.strerror(errno.EIO)))
    kind = type(error).__name__
    return StorageError(
        f"Holdfast can't use {path} ({name or kind}).",
        "the same command with HOLDFAST_DEBUG=1, to see why",
    )


def _not_opened(path: Path) -> StorageError:
    """Return why a database can't be opened for writing: SQLite does not say."""
    for place in (path.parent, path):
        try:
            found = place.stat()
            read_only = os.statvfs(place).f_flag & os.ST_RDONLY
        except OSError as error:
            return unusable(place, error)
        if read_only:
            return unusable(place, OSError(errno.EROFS, os.strerror(errno.EROFS)))
        if found.st_uid != os.geteuid():
            return StorageError(*belongs_to(str(place), found.st_uid))
    if path.is_dir():
        return unusable(path, OSError(errno.EISDIR, os.strerror(errno.EISDIR)))
    return StorageError(f"{path} can't be opened for writing.", f"ls -la {quoted(path.parent)}")
