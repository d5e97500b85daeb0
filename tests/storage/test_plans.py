"""No question that a command asks reads all that was ever written down."""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from fakes import EVENING, FakeClock, FakeNotifier
from holdfast.app import App
from holdfast.desktop.folders import Folders
from holdfast.services.check import check
from holdfast.services.contacts import add_contact, contact_names, list_contacts, rename_contact
from holdfast.services.cooldowns import extend_cool_down, show_cool_down, start_cool_down
from holdfast.services.events import sent
from holdfast.services.keeping import list_reports, reports_due
from holdfast.services.nudges import (
    inbox,
    list_nudges,
    mark_read,
    report_looked_at,
    show_test_nudge,
    snooze_nudges,
)
from holdfast.services.reports import urges_of_week, weekly_report
from holdfast.services.riding import begin_ride
from holdfast.services.status import status
from holdfast.services.tick import end_watch, note_last_seen, tick
from holdfast.services.undoing import undo
from holdfast.services.urges import (
    amend_urge,
    let_go,
    list_urges,
    log_urge,
    rate_urge,
    retract_urge,
    show_urge,
)

YEARS_OF_URGES = 3_000
MOST_STEPS = 5_000
"""Of SQLite's machine, for one question: to read 3,000 rows it takes three times as many."""
UseCase = Callable[[App], object]

# Each on a ledger that has years in it.
ASKED: dict[str, UseCase] = {
    "log": lambda app: app.call(
        log_urge, draft="x", contact="Sam", triggers=("song", "wine"), intensity=5
    ),
    "log, guessing": lambda app: app.call(log_urge, guess_contact=True),
    "rate": lambda app: app.call(rate_urge, intensity=3),
    "rate one": lambda app: app.call(rate_urge, urge=2_999, intensity=3),
    "let go": lambda app: app.call(let_go),
    "let go and erase": lambda app: app.call(let_go, urge=2_999, erase=True),
    "retract": lambda app: app.call(retract_urge, urge=2_999),
    "amend": lambda app: app.call(
        amend_urge, urge=2_999, contact="Robin", triggers=("rain",), intensity=1, felt="1h ago"
    ),
    "reopen": lambda app: (
        app.call(sent, urge=2_999),
        app.call(amend_urge, urge=2_999, outcome="open"),
    ),
    "list": lambda app: app.call(list_urges, limit=20),
    "list since": lambda app: app.call(list_urges, since="2d ago", until="1h ago", limit=20),
    "list open": lambda app: app.call(list_urges, outcome="open", limit=20),
    "list let go": lambda app: app.call(list_urges, outcome="let-go", limit=20),
    "list a trigger": lambda app: app.call(list_urges, trigger="rare", limit=20),
    "list a contact": lambda app: app.call(list_urges, contact="Robin", limit=20),
    "list retracted": lambda app: app.call(list_urges, retracted=True, limit=20),
    "list all of it": lambda app: app.call(
        list_urges, since="2d ago", outcome="open", trigger="rare", contact="Sam", limit=20
    ),
    "show": lambda app: app.call(show_urge),
    "show one": lambda app: app.call(show_urge, urge=2_999),
    "ride": lambda app: app.call(begin_ride),
    "sent": lambda app: app.call(sent),
    "sent alone": lambda app: app.call(sent, alone=True, contact="Sam", at="1h ago"),
    "check": lambda app: app.call(check, contact="Sam"),
    "status": lambda app: app.call(status),
    "contacts": lambda app: (app.call(list_contacts), app.call(contact_names)),
    "add a contact": lambda app: app.call(add_contact, name="Kim"),
    "rename": lambda app: app.call(rename_contact, name="Sam", to="Alex"),
    "start": lambda app: app.call(start_cool_down, contact="Robin", length="30d"),
    "extend": lambda app: app.call(extend_cool_down, contact="Sam", by="1d"),
    "undo": lambda app: (app.call(extend_cool_down, contact="Sam", by="1d"), app.call(undo)),
    "undo a contact's": lambda app: (
        app.call(extend_cool_down, contact="Sam", by="1d"),
        app.call(undo, contact="Sam"),
    ),
    "show the cool-down": lambda app: app.call(show_cool_down, contact="Sam"),
    "report": lambda app: app.call(weekly_report),
    "report of last week": lambda app: app.call(weekly_report, week="last"),
    "report of a contact": lambda app: app.call(weekly_report, contact="Sam"),
    "urges of a week": lambda app: (
        app.call(urges_of_week),
        app.call(urges_of_week, contact="Sam"),
    ),
    "reports": lambda app: (app.call(reports_due), app.call(list_reports)),
    "nudges": lambda app: app.call(list_nudges, limit=20),
    "inbox": lambda app: app.call(inbox),
    "read": lambda app: app.call(mark_read, nudge_ids=(1, 2)),
    "look at a report": lambda app: app.call(report_looked_at, week="2026-W46"),
    "snooze": lambda app: app.call(snooze_nudges, length="3h"),
    "test nudge": lambda app: app.call(show_test_nudge),
    "daemon starts": lambda app: app.call(note_last_seen, at=EVENING),
    "daemon ends": lambda app: app.call(end_watch, run=app.call(tick, run=None).run),
}

