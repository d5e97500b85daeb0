"""The tables and their migrations agree, and an upgrade loses nothing."""

import shutil
import signal
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
from holdfast.app import App
from holdfast.desktop.folders import Folders
from holdfast.errors import StorageError
from holdfast.ledger import migrating, tables
from holdfast.ledger.database import engine_for
from holdfast.ledger.migrating import migrations_folder
from holdfast.ledger.tables import FIRST_SCHEMA, SCHEMA, metadata
from holdfast.urges.use_cases import list_urges, log_urge
from ledger.ledger_file import LedgerFile

ADDS_A_TABLE = """
    op.create_table("letters", sa.Column("id", sa.Integer(), primary_key=True), sqlite_strict=True)
    op.add_column("contacts", sa.Column("nickname", sa.Text()))
    op.execute("UPDATE contacts SET nickname = name")
"""
RECREATES_A_TABLE = """
    with op.batch_alter_table(
        "urges", recreate="always", table_kwargs={"sqlite_strict": True}
    ) as urges:
        urges.add_column(sa.Column("place", sa.Text()))
"""
FAILS_HALFWAY = """
    op.create_table("letters", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("DELETE FROM drafts")
    op.execute("INSERT INTO nowhere VALUES (1)")
"""
BREAKS_A_LINK = """
    op.execute("DELETE FROM urges")
"""
STOPS_HALFWAY = """
    op.create_table("letters", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("UPDATE drafts SET text = 'overwritten'")
    import os
    os.write(1, b"stopped\\n")
    os.read(0, 1)
"""
UPGRADES = """
import os
from pathlib import Path
from holdfast.app import app_for
from holdfast.ledger import migrating, tables
from holdfast.urges.use_cases import list_urges
migrating.migrations_folder = lambda: Path(os.environ["TEST_MIGRATIONS"])
migrating.SCHEMA = tables.SCHEMA = tables.SCHEMA + 1
app_for(os.environ).call(list_urges)
"""

LEDGERS = sorted(Path(__file__).parents[1].joinpath("ledgers").glob("*.sql"))
"""A filled ledger as each release left it."""

Newer = Callable[[str], None]


def _write_next(folder: Path, does: str) -> None:
    if not folder.exists():
        shutil.copytree(migrations_folder(), folder)
    folder.joinpath("versions", f"{SCHEMA + 1:04}_next.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f'revision = "{SCHEMA + 1}"\ndown_revision = "{SCHEMA}"\n'
        f"def upgrade() -> None:\n{does}",
        encoding="utf-8",
    )


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Newer:
    """Turn this into a Holdfast with one more migration, which does what the test says."""

    def make(does: str) -> None:
        folder = tmp_path / "migrations"
        _write_next(folder, does)
        monkeypatch.setattr(migrating, "migrations_folder", lambda: folder)
        monkeypatch.setattr(migrating, "SCHEMA", SCHEMA + 1)
        monkeypatch.setattr(tables, "SCHEMA", SCHEMA + 1)

    return make


@pytest.fixture
def filled(app: App) -> App:
    app.call(log_urge, draft="I miss you", intensity=8, triggers=("song",))
    app.call(log_urge, draft="and again")
    return app


def _dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [*database.iterdump(), str(database.execute("PRAGMA user_version").fetchone())]


def test_the_migrations_make_the_tables(app: App, folders: Folders) -> None:
    app.call(log_urge)
    with engine_for(folders.database).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrations_make_the_same_sql_as_the_tables(
    app: App, ledger_file: LedgerFile, tmp_path: Path
) -> None:
    """Alembic doesn't compare STRICT, CHECK and the conditions of indexes."""
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
    """Return a statement's parts, with columns and constraints sorted."""
    head, _, rest = sql.partition("(")
    body, _, end = rest.rpartition(")")
    parts = [part.strip() for part in body.replace(", ", ",").split(",")]
    return [head.strip(), *sorted(parts), end.strip()]


def test_the_migrations_are_numbered_from_the_first_schema_to_the_newest() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    numbers = [int(one.revision) for one in ScriptDirectory.from_config(config).walk_revisions()]
    assert numbers == list(range(SCHEMA, FIRST_SCHEMA - 1, -1))


def test_missing_migrations_are_an_error_with_a_way_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(migrating, "__file__", str(tmp_path / "a" / "b" / "c" / "migrating.py"))
    with pytest.raises(StorageError, match="Part of Holdfast is missing"):
        migrations_folder()


