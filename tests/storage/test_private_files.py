"""What Holdfast writes is its owner's alone, however loose the umask."""

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from conftest import Commands, Processes
from fakes import EVENING
from holdfast.app import App
from holdfast.desktop.folders import Folders
from holdfast.services.urges import log_urge
from holdfast.storage.database import make_private_file
from holdfast.storage.files import write_private
from holdfast.storage.migrating import back_up

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")


@pytest.fixture
def _loose() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def _mode(path: Path) -> str:
    return f"{stat.S_IMODE(path.stat().st_mode):04o}"


def _modes(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): _mode(path) for path in folder.rglob("*")}


@pytest.mark.usefixtures("_loose")
def test_the_home_and_the_database_are_the_owners_alone(app: App, folders: Folders) -> None:
    app.call(log_urge, draft="I miss you")
    assert _mode(folders.home) == "0700"
    assert _modes(folders.home) == {"holdfast.db": "0600"}


@pytest.mark.usefixtures("_loose")
def test_the_journal_of_a_writer_is_the_owners_alone(app: App, folders: Folders) -> None:
    app.call(log_urge)
    with app._open_ledger().writing() as book:
        book.contacts.add("Robin", "robin", EVENING)
        assert _modes(folders.home) == {"holdfast.db": "0600", "holdfast.db-journal": "0600"}


@pytest.mark.usefixtures("_loose")
def test_the_config_is_the_owners_alone(holdfast: Commands, folders: Folders) -> None:
    holdfast.app.set_config("person", "sleep", "21:00-07:00")
    assert _mode(folders.home) == "0700"
    assert _modes(folders.home) == {"config.toml": "0600"}


@pytest.mark.usefixtures("_loose")
def test_a_backup_and_its_folder_are_the_owners_alone(app: App, folders: Folders) -> None:
    app.call(log_urge, draft="I miss you")
    copy = back_up(folders.database, folders.backups, 1)
    assert _mode(folders.backups) == "0700"
    assert _mode(copy) == "0600"


@pytest.mark.usefixtures("_loose")
def test_a_report_and_its_folder_are_the_owners_alone(folders: Folders) -> None:
    write_private(folders.reports / "2026-W47.txt", "urges: 3\n")
    assert _mode(folders.reports) == "0700"
    assert _modes(folders.reports) == {"2026-W47.txt": "0600"}


@pytest.mark.usefixtures("_loose")
def test_a_file_that_was_open_to_others_is_private_once_it_is_written_anew(
    holdfast: Commands, folders: Folders
) -> None:
    folders.home.mkdir()
    folders.config.touch(mode=0o644)
    holdfast.app.set_config("person", "sleep", "21:00-07:00")
    assert _mode(folders.config) == "0600"


@pytest.mark.usefixtures("_loose")
def test_the_daemons_lock_and_log_are_the_owners_alone(
    process: Processes, folders: Folders
) -> None:
    started = process("daemon", "start")
    assert started.returncode == 0, started.stderr
    assert _mode(folders.home) == "0700"
    modes = _modes(folders.home)
    assert {"daemon.lock", "daemon.log"} <= modes.keys()
    assert set(modes.values()) == {"0600"}


@pytest.mark.parametrize(
    "words",
    [("log", "--no-draft"), ("cooldown", "start", "30d"), ("contact", "add", "Sam")],
    ids=lambda words: words[0],
)
@pytest.mark.usefixtures("_loose")
def test_an_empty_home_that_was_open_to_others_is_made_private(
    holdfast: Commands, folders: Folders, words: tuple[str, ...]
) -> None:
    folders.home.mkdir(mode=0o755)
    holdfast.ok(*words)
    assert _mode(folders.home) == "0700"


@pytest.mark.usefixtures("_loose")
def test_an_empty_home_is_made_private_by_its_first_setting_too(
    holdfast: Commands, folders: Folders
) -> None:
    folders.home.mkdir(mode=0o755)
    holdfast.app.set_config("person", "sleep", "21:00-07:00")
    assert _mode(folders.home) == "0700"


@pytest.mark.usefixtures("_loose")
def test_a_home_with_other_things_in_it_is_left_as_its_owner_has_it(
    holdfast: Commands, folders: Folders
) -> None:
    folders.home.mkdir(mode=0o755)
    folders.home.joinpath("photos").mkdir(mode=0o755)
    folders.home.joinpath("letter.txt").touch(mode=0o644)
    holdfast.ok("log", "--no-draft")
    assert _mode(folders.home) == "0755"
    assert _modes(folders.home) == {
        "photos": "0755",
        "letter.txt": "0644",
        "holdfast.db": "0600",
    }


@pytest.mark.usefixtures("_loose")
def test_the_modes_that_an_owner_chose_are_left(app: App, folders: Folders) -> None:
    app.call(log_urge)
    folders.home.chmod(0o750)
    folders.database.chmod(0o640)
    app.call(log_urge)
    assert (_mode(folders.home), _mode(folders.database)) == ("0750", "0640")


def test_looking_after_a_database_that_is_in_use_leaves_its_locks(tmp_path: Path) -> None:
    database = tmp_path / "holdfast.db"
    make_private_file(database)
    other = (
        "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)"
        ".execute('BEGIN IMMEDIATE')"
    )
    with closing(sqlite3.connect(database, isolation_level=None)) as ours:
        ours.execute("BEGIN IMMEDIATE")
        make_private_file(database)
        said = subprocess.run(
            [sys.executable, "-c", other, str(database)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert "database is locked" in said.stderr
