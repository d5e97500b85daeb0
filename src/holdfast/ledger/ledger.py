"""The ledger: each `with` is one transaction."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from holdfast.errors import NewerLedger, StorageError
from holdfast.ledger import tables as t
from holdfast.ledger.database import (
    ERASED,
    LOCK_TIMEOUT_SECONDS,
    damaged,
    empty_engine,
    engine_for,
    locked,
    not_ours,
    told_plainly,
)
from holdfast.ledger.files import file_version

if TYPE_CHECKING:
    from holdfast.app import Stores


class Ledger:
    """One SQLite file; `stores` makes the stores of a transaction."""

    def __init__(self, path: Path, backups: Path, stores: Callable[[Connection], Stores]) -> None:
        self._path = path
        self._backups = backups
        self._stores = stores
        self._one_writer = Lock()

    @contextmanager
    def reading(self) -> Iterator[Stores]:
        """Read the state of one moment; a home without a database reads as an empty ledger."""
        with told_plainly(self._path):
            if not self._is_there():
                with empty_engine().connect() as connection:
                    yield self._stores(connection)
                return
            with self._transaction("DEFERRED") as stores:
                yield stores

    @contextmanager
    def writing(self) -> Iterator[Stores]:
        """Write everything or nothing; the first writer makes the database."""
        # The threads of a daemon take turns here: SQLite lets one of them starve for seconds.
        if not self._one_writer.acquire(timeout=LOCK_TIMEOUT_SECONDS):
            raise locked(self._path)
        try:
            with told_plainly(self._path):
                if not self._is_there():
                    # Alembic takes longer to import than the rest of the program.
                    from holdfast.ledger.migrating import make_database

                    make_database(self._path)
                # IMMEDIATE: a deferred transaction that reads first and writes later fails if
                # another one has written in between.
                with self._transaction("IMMEDIATE") as stores:
                    yield stores
        finally:
            self._one_writer.release()

    def _is_there(self) -> bool:
        """Return whether there is a database, if only one that can't be read, or its journal."""
        for end in ("", "-journal"):
            try:
                os.lstat(f"{self._path}{end}")
            except (FileNotFoundError, NotADirectoryError):
                continue
            return True
        return False

    def file_version(self) -> object:
        """Return a value that changes with every commit: each commit writes the file."""
        return file_version(self._path)

    @cached_property
    def _engine(self) -> Engine:
        return engine_for(self._path)

    @contextmanager
    def _transaction(self, kind: Literal["DEFERRED", "IMMEDIATE"]) -> Iterator[Stores]:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f"BEGIN {kind}")
            while not self._is_current(connection):
                connection.rollback()
                from holdfast.ledger.migrating import upgrade

                upgrade(self._engine, self._path, self._backups)
                connection.exec_driver_sql(f"BEGIN {kind}")
            yield self._stores(connection)
            try:
                with told_plainly(self._path):
                    connection.commit()
            except StorageError as error:
                error.in_commit = True
                raise
            if connection.info.get(ERASED):
                # secure_delete misses copies that SQLite left when it moved rows within a page.
                connection.exec_driver_sql("PRAGMA temp_store = MEMORY")
                with suppress(DBAPIError):  # it is locked or full: what was saved stays saved
                    connection.exec_driver_sql("VACUUM")

    def _is_current(self, connection: Connection) -> bool:
        """Return whether the schema is the newest one; raise if it can't be upgraded to it."""
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        app_id = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        if not self._path.stat().st_size:
            raise damaged(self._path)
        if app_id != t.APPLICATION_ID:
            raise not_ours(self._path)
        if version > t.SCHEMA:
            raise NewerLedger(
                f"{self._path} was saved by a newer Holdfast. Nothing was changed.",
                "pip install --upgrade holdfast",
            )
        if version < t.FIRST_SCHEMA:
            raise StorageError(
                f"{self._path} is from before Holdfast's first release. This version can't read "
                "it. Nothing was changed.",
                "move that file to another place, then start again",
            )
        return bool(version == t.SCHEMA)
