"""What every transaction of the ledger has, and how things lie in its file."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from conftest import Commands
from fakes import FakeClock
from holdfast.app import App
from holdfast.desktop.folders import Folders
from holdfast.services.contacts import add_contact, list_contacts
from holdfast.services.cooldowns import start_cool_down
from holdfast.services.urges import list_urges, log_urge, show_urge
from holdfast.storage.ledger import SqlLedger
from holdfast.storage.tables import APPLICATION_ID, SCHEMA, metadata
from storage.ledger_file import LedgerFile

INSTANTS = [
    "contacts.added_at",
    "cooldowns.started_at",
    "promises.set_at",
    "promises.ends_at",
    "urges.felt_at",
    "urges.logged_at",
    "urges.pause_ends_at",
    "requests.made_at",
]


def _ledger(folders: Folders) -> SqlLedger:
    return SqlLedger(folders.database, folders.backups)


def _pragma(connection: Connection, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


@pytest.mark.parametrize("kind", ["reading", "writing"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("foreign_keys", 1),
        ("synchronous", 3),  # EXTRA
        ("busy_timeout", 30_000),
        ("secure_delete", 1),
        ("trusted_schema", 0),
        ("journal_mode", "delete"),
    ],
)
def test_every_connection_keeps_what_a_promise_needs(
    app: App, folders: Folders, kind: str, name: str, value: object
) -> None:
    app.call(log_urge)
    ledger = _ledger(folders)
    with ledger.reading() if kind == "reading" else ledger.writing() as book:
        assert _pragma(book._connection, name) == value


def test_every_table_is_strict(app: App, ledger_file: LedgerFile) -> None:
    app.call(log_urge)
    loose = ledger_file.rows(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict"
    )
    # SQLite's own, and Alembic's one row.
    assert {name for (name,) in loose} == {"sqlite_schema", "alembic_version"}
    assert set(metadata.tables) <= ledger_file.tables()


def test_a_file_says_that_it_is_holdfasts_and_which_schema_it_has(
    app: App, ledger_file: LedgerFile
) -> None:
    app.call(log_urge)
    assert ledger_file.one("PRAGMA application_id") == APPLICATION_ID
    assert ledger_file.one("PRAGMA user_version") == SCHEMA


@pytest.mark.parametrize("column", INSTANTS)
def test_an_instant_lies_there_as_microseconds_since_the_epoch(
    app: App, clock: FakeClock, ledger_file: LedgerFile, column: str
) -> None:
    clock.moment = datetime(2026, 11, 20, 21, 30, 0, 123_457, tzinfo=UTC)
    app.call(start_cool_down, length="30d", contact="Sam")
    app.call(log_urge)
    table, _, name = column.partition(".")
    kind, value = ledger_file.rows(
        f"SELECT typeof({name}), {name} FROM {table} ORDER BY {name} LIMIT 1"  # noqa: S608 - our own names
    )[0]
    begin = 1_795_210_200_123_457
    far = {"ends_at": timedelta(days=30), "pause_ends_at": timedelta(days=1)}.get(name, timedelta())
    assert (kind, value) == ("integer", begin + far // timedelta(microseconds=1))


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC),
        datetime(2026, 3, 29, 0, 59, 59, 999_999, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, 0, 1, tzinfo=UTC),
        datetime(2099, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
)
def test_an_instant_comes_back_to_the_microsecond(
    app: App, clock: FakeClock, moment: datetime
) -> None:
    clock.moment = moment
    assert app.call(log_urge).urge.felt_at == moment
    assert app.call(show_urge).urge.felt_at == moment


def test_a_home_without_a_database_reads_as_empty_and_stays_without(
    app: App, folders: Folders
) -> None:
    assert app.call(list_contacts) == ()
    assert app.call(list_urges) == ()
    assert not folders.home.exists()


def test_what_fails_in_the_middle_leaves_nothing_of_itself(
    app: App, clock: FakeClock, folders: Folders
) -> None:
    app.call(add_contact, name="Sam")

    def write_and_fail() -> None:
        with _ledger(folders).writing() as book:
            book.contacts.add("Robin", "robin", clock.moment)
            raise KeyError

    with pytest.raises(KeyError):
        write_and_fail()
    assert [contact.name for contact in app.call(list_contacts)] == ["Sam"]


def test_a_reader_sees_one_moment_while_another_writes(
    app: App, folders: Folders, holdfast: Commands
) -> None:
    holdfast.ok("log", typed="one")
    with _ledger(folders).reading() as book:
        before = book.urges.listed()
        # The writer waits at its commit for this reader, so it is not waited for here.
        with sqlite3.connect(folders.database, timeout=0, isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("UPDATE urges SET intensity = 9")
            assert book.urges.listed() == before
            other.execute("ROLLBACK")
        other.close()
    assert app.call(show_urge).urge.intensity is None


@pytest.mark.parametrize(
    "row",
    [
        "INSERT INTO drafts VALUES (77, 'of no urge')",
        "INSERT INTO triggers VALUES (77, 0, 'of no urge')",
        (
            "INSERT INTO urges (contact_id, felt_at, logged_at, pause_ends_at, outcome) "
            "VALUES (77, 0, 0, 0, 'open')"
        ),
        (
            "INSERT INTO urges (contact_id, felt_at, logged_at, pause_ends_at, outcome) "
            "VALUES (1, 0, 0, 0, 'forgotten')"
        ),
        (
            "INSERT INTO urges (contact_id, felt_at, logged_at, pause_ends_at, outcome) "
            "VALUES (1, '2026-11-20', 0, 0, 'open')"
        ),
        "INSERT INTO ratings (urge_id, at, intensity) VALUES (1, 0, 11)",
        "INSERT INTO ratings (urge_id, at, intensity) VALUES (77, 0, 1)",
        "INSERT INTO events (kind, contact_id, at, noted_at, slip) VALUES ('dreamt', 1, 0, 0, 0)",
        "INSERT INTO contacts (name, name_key, added_at) VALUES ('EX', 'ex', 0)",
    ],
)
def test_a_row_that_makes_no_sense_is_not_taken(app: App, folders: Folders, row: str) -> None:
    app.call(log_urge)
    ledger = _ledger(folders)
    with (
        pytest.raises(IntegrityError),
        ledger._engine.connect() as connection,
    ):
        connection.exec_driver_sql(row)
