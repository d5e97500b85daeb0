"""The database file seen from outside: through SQLite alone, without Holdfast's code."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class LedgerFile:
    """One database file; each method opens it again."""

    path: Path

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        # Not mode=ro: after a crash, the next reader has to roll the journal back.
        with closing(sqlite3.connect(f"{self.path.as_uri()}?mode=rw", uri=True)) as database:
            return database.execute(sql, values).fetchall()

    def one(self, sql: str, *values: object) -> Any:
        ((value,),) = self.rows(sql, *values)
        return value

    def script(self, sql: str) -> None:
        with closing(sqlite3.connect(self.path)) as database:
            database.executescript(sql)

    def is_sound(self) -> bool:
        return (
            self.rows("PRAGMA integrity_check") == [("ok",)]
            and self.rows("PRAGMA foreign_key_check") == []
        )

    def tables(self) -> set[str]:
        found = self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in found}

    def content(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return the rows of all tables but the mark, which follows the clock."""
        names = self.tables() - {"mark"}
        return {name: self.rows(f"SELECT * FROM {name}") for name in names}  # noqa: S608 - our own names

    def schema(self) -> dict[str, str]:
        """Return the SQL of each table and index, without its white space."""
        found = self.rows("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: " ".join(sql.split()) for name, sql in found}
