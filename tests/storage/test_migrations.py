"""The tables and their migrations agree, and an upgrade loses nothing."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from conftest import Commands, Processes
from fakes import FakeClock
from holdfast.app import App
from holdfast.desktop.folders import Folders
from holdfast.errors import StorageError
from holdfast.services.check import check
from holdfast.services.contacts import add_contact, list_contacts
from holdfast.services.cooldowns import start_cool_down
from holdfast.services.keeping import amended_since, list_reports
from holdfast.services.urges import log_urge, show_urge
from holdfast.storage import migrating, tables
from holdfast.storage.database import engine_for
from holdfast.storage.migrating import migrations_folder
from holdfast.storage.tables import SCHEMA, metadata
from storage.ledger_file import LedgerFile

ROOT = Path(__file__).parents[2]

ADDS_A_TABLE = """
    op.create_table("letters", sa.Column("id", sa.Integer(), primary_key=True), sqlite_strict=True)
    op.add_column("contacts", sa.Column("nickname", sa.Text()))
    op.execute("UPDATE contacts SET nickname = name")
"""
MAKES_A_TABLE_ANEW = """
    with op.batch_alter_table(
        "urges", recreate="always", table_kwargs={"sqlite_strict": True}
    ) as urges:
        urges.add_column(sa.Column("place", sa.Text()))
"""
FAILS_HALFWAY = """
    op.create_table("letters", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("DELETE FROM drafts")
    op.execute("UPDATE urges SET intensity = 1")
    op.execute("INSERT INTO nowhere VALUES (1)")
"""
BREAKS_A_LINK = """
    op.execute("DELETE FROM urges")
"""

Newer = Callable[[str], None]


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Newer:
    """Make this a Holdfast one schema newer, with one more migration that does so."""

    def make(does: str) -> None:
        folder = tmp_path / "migrations"
        if not folder.exists():
            shutil.copytree(migrations_folder(), folder)
        folder.joinpath("versions", "next.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n"
            f'revision = "{SCHEMA + 1}"\ndown_revision = "{SCHEMA}"\n'
            f"def upgrade() -> None:\n{does}",
            encoding="utf-8",
        )
        monkeypatch.setattr(migrating, "migrations_folder", lambda: folder)
        monkeypatch.setattr(migrating, "SCHEMA", SCHEMA + 1)
        monkeypatch.setattr(tables, "SCHEMA", SCHEMA + 1)

    return make


def _filled(app: App) -> None:
    app.call(log_urge, draft="I miss you", intensity=8, triggers=("song",))
    app.call(log_urge, draft="and again")


def _dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [*database.iterdump(), str(database.execute("PRAGMA user_version").fetchone())]


# The tables and the migrations.


def test_the_migrations_make_what_the_tables_say(app: App, folders: Folders) -> None:
    app.call(log_urge)
    engine = engine_for(folders.database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrations_make_the_very_same_checks_and_indexes(
    app: App, ledger_file: LedgerFile, tmp_path: Path
) -> None:
    """What Alembic does not compare: STRICT, CHECK and the conditions of indexes."""
    app.call(log_urge)
    made = LedgerFile(tmp_path / "made.db")
    engine = create_engine(f"sqlite:///{made.path}")
    metadata.create_all(engine)
    engine.dispose()
    migrated = ledger_file.schema()
    del migrated["alembic_version"]
    assert {name: _parts(sql) for name, sql in migrated.items()} == {
        name: _parts(sql) for name, sql in made.schema().items()
    }


def _parts(sql: str) -> list[str]:
    """Give a statement's parts: the order of columns and constraints in it is free."""
    head, _, rest = sql.partition("(")
    body, _, end = rest.rpartition(")")
    parts = [part.strip() for part in body.replace(", ", ",").split(",")]
    return [head.strip(), *sorted(parts), end.strip()]


def test_the_schemas_number_is_the_newest_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [str(SCHEMA)]
    numbers = [int(script.revision) for script in scripts.walk_revisions()]
    assert numbers == list(range(SCHEMA, 0, -1))


def test_a_checkouts_migrations_are_the_ones_at_its_top_level() -> None:
    assert migrations_folder() == ROOT / "migrations"


def test_missing_migrations_are_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(migrating, "__file__", str(tmp_path / "a" / "b" / "c" / "migrating.py"))
    with pytest.raises(StorageError, match="migrations are missing"):
        migrations_folder()


# What an upgrade costs: only those who need one.


def _imported(process: Processes, *words: str) -> set[str]:
    """Give what a command imported, as Python itself says it."""
    done = process(*words, PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


def test_alembic_is_imported_for_an_upgrade_and_never_else(process: Processes) -> None:
    first = _imported(process, "log", "--no-draft")
    assert {"alembic", "sqlalchemy"} <= first
    second = _imported(process, "log", "--no-draft")
    assert "sqlalchemy" in second
    assert not any(name.partition(".")[0] == "alembic" for name in second)


def test_six_first_runs_at_once_make_one_database(
    process: Processes, holdfast: Commands, folders: Folders, ledger_file: LedgerFile
) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "holdfast", "log", "--intensity", str(number)],
            env=process.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(6)
    ]
    # Each waits for the end of its input, which they get at once.
    for number, one in enumerate(running):
        assert one.stdin
        one.stdin.write(f"draft {number}")
        one.stdin.flush()
    for one in running:
        assert one.stdin
        one.stdin.close()
        one.stdin = None
    said = [one.communicate(timeout=60) for one in running]
    assert [one.returncode for one in running] == [0] * 6, said
    listed = holdfast.ok("list", "--json").json
    assert sorted(urge["intensity"] for urge in listed) == list(range(6))
    assert {urge["contact"] for urge in listed} == {"Ex"}
    assert ledger_file.one("SELECT count(*) FROM contacts") == 1
    drafts = {text for (text,) in ledger_file.rows("SELECT text FROM drafts")}
    assert drafts == {f"draft {number}" for number in range(6)}
    assert ledger_file.is_sound()
    # Those that came second found the tables, and upgraded nothing.
    assert not folders.backups.exists()


