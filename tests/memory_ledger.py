"""A ledger in memory, for examples by the thousand: the real tables without a file."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from holdfast.storage.database import empty_engine
from holdfast.storage.ledger import SqlBook
from holdfast.storage.tables import metadata


class MemoryLedger:
    """Carries out the port `Ledger`; `clear` empties it, which is faster than making it anew."""

    def __init__(self) -> None:
        self._engine: Engine = empty_engine()
        # pysqlite's own transactions off, as for a file.
        with self._engine.connect() as connection:
            connection.connection.driver_connection.isolation_level = None  # type: ignore[union-attr] # sqlite3's
        event.listen(self._engine, "begin", lambda one: one.exec_driver_sql("BEGIN"))

    @contextmanager
    def reading(self) -> Iterator[SqlBook]:
        with self._engine.begin() as connection:
            yield SqlBook(connection)

    writing = reading

    def stamp(self) -> object:
        return object()

    def clear(self) -> None:
        with self._engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
