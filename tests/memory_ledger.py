"""A ledger in memory, for examples by the thousand: the real tables without a file."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from holdfast.app import Stores
from holdfast.ledger.database import empty_engine


class MemoryLedger:
    """A `Ledger`; `go_back` restores what was there when `remember` was called."""

    def __init__(self) -> None:
        self._engine: Engine = empty_engine()
        self._remembered = sqlite3.connect(":memory:")
        # pysqlite's own transactions off, as for a file.
        with self._database() as database:
            database.isolation_level = None
        event.listen(self._engine, "begin", lambda one: one.exec_driver_sql("BEGIN"))

    @contextmanager
    def reading(self) -> Iterator[Stores]:
        with self._engine.begin() as connection:
            yield Stores(connection)

    writing = reading

    def file_version(self) -> object:
        return object()

    def remember(self) -> None:
        with self._database() as database:
            database.backup(self._remembered)

    def go_back(self) -> None:
        with self._database() as database:
            self._remembered.backup(database)

    @contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        with self._engine.connect() as connection:
            database = connection.connection.driver_connection
            assert isinstance(database, sqlite3.Connection)
            yield database
