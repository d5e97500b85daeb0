"""What every transaction of the ledger keeps, and how values lie in its file."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import create_engine

from fakes import FakeClock
from holdfast.app import App
from holdfast.contacts.use_cases import add_contact, contact_names
from holdfast.desktop.folders import Folders
from holdfast.ledger import database
from holdfast.ledger.tables import APPLICATION_ID, SCHEMA, metadata
from holdfast.urges.use_cases import list_urges, log_urge, show_urge
from ledger.ledger_file import LedgerFile

PRAGMAS = {
    "foreign_keys": 1,
    "synchronous": 3,  # EXTRA
    "busy_timeout": 30_000,
    "secure_delete": 1,
    "trusted_schema": 0,
    "journal_mode": "delete",
}


@pytest.mark.parametrize("kind", ["reading", "writing"])
def test_every_connection_has_the_pragmas_that_keep_what_was_acknowledged(
    app: App, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(database, "create_engine", create_engine)  # the tests' own doesn't sync
    app.call(log_urge)
    ledger = app._open_ledger()
    with ledger.reading() if kind == "reading" else ledger.writing() as stores:
        for name, value in PRAGMAS.items():
            assert stores._connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() == value


def test_every_table_is_strict_and_the_file_names_its_program_and_schema(
    app: App, ledger_file: LedgerFile
) -> None:
    app.call(log_urge)
    loose = ledger_file.rows(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict"
    )
    # One is SQLite's own, one is Alembic's.
    assert {name for (name,) in loose} == {"sqlite_schema", "alembic_version"}
    assert set(metadata.tables) <= ledger_file.tables()
    assert ledger_file.one("PRAGMA application_id") == APPLICATION_ID
    assert ledger_file.one("PRAGMA user_version") == SCHEMA


def test_an_instant_is_stored_as_microseconds_since_the_epoch(
    app: App, clock: FakeClock, ledger_file: LedgerFile
) -> None:
    clock.moment = datetime(2026, 11, 20, 21, 30, 0, 123_457, tzinfo=UTC)
    app.call(log_urge)
    stored = ledger_file.rows("SELECT typeof(felt_at), felt_at, pause_ends_at FROM urges")
    begin, day = 1_795_210_200_123_457, timedelta(days=1) // timedelta(microseconds=1)
    assert stored == [("integer", begin, begin + day)]


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1970, 1, 2, 0, 0, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, 0, 1, tzinfo=UTC),
        datetime(2199, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
)
def test_an_instant_comes_back_to_the_microsecond(
    app: App, clock: FakeClock, moment: datetime
) -> None:
    clock.moment = moment
    assert app.call(log_urge).urge.felt_at == moment
    assert app.call(show_urge).urge.felt_at == moment


def test_a_home_without_a_database_reads_as_empty_and_nothing_is_made(
    app: App, folders: Folders
) -> None:
    assert app.call(contact_names) == ()
    assert app.call(list_urges) == ()
    assert not folders.home.exists()


def test_a_transaction_that_fails_leaves_nothing_and_lets_the_next_writer_in(
    app: App, clock: FakeClock
) -> None:
    app.call(add_contact, name="Sam")

    def write_and_fail() -> None:
        with app._open_ledger().writing() as stores:
            stores.contacts.add("Robin", "robin", clock.moment)
            raise KeyError

    with pytest.raises(KeyError):
        write_and_fail()
    app.call(add_contact, name="Kim")
    assert app.call(contact_names) == ("Sam", "Kim")


def test_a_reader_sees_one_moment_while_another_process_writes(app: App, folders: Folders) -> None:
    app.call(log_urge)
    with app._open_ledger().reading() as stores:
        before = stores.urges.listed()
        with closing(sqlite3.connect(folders.database, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("UPDATE urges SET intensity = 9")
            assert stores.urges.listed() == before


def test_writers_in_one_process_take_turns(app: App) -> None:
    wrote = Event()

    def write() -> None:
        app.call(add_contact, name="Kim")
        wrote.set()

    with app._open_ledger().writing():
        second = Thread(target=write)
        second.start()
        assert not wrote.wait(0.05)
    second.join(timeout=30)
    assert app.call(contact_names) == ("Kim",)


@pytest.mark.parametrize(
    "row",
    [
        "INSERT INTO drafts VALUES (77, 'of no urge')",
        "INSERT INTO ratings (urge_id, at, intensity) VALUES (1, 0, 11)",
        "INSERT INTO ratings (urge_id, at, intensity) VALUES (1, 'yesterday', 5)",
        "INSERT INTO contacts (name, name_key, added_at) VALUES ('EX', 'ex', 0)",
    ],
    ids=["no such urge", "off the scale", "no integer", "the same name"],
)
def test_a_row_that_makes_no_sense_is_refused(app: App, row: str) -> None:
    app.call(log_urge)
    with (
        pytest.raises(Exception, match="Holdfast can't use"),
        app._open_ledger().writing() as stores,
    ):
        stores._connection.exec_driver_sql(row)
