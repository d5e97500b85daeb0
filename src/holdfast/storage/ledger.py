"""The ledger: one transaction is one `with`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, Engine, func, select

from holdfast.errors import NewerLedger
from holdfast.storage import tables as t
from holdfast.storage.boundaries import SqlBoundaries
from holdfast.storage.contacts import SqlContacts
from holdfast.storage.cooldowns import SqlCoolDowns
from holdfast.storage.database import (
    empty_engine,
    engine_for,
    make_private_file,
    not_ours,
    told_plainly,
)
from holdfast.storage.marks import SqlMarks
from holdfast.storage.promises import SqlPromises
from holdfast.storage.requests import SqlRequests
from holdfast.storage.urges import SqlUrges

if TYPE_CHECKING:
    from holdfast.storage.changes import SqlChanges
    from holdfast.storage.drafts import SqlDrafts
    from holdfast.storage.events import SqlEvents
    from holdfast.storage.history import SqlHistory
    from holdfast.storage.nudges import SqlNudges
    from holdfast.storage.reports import SqlDaemonRuns, SqlReports


class SqlBook:
    """Carries out the port `Book`: the ledger, open for one transaction.

    What a command does not ask for is not imported.
    """

    def __init__(self, connection: Connection) -> None:
        self.contacts = SqlContacts(connection)
        self.boundaries = SqlBoundaries(connection)
        self.cooldowns = SqlCoolDowns(connection)
        self.promises = SqlPromises(connection)
        self.urges = SqlUrges(connection)
        self.requests = SqlRequests(connection)
        self.marks = SqlMarks(connection)
        self._connection = connection

    @cached_property
    def changes(self) -> SqlChanges:
        """Give the changes."""
        from holdfast.storage.changes import SqlChanges

        return SqlChanges(self._connection)

    @cached_property
    def drafts(self) -> SqlDrafts:
        """Give the drafts' texts."""
        from holdfast.storage.drafts import SqlDrafts

        return SqlDrafts(self._connection)

    @cached_property
    def events(self) -> SqlEvents:
        """Give the contact that was made."""
        from holdfast.storage.events import SqlEvents

        return SqlEvents(self._connection)

    @cached_property
    def nudges(self) -> SqlNudges:
        """Give the nudges."""
        from holdfast.storage.nudges import SqlNudges

        return SqlNudges(self._connection)

    @cached_property
    def reports(self) -> SqlReports:
        """Give the reports that are kept."""
        from holdfast.storage.reports import SqlReports

        return SqlReports(self._connection)

    @cached_property
    def history(self) -> SqlHistory:
        """Give what looking back over weeks asks for."""
        from holdfast.storage.history import SqlHistory

        return SqlHistory(self._connection)

    @cached_property
    def daemon_runs(self) -> SqlDaemonRuns:
        """Give when the daemon ran."""
        from holdfast.storage.reports import SqlDaemonRuns

        return SqlDaemonRuns(self._connection)

    def began_at(self) -> datetime | None:
        """Give when the ledger begins."""
        return self._connection.execute(select(func.min(t.contacts.c.added_at))).scalar()


class SqlLedger:
    """Carries out the port `Ledger` in one SQLite file."""

    def __init__(self, path: Path, backups: Path) -> None:
        self._path = path
        self._backups = backups

    @contextmanager
    def reading(self) -> Iterator[SqlBook]:
        """Read one moment's state; a home without a database reads as an empty ledger."""
        with told_plainly(self._path):
            if not self._path.exists():
                with empty_engine().connect() as connection:
                    yield SqlBook(connection)
                return
            with self._transaction("DEFERRED") as book:
                yield book

    @contextmanager
    def writing(self) -> Iterator[SqlBook]:
        """Write all of it or nothing; the first writer makes the database."""
        with told_plainly(self._path):
            if not self._path.exists() or not self._path.stat().st_size:
                make_private_file(self._path)
            # IMMEDIATE: a deferred transaction that reads and then writes fails under load,
            # however long the timeout.
            with self._transaction("IMMEDIATE") as book:
                yield book

    def stamp(self) -> object:
        """Give what differs after anything was written: a commit writes into the file itself."""
        try:
            file = self._path.stat()
        except OSError:
            return None
        return file.st_mtime_ns, file.st_size, file.st_ino

    @cached_property
    def _engine(self) -> Engine:
        return engine_for(self._path)

    @contextmanager
    def _transaction(self, kind: Literal["DEFERRED", "IMMEDIATE"]) -> Iterator[SqlBook]:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(f"BEGIN {kind}")
            if not self._is_current(connection):
                connection.rollback()
                # Alembic costs more than the rest of the program: only when it is needed.
                from holdfast.storage.migrating import upgrade

                upgrade(self._engine, self._path, self._backups)
                connection.exec_driver_sql(f"BEGIN {kind}")
            yield SqlBook(connection)
            connection.commit()

    def _is_current(self, connection: Connection) -> bool:
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        app_id = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        if version and app_id != t.APPLICATION_ID:
            raise not_ours(self._path)
        if version > t.SCHEMA:
            raise NewerLedger(
                f"{self._path} was written by a newer Holdfast. Nothing was changed.",
                "pip install --upgrade holdfast",
            )
        return bool(version == t.SCHEMA)