@pytest.mark.parametrize("ledger", LEDGERS, ids=[one.stem for one in LEDGERS])
def test_an_earlier_ledger_is_upgraded_with_every_row_as_it_was(
    app: App, ledger_file: LedgerFile, ledger: Path
) -> None:
    app.call(log_urge)
    fresh = ledger_file.schema()
    ledger_file.path.unlink()
    with closing(sqlite3.connect(ledger_file.path)) as database:
        database.executescript(ledger.read_text(encoding="utf-8"))
        before = _rows(database)
    app.call(list_urges)
    with closing(sqlite3.connect(ledger_file.path)) as database:
        after = _rows(database)
    assert {name: _parts(sql) for name, sql in ledger_file.schema().items()} == {
        name: _parts(sql) for name, sql in fresh.items()
    }
    assert ledger_file.is_sound()
    for table, rows in before.items():
        kept = [
            {name: row[name] for name in old} for row, old in zip(after[table], rows, strict=True)
        ]
        assert kept == rows, table


def _rows(database: sqlite3.Connection) -> dict[str, list[dict[str, object]]]:
    """Return every row of every table, but for the number of the migration."""
    database.row_factory = sqlite3.Row
    named = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    tables = [name for (name,) in named if name != "alembic_version"]
    return {
        table: [dict(row) for row in database.execute(f"SELECT * FROM {table} ORDER BY rowid")]  # noqa: S608 - names of our own tables
        for table in tables
    }


@pytest.mark.parametrize("does", [ADDS_A_TABLE, RECREATES_A_TABLE], ids=["adds", "recreates"])
def test_an_upgrade_keeps_everything_and_backs_the_old_database_up(
    filled: App,
    newer: Newer,
    holdfast: Commands,
    folders: Folders,
    ledger_file: LedgerFile,
    does: str,
) -> None:
    old, before = _dump(folders.database), holdfast.ok("show", "1", "--json").json
    assert not folders.backups.exists()
    newer(does)
    assert holdfast.ok("show", "1", "--json").json == before
    assert len(filled.call(list_urges)) == 2
    assert ledger_file.one("PRAGMA user_version") == SCHEMA + 1
    assert ledger_file.rows("SELECT text FROM drafts ORDER BY 1") == [
        ("I miss you",),
        ("and again",),
    ]
    assert ledger_file.is_sound()
    (copy,) = folders.backups.iterdir()
    assert _dump(copy) == old


@pytest.mark.parametrize("does", [FAILS_HALFWAY, BREAKS_A_LINK], ids=["fails", "breaks a link"])
def test_an_upgrade_that_fails_leaves_the_old_database_and_can_be_repeated(
    filled: App, newer: Newer, holdfast: Commands, folders: Folders, does: str
) -> None:
    old = _dump(folders.database)
    newer(does)
    failed = holdfast("log", typed="I still miss you")
    assert failed.code == 1
    assert "I still miss you" in failed.err
    assert "Traceback" not in failed.err
    assert _dump(folders.database) == old
    newer(ADDS_A_TABLE)
    assert filled.call(log_urge).urge.id == 3
    assert [_dump(copy) for copy in folders.backups.iterdir()] == [old, old]


def test_an_upgrade_that_is_killed_halfway_leaves_the_old_database(
    filled: App, process: Processes, folders: Folders, ledger_file: LedgerFile, tmp_path: Path
) -> None:
    old = _dump(folders.database)
    _write_next(tmp_path / "next", STOPS_HALFWAY)
    with subprocess.Popen(
        [sys.executable, "-c", UPGRADES],
        env={**process.environment, "TEST_MIGRATIONS": str(tmp_path / "next")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as upgrading:
        assert upgrading.stdout
        assert upgrading.stdout.readline() == b"stopped\n"
        upgrading.send_signal(signal.SIGKILL)
    assert _dump(folders.database) == old
    assert ledger_file.is_sound()
    assert filled.call(log_urge).urge.id == 3


def test_an_upgrade_without_room_for_its_backup_does_not_begin(
    filled: App, newer: Newer, holdfast: Commands, folders: Folders
) -> None:
    old = _dump(folders.database)
    folders.backups.write_text("a file where the folder should be", encoding="utf-8")
    newer(ADDS_A_TABLE)
    failed = holdfast("log", typed="I miss you so")
    assert failed.code == 1
    assert str(folders.backups) in failed.err
    assert "I miss you so" in failed.err
    assert _dump(folders.database) == old
    assert filled.folders == folders


def test_alembic_is_imported_for_a_new_database_and_not_later(process: Processes) -> None:
    imported = []
    for _ in range(2):
        done = process("log", "--no-draft", PYTHONPROFILEIMPORTTIME="1")
        assert done.returncode == 0, done.stderr
        imported.append("alembic" in done.stderr)
    assert imported == [True, False]