# Read whole because they are small, and stay so: a row for each person that is being given
# space, one for each week, and one each time somebody asked for less of it.
SMALL = {"contacts", "reports", "changes"}
SCAN = re.compile(r"^SCAN (?!CONSTANT ROW|\d+ CONSTANT ROWS?)(?P<table>\w+)")


@dataclass
class Statements:
    """What was asked of SQLite, and how SQLite would go about it."""

    path: Path
    asked: dict[str, Any] = field(default_factory=dict)

    def hear(self, statement: str, values: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
            self.asked.setdefault(statement, values)

    def scans(self) -> list[str]:
        """Give the statements that read a whole table that grows."""
        found = []
        with closing(sqlite3.connect(self.path)) as database:
            for statement, values in self.asked.items():
                plan = database.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
                steps = [step for *_, step in plan]
                found += [
                    f"{step}: {' '.join(statement.split())}"
                    for step in steps
                    if _reads_all(step, steps, statement)
                ]
        return found

    def long_ones(self) -> list[str]:
        """Give the statements that take a walk through much, be it along an index."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as database:
            counted = {
                statement: _steps_of(database, statement, values)
                for statement, values in self.asked.items()
                if statement.startswith(("SELECT", "UPDATE", "DELETE"))
            }
        return [
            f"{steps} steps: {' '.join(statement.split())}"
            for statement, steps in counted.items()
            if steps > MOST_STEPS
        ]


def _steps_of(database: sqlite3.Connection, statement: str, values: Any) -> int:
    """Run a statement again, take it back, and give how many steps it took."""
    hundreds = 0

    def count() -> int:
        nonlocal hundreds
        hundreds += 1
        return 0

    database.execute("BEGIN")
    database.set_progress_handler(count, 100)
    database.execute(statement, values).fetchall()
    database.set_progress_handler(None, 0)
    database.execute("ROLLBACK")
    return hundreds * 100


def _reads_all(step: str, steps: Sequence[str], statement: str) -> bool:
    scan = SCAN.match(step)
    if scan is None or scan["table"] in SMALL:
        return False
    # The newest few, in an index's or the rows' own order: it ends when it has them.
    ends_early = " LIMIT " in " ".join(statement.split()) and "ORDER BY" in statement
    return not ends_early or any("TEMP B-TREE" in other for other in steps)


@pytest.fixture
def statements(app: App) -> Iterator[Statements]:
    """Hear all that is asked of SQLite while a test runs."""
    heard = Statements(app.folders.database)

    def listen(
        _connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool
    ) -> None:
        heard.hear(statement, values[0] if many else values)

    event.listen(Engine, "before_cursor_execute", listen)
    yield heard
    event.remove(Engine, "before_cursor_execute", listen)


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a database with years in it, once."""
    home = tmp_path_factory.mktemp("years")
    clock = FakeClock()
    app = App(Folders(str(home), str(home / "config.toml"), str(home)), clock=clock)
    app.call(add_contact, name="Sam")
    app.call(add_contact, name="Robin")
    app.call(start_cool_down, contact="Sam", length="30d")
    now = clock.moment.timestamp() * 1_000_000
    hours = 6 * 3_600 * 1_000_000
    texts = [text.id for text in app._nudge_texts() if text.kind == "check-in"]
    ids = range(1, YEARS_OF_URGES + 1)
    felt = {number: int(now) - (YEARS_OF_URGES - number) * hours for number in ids}
    with closing(sqlite3.connect(app.folders.database)) as database, database:
        many = database.executemany
        many(
            "INSERT INTO urges VALUES (?, ?, ?, ?, ?, NULL, 5, ?, NULL, ?, 0, NULL)",
            [
                (
                    n,
                    1 + n % 2,
                    felt[n],
                    felt[n],
                    felt[n] + 4 * hours,
                    "let-go" if n < YEARS_OF_URGES - 40 else "open",
                    felt[n] if n % 50 == 0 else None,
                )
                for n in ids
            ],
        )
        many("INSERT INTO drafts VALUES (?, 'I miss you')", [(n,) for n in ids])
        many("INSERT INTO triggers VALUES (?, 0, ?)", [(n, "song") for n in ids])
        many("INSERT INTO triggers VALUES (?, 1, 'rare')", [(n,) for n in ids if n % 97 == 0])
        many("INSERT INTO ratings VALUES (?, ?, ?, 3)", [(n, n, felt[n]) for n in ids])
        many(
            "INSERT INTO amendments VALUES (?, ?, ?, 'intensity', '1', '5')",
            [(n, n, felt[n]) for n in ids],
        )
        many(
            "INSERT INTO events VALUES (?, 'sent', ?, ?, ?, NULL, 1, ?, NULL, NULL)",
            [(n, 1 + n % 2, felt[n], felt[n], n) for n in ids if n < YEARS_OF_URGES - 40],
        )
        many(
            "INSERT INTO nudges VALUES (?, ?, 'check-in', ?, ?, ?, ?, NULL, ?, NULL, ?, 'T', 'B',"
            " 'because', NULL, 0)",
            [
                (
                    n,
                    f"key:{n}",
                    n,
                    felt[n],
                    felt[n] + hours,
                    "failed" if n % 20 == 0 else "handed-over",
                    felt[n],
                    texts[n % len(texts)],
                )
                for n in ids
            ],
        )
        many("INSERT INTO daemon_runs VALUES (?, ?, ?)", [(n, felt[n], felt[n] + 1) for n in ids])
        many("INSERT INTO requests VALUES (?, ?, '{}')", [(f"r{n}", int(now)) for n in ids])
        many(
            "INSERT INTO promises VALUES (?, 1, 'extend', 1, ?, ?, NULL, 1, 0, NULL, 0)",
            [(n + 1, felt[n], int(now) + 100 * hours) for n in ids],
        )
    return app.folders.database


@pytest.fixture
def lived_with(app: App, years: Path) -> App:
    """Give an app whose ledger has years in it."""
    app.folders.home.mkdir()
    shutil.copy(years, app.folders.database)
    return app


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED.keys())
def test_nothing_that_grows_is_read_whole(
    lived_with: App, statements: Statements, ask: UseCase
) -> None:
    ask(lived_with)
    assert statements.asked
    assert statements.scans() == []
    assert statements.long_ones() == []