# An upgrade.


def test_an_upgrade_keeps_all_that_was_there(
    app: App, newer: Newer, holdfast: Commands, ledger_file: LedgerFile
) -> None:
    _filled(app)
    before = holdfast.ok("list", "--json").json
    newer(ADDS_A_TABLE)
    assert holdfast.ok("list", "--json").json == before
    assert ledger_file.one("PRAGMA user_version") == SCHEMA + 1
    assert "letters" in ledger_file.tables()
    assert ledger_file.rows("SELECT nickname FROM contacts") == [("Ex",)]
    assert ledger_file.rows("SELECT text FROM drafts ORDER BY 1") == [
        ("I miss you",),
        ("and again",),
    ]
    assert ledger_file.is_sound()


def test_an_upgrade_that_makes_a_table_anew_keeps_what_hangs_on_it(
    app: App, newer: Newer, holdfast: Commands, ledger_file: LedgerFile
) -> None:
    _filled(app)
    before = holdfast.ok("show", "1", "--json").json
    newer(MAKES_A_TABLE_ANEW)
    assert holdfast.ok("show", "1", "--json").json == before
    assert ledger_file.rows("SELECT place FROM urges") == [(None,), (None,)]
    assert ledger_file.one("SELECT count(*) FROM drafts") == 2
    assert ledger_file.is_sound()


@pytest.mark.parametrize("words", [("log", "--no-draft"), ("status",), ("list",)])
def test_the_copy_made_before_an_upgrade_is_the_old_database(
    app: App, newer: Newer, holdfast: Commands, folders: Folders, words: tuple[str, ...]
) -> None:
    _filled(app)
    old = _dump(folders.database)
    newer(ADDS_A_TABLE)
    holdfast.ok(*words)
    (copy,) = folders.backups.iterdir()
    assert _dump(copy) == old
    assert LedgerFile(copy).is_sound()


def test_a_database_that_is_current_is_not_copied(app: App, folders: Folders) -> None:
    _filled(app)
    assert not folders.backups.exists()


