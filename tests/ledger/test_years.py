"""What is asked often takes no longer in a ledger of years than in a new one."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from fakes import FakeClock
from holdfast.app import App
from holdfast.overview.glance import glance
from holdfast.overview.status import status
from holdfast.promises.holds import check
from holdfast.promises.use_cases import start_cool_down
from holdfast.urges.use_cases import let_go, list_urges, log_urge, rate_urge, show_urge

UseCase = Callable[[App], object]
YEARS_OF_URGES = 3_000
COUNT_EVERY = 10
MOST_STEPS_MORE = 2_000
"""Of SQLite's machine, in all of a use case: to read 3,000 rows it takes three times as many."""

ASKED: dict[str, UseCase] = {
    "log": lambda app: app.call(log_urge, draft="I miss you", triggers=("song",), intensity=5),
    "status": lambda app: app.call(status),
    "status --line": lambda app: app.call(glance),
    "check": lambda app: app.call(check, contact="Sam"),
    "list": lambda app: app.call(list_urges, limit=20),
    "show": lambda app: app.call(show_urge),
    "rate": lambda app: app.call(rate_urge, intensity=3),
}


@contextmanager
def counted() -> Iterator[list[int]]:
    """Count the steps that SQLite takes in the block."""
    steps = [0]

    def count() -> int:
        steps[0] += COUNT_EVERY
        return 0

    def connected(connection: Any, _record: object) -> None:
        connection.set_progress_handler(count, COUNT_EVERY)

    event.listen(Engine, "connect", connected)
    try:
        yield steps
    finally:
        event.remove(Engine, "connect", connected)


def add_years(app: App) -> None:
    """Add copies of the oldest urge before it, each with its draft."""
    with closing(sqlite3.connect(app.folders.database)) as database, database:
        for table, key in (("urges", "id"), ("drafts", "urge_id"), ("triggers", "urge_id")):
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            earlier = {
                column: f"{column} - n * 6 * 3600000000" if column.endswith("_at") else column
                for column in columns
            }
            earlier[key] = "1000 + n"
            database.execute(
                "WITH RECURSIVE counted (n) AS"  # noqa: S608 - the names are the ledger's own
                " (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ?)"
                f" INSERT INTO {table} ({', '.join(columns)})"
                f" SELECT {', '.join(earlier.values())} FROM counted, {table} WHERE {key} = 1",
                (YEARS_OF_URGES,),
            )


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED.keys())
def test_it_takes_as_many_steps_with_years_of_urges(
    app: App, clock: FakeClock, ask: UseCase
) -> None:
    app.call(start_cool_down, contact="Sam", length="30d")
    for _ in range(3):
        app.call(log_urge, draft="I miss you", triggers=("song",), intensity=5)
        clock.forward(hours=1)
        app.call(let_go)
    app.call(log_urge, draft="I miss you")
    ask(app)
    with counted() as before:
        ask(app)
    add_years(app)
    with counted() as after:
        ask(app)
    assert before[0] > 0
    assert after[0] < before[0] + MOST_STEPS_MORE