def test_a_tick_reads_nothing_that_grows_whole(
    lived_with: App, clock: FakeClock, notifier: FakeNotifier, statements: Statements
) -> None:
    run = None
    for _ in range(3):
        lived_with.call(log_urge, contact="Sam")
        for _ in range(5):
            run = lived_with.call(tick, run=run).run
            clock.forward(minutes=10)
        clock.forward(days=3)
    assert notifier.shown
    assert lived_with.call(list_reports)
    assert statements.scans() == []
    assert statements.long_ones() == []


@pytest.mark.parametrize(
    ("statement", "whole"),
    [
        ("SELECT * FROM urges", True),
        ("SELECT * FROM urges WHERE intensity = 5 LIMIT 1", True),
        ("SELECT * FROM urges WHERE id = 1", False),
        ("SELECT * FROM urges ORDER BY felt_at DESC LIMIT 1", False),
        ("SELECT felt_at FROM urges", True),
        ("DELETE FROM events WHERE note = 'x'", True),
        ("UPDATE ratings SET at = 0 WHERE intensity = 1", True),
        ("SELECT * FROM contacts", False),
    ],
)
def test_a_question_that_reads_all_is_noticed(
    lived_with: App, statements: Statements, statement: str, whole: bool
) -> None:
    statements.asked.clear()
    statements.hear(statement, ())
    assert bool(statements.scans()) == whole
    assert lived_with.folders.database == statements.path
