"""Quicker migrations and engines: work with the same result is done once in a process."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

_SCHEMA: list[str] = []
_ENGINES: list[Engine] = []


def migrating_once(run_migrations: Callable[[Connection], None]) -> Callable[[Connection], None]:
    """Return migrations that make each further database with what they made of the first one.

    Migrations take a tenth of a second. Their own tests run them each time, and so does each
    process that is not forked.
    """

    def run(connection: Connection) -> None:
        is_empty = not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
        if is_empty and _SCHEMA:
            for statement in _SCHEMA:
                connection.exec_driver_sql(statement)
            return
        run_migrations(connection)
        if is_empty:
            made = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"
            _SCHEMA.extend(connection.exec_driver_sql(made).scalars())
            version = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
            _SCHEMA.append(f"INSERT INTO alembic_version VALUES ({version.scalar_one()!r})")  # noqa: S608

    return run


def quick_engine(*arguments: Any, **options: Any) -> Engine:
    """Return an engine that shares the first one's compiled statements, and doesn't sync.

    Every command of a test has an engine of its own, as a process has: compiling its statements
    again takes a third of its time. Waiting for the disk takes even longer, and no test cuts the
    power.
    """
    engine = create_engine(*arguments, **options)
    event.listen(engine, "checkout", _sync_nothing)
    if _ENGINES:
        first = _ENGINES[0]
        # The dialect keeps what was compiled for it.
        engine.dialect = engine.pool._dialect = first.dialect
        engine._compiled_cache = first._compiled_cache
    else:
        _ENGINES.append(engine)
    return engine


def _sync_nothing(connection: Any, *_: object) -> None:
    connection.execute("PRAGMA synchronous = OFF")