def test_the_copy_of_an_upgrade_can_be_put_back_and_lived_with(
    app: App, newer: Newer, holdfast: Commands, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    _filled(app)
    with monkeypatch.context():
        newer(ADDS_A_TABLE)
        holdfast.ok("log", typed="after the upgrade")
    monkeypatch.undo()
    (copy,) = folders.backups.iterdir()
    copy.replace(folders.database)
    # The old program, with the old database.
    old = App(folders, clock=app.clock)
    assert old.call(log_urge).urge.id == 3


@pytest.mark.parametrize("does", [FAILS_HALFWAY, BREAKS_A_LINK], ids=["fails", "breaks a link"])
def test_an_upgrade_that_fails_leaves_the_old_database_as_it_was(
    app: App, newer: Newer, holdfast: Commands, folders: Folders, does: str
) -> None:
    _filled(app)
    old = _dump(folders.database)
    newer(does)
    said = holdfast("log", typed="I still miss you")
    assert said.code == 1
    assert "I still miss you" in said.err
    assert "Traceback" not in said.err
    assert _dump(folders.database) == old
    (copy,) = folders.backups.iterdir()
    assert _dump(copy) == old


def test_after_an_upgrade_that_failed_the_old_program_goes_on(
    app: App, newer: Newer, holdfast: Commands, ledger_file: LedgerFile
) -> None:
    _filled(app)
    with pytest.MonkeyPatch.context() as patch:
        newer(FAILS_HALFWAY)
        assert holdfast("log", "--no-draft").code == 1
        patch.setattr(migrating, "SCHEMA", SCHEMA)
        patch.setattr(tables, "SCHEMA", SCHEMA)
        assert App(app.folders, clock=app.clock).call(log_urge, draft="later").urge.id == 3
    assert ledger_file.is_sound()


def test_an_upgrade_that_failed_succeeds_once_it_is_mended_and_both_copies_stay(
    app: App, newer: Newer, holdfast: Commands, folders: Folders, ledger_file: LedgerFile
) -> None:
    _filled(app)
    old = _dump(folders.database)
    newer(FAILS_HALFWAY)
    assert holdfast("log", "--no-draft").code == 1
    newer(ADDS_A_TABLE)
    holdfast.ok("log", typed="and now")
    copies = sorted(folders.backups.iterdir())
    assert [_dump(copy) for copy in copies] == [old, old]
    assert len(ledger_file.rows("SELECT 1 FROM urges")) == 3


def test_a_later_upgrade_leaves_the_copies_of_earlier_ones(
    app: App, newer: Newer, holdfast: Commands, folders: Folders
) -> None:
    folders.backups.mkdir(parents=True)
    mine = folders.backups / f"before-upgrade-of-{SCHEMA}-1.db"
    mine.write_bytes(b"an earlier copy")
    _filled(app)
    newer(ADDS_A_TABLE)
    holdfast.ok("status")
    assert mine.read_bytes() == b"an earlier copy"
    assert len(list(folders.backups.iterdir())) == 2


def test_an_upgrade_whose_copy_cannot_be_made_does_not_begin(
    app: App, newer: Newer, holdfast: Commands, folders: Folders
) -> None:
    _filled(app)
    old = _dump(folders.database)
    folders.backups.write_text("a file where the folder should be", encoding="utf-8")
    newer(ADDS_A_TABLE)
    said = holdfast("log", typed="I miss you so")
    assert said.code == 1
    assert str(folders.backups) in said.err
    assert "I miss you so" in said.err
    assert _dump(folders.database) == old


def test_an_upgraded_ledger_reads_as_before(app: App, newer: Newer) -> None:
    _filled(app)
    before = app.call(show_urge, urge=1), app.call(list_contacts)
    newer(ADDS_A_TABLE)
    again = App(app.folders, clock=app.clock)
    assert (again.call(show_urge, urge=1), again.call(list_contacts)) == before


def test_names_of_before_have_the_keys_of_now_and_who_looked_the_same_means_the_stricter(
    app: App, clock: FakeClock, ledger_file: LedgerFile
) -> None:
    """As ledgers before 6 were: characters that nobody sees told people apart."""
    for name in ("Kim", "Robin", "Sam"):
        app.call(add_contact, name=name)
    app.call(start_cool_down, contact="Robin", length="30d")
    ledger_file.script(
        "UPDATE contacts SET name = 'Kim\ufe0f', name_key = 'kim\ufe0f' WHERE id = 1;"
        "UPDATE contacts SET name = 'Sam\ufe0f', name_key = 'sam\ufe0f' WHERE id = 2;"
        "ALTER TABLE mark DROP COLUMN uncounted; ALTER TABLE mark DROP COLUMN ahead_after;"
        "ALTER TABLE promises DROP COLUMN is_date;"
        "ALTER TABLE changes DROP COLUMN boundary_is_date;"
        "ALTER TABLE changes ADD COLUMN asked_boot TEXT;"
        "UPDATE alembic_version SET version_num = '5'; PRAGMA user_version = 5"
    )
    later = App(app.folders, clock=clock)
    assert later.call(check, contact="Kim").contact == "Kim\ufe0f"
    assert later.call(check, contact="Sam\ufe0f").held
    assert ledger_file.is_sound()


def test_reports_of_before_stay_and_count_as_never_amended(
    app: App, clock: FakeClock, ledger_file: LedgerFile
) -> None:
    app.call(log_urge, felt="1h ago")
    ledger_file.script(
        "DROP TABLE reports;"
        "CREATE TABLE reports (id INTEGER NOT NULL PRIMARY KEY, week TEXT NOT NULL UNIQUE, "
        "path TEXT NOT NULL, made_at INTEGER NOT NULL) STRICT;"
        "INSERT INTO reports VALUES (1, '2026-W47', '/home/2026-W47.txt', 0);"
        "UPDATE alembic_version SET version_num = '6'; PRAGMA user_version = 6"
    )
    clock.forward(days=9)
    later = App(app.folders, clock=clock)
    (kept,) = later.call(list_reports)
    assert (kept.week, kept.path, kept.version) == ("2026-W47", "/home/2026-W47.txt", 1)
    later.call(log_urge, felt="2026-11-19 20:00")
    assert later.call(amended_since, week="2026-W47") is None
    assert ledger_file.is_sound()
